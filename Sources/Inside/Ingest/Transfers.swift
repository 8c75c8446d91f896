internal import Records
internal import Vocabulary

/// Start dates of the plans that a return shows as transferred in: few, so that they are kept apart from the persons.
struct Transfers: Sendable, Silent {
  /// By the persons' numbers, ascending.
  private var starts: [(number: UInt32, start: CalendarDate)] = []

  /// - Parameter number: of the person in the return; not below that of a person before.
  mutating func add(_ start: CalendarDate, of number: Int) { starts.append((UInt32(clamping: number), start)) }

  /// Takes those of the next persons.
  ///
  /// - Parameter persons: before the part.
  mutating func add(_ part: Transfers, below persons: Int) {
    for (number, start) in part.starts { add(start, of: Int(number) + persons) }
  }

  /// Of the person with this number.
  subscript(number: Int) -> [CalendarDate] {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return starts[low...].prefix { $0.number == number }.map(\.start)
  }
}

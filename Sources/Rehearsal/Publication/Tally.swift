/// What a table divides people by; each divides all of them.
enum Dimension: Int, CaseIterable {
  case everybody
  /// Completed years on the day that the table names, and on the 31 August on or before it.
  case age, academicAge
  /// The same of the day on which a plan started.
  case ageAtStart, academicAgeAtStart
  case sex
  /// Whole years for which a plan was in place.
  case years
  case setting

  /// Ages and years above it count with it; none is met.
  static let oldest = 30
  static let sexes = ["F", "M"]

  var groups: Int {
    switch self {
    case .everybody: 1
    case .age, .academicAge, .ageAtStart, .academicAgeAtStart, .years: Self.oldest + 1
    case .sex: Self.sexes.count + 1
    case .setting: DfESetting.allCases.count
    }
  }
}

/// Counts of people by the groups of each dimension and by classes, such as settings or needs.
struct Tally {
  let classes: Int
  /// By dimension, then group × class.
  private var cells: [[Int]]

  init(classes: Int) {
    self.classes = classes
    cells = Dimension.allCases.map { [Int](repeating: 0, count: $0.groups * classes) }
  }

  /// Counts one person.
  /// - Parameter within: what groups the person is in, besides everybody; a dimension left out is not counted by.
  mutating func add(_ classes: [Int], within groups: [(dimension: Dimension, group: Int)]) {
    for (dimension, group) in groups + [(.everybody, 0)] {
      let start = min(max(group, 0), dimension.groups - 1) * self.classes
      for place in classes { cells[dimension.rawValue][start + place] += 1 }
    }
  }

  /// Sums over groups, by class.
  func counts(_ dimension: Dimension, _ groups: [Int]) -> [Int] {
    var sums = [Int](repeating: 0, count: classes)
    for group in groups {
      for place in sums.indices { sums[place] += cells[dimension.rawValue][group * classes + place] }
    }
    return sums
  }

  static func += (sum: inout Tally, more: Tally) {
    for dimension in sum.cells.indices {
      for place in sum.cells[dimension].indices { sum.cells[dimension][place] += more.cells[dimension][place] }
    }
  }
}

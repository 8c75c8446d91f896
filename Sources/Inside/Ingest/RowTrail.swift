/// Where the rows below the persons of a return lie, in a few bytes a person, for the case that a person is listed after
/// all. Person after person: how many rows of each module, where each of them is the next line of that module's file; for
/// any other person each row as the distance from the last one in the same file.
struct RowTrail: Sendable {
  /// From where on the distances begin anew, from these lines.
  private struct Part {
    let start: Int
    let slots: [(file: Int, line: Int)]
    let slotOfList: InlineArray<7, Int>
  }

  private var bytes: Chunks<UInt8>
  private var parts: [Part] = []
  /// Files in the order in which rows of them came.
  private var files: [Int] = []
  /// Of the last rows, by slots; those of near slots apart, for nearly every row is of one.
  private var nearLines = InlineArray<15, Int>(repeating: 0)
  private var farLines: [Int] = []
  /// Slots by files, -1 for none yet.
  private var slotOfFile: [Int] = []
  /// Of persons whose rows are next lines: slots by the lists of a draft, -1 for none yet.
  private var slotOfList = InlineArray<7, Int>(repeating: -1)
  /// Room for the rows of one person.
  private var person = [UInt8](repeating: 0, count: 256)

  /// As many files as fit beside the distance in a row's first byte; the number of any other follows it.
  private static let nearSlots = 15

  /// - Parameter isPart: of a few persons only.
  init(isPart: Bool = false) { bytes = isPart ? Chunks(room: 1 << 13) : Chunks() }

  /// Adds the rows below the next persons, whose trail began anew.
  ///
  /// - Parameter lines: before those of the part, by files.
  mutating func add(_ part: RowTrail, below lines: [Int: Int]) {
    let slots = part.files.map { (file: $0, line: lines[$0] ?? 0) }
    parts.append(Part(start: bytes.count, slots: slots, slotOfList: part.slotOfList))
    bytes.append(part.bytes)
  }

  /// Adds the rows below a person.
  ///
  /// - Parameter isWhole: all are used.
  mutating func add(_ draft: PersonDraft, isWhole: Bool, where isUsed: (RowPlace) -> Bool) {
    if isWhole, let shape = shape(of: draft) { return append(shape << 1 | 1) }
    var (rows, end) = (0, 0)
    draft.forEachPlaceBelow { if isUsed($0) { rows += 1 } }
    // Each number has ten bytes at most: a head, and two a row behind its first byte.
    let room = 10 + 21 * rows
    if person.count < room { person = [UInt8](repeating: 0, count: room) }
    append(UInt(rows) << 1, at: &end)
    draft.forEachPlaceBelow { if isUsed($0) { add($0, at: &end) } }
    bytes.append(contentsOf: person[..<end])
  }

  /// Two bits a list of the draft: how many rows. Nil if some row is not the next line of its list's file, or a list has
  /// more than three.
  @inline(__always)
  private mutating func shape(of draft: PersonDraft) -> UInt? {
    guard areNext(0, draft.requests.count, { draft.requests[$0].row.place }),
      areNext(1, draft.assessments.count, { draft.assessments[$0].row.place }),
      areNext(2, draft.plans.count, { draft.plans[$0].row.place }),
      areNext(3, draft.details.count, { draft.details[$0].place }),
      areNext(4, draft.activePlans.count, { draft.activePlans[$0].row.place }),
      areNext(5, draft.placements.count, { draft.placements[$0].place }),
      areNext(6, draft.needs.count, { draft.needs[$0].place })
    else { return nil }
    return pass(0, draft.requests.count) | pass(1, draft.assessments.count) | pass(2, draft.plans.count)
      | pass(3, draft.details.count) | pass(4, draft.activePlans.count) | pass(5, draft.placements.count)
      | pass(6, draft.needs.count)
  }

  @inline(__always)
  private mutating func areNext(_ list: Int, _ count: Int, _ place: (Int) -> RowPlace) -> Bool {
    if count == 0 { return true }
    guard count <= 3, slotOfList[list] >= 0 || findSlot(list, place(0).file) else { return false }
    let slot = slotOfList[list]
    for index in 0..<count {
      let place = place(index)
      guard place.line == nearLines[slot] + index + 1, place.file == files[slot] else { return false }
    }
    return true
  }

  /// False where rows of another list lie in the same file: they are not each other's next lines.
  private mutating func findSlot(_ list: Int, _ file: Int) -> Bool {
    let slot = slot(of: file)
    guard slot < Self.nearSlots, slotOfList.indices.allSatisfy({ slotOfList[$0] != slot }) else { return false }
    slotOfList[list] = slot
    return true
  }

  @inline(__always)
  private mutating func pass(_ list: Int, _ count: Int) -> UInt {
    if count > 0 { nearLines[slotOfList[list]] += count }
    return UInt(count) << UInt(2 * list)
  }

  @inline(__always)
  private mutating func add(_ place: RowPlace, at end: inout Int) {
    let slot = slot(of: place.file)
    let distance = place.line - line(slot, place.line) - 1
    let folded = UInt(bitPattern: distance << 1 ^ distance >> (Int.bitWidth - 1))
    person[end] = UInt8(truncatingIfNeeded: folded & 7) | UInt8(min(slot, Self.nearSlots)) << 3 | (folded > 7 ? 0x80 : 0)
    end += 1
    if folded > 7 { append(folded >> 3, at: &end) }
    if slot >= Self.nearSlots { append(UInt(slot), at: &end) }
  }

  /// The line of the last row of the slot; now it is `new`.
  @inline(__always)
  private mutating func line(_ slot: Int, _ new: Int) -> Int {
    if slot < Self.nearSlots {
      defer { nearLines[slot] = new }
      return nearLines[slot]
    }
    defer { farLines[slot - Self.nearSlots] = new }
    return farLines[slot - Self.nearSlots]
  }

  @inline(__always)
  private mutating func slot(of file: Int) -> Int {
    if file < slotOfFile.count, slotOfFile[file] >= 0 { return slotOfFile[file] }
    return newSlot(of: file)
  }

  private mutating func newSlot(of file: Int) -> Int {
    while file >= slotOfFile.count { slotOfFile.append(-1) }
    slotOfFile[file] = files.count
    files.append(file)
    if files.count > Self.nearSlots { farLines.append(0) }
    return files.count - 1
  }

  /// File and line of each row of some persons, who are given by their places in the trail.
  func forEachRow(of wanted: Set<Int>, _ body: (_ file: Int, _ line: Int) -> Void) {
    var (slots, slotOfList) = (files.map { (file: $0, line: 0) }, slotOfList)
    var parts = parts[...]
    var (index, person) = (0, 0)
    func pass(_ slot: Int, _ distance: Int) {
      slots[slot].line += distance
      if wanted.contains(person) { body(slots[slot].file, slots[slot].line) }
    }
    while index < bytes.count {
      while parts.first?.start == index {
        let part = parts.removeFirst()
        (slots, slotOfList) = (part.slots, part.slotOfList)
      }
      let head = number(&index)
      if head & 1 == 1 {
        for list in slotOfList.indices {
          for _ in 0..<(head >> UInt(1 + 2 * list) & 3) { pass(slotOfList[list], 1) }
        }
      } else {
        for _ in 0..<(head >> 1) {
          let first = bytes[index]
          index += 1
          var folded = UInt(first & 7)
          if first & 0x80 != 0 { folded |= number(&index) << 3 }
          var slot = Int(first >> 3 & 15)
          if slot == Self.nearSlots { slot = Int(number(&index)) }
          pass(slot, 1 + (Int(folded >> 1) ^ -Int(folded & 1)))
        }
      }
      person += 1
    }
  }

  private mutating func append(_ head: UInt) {
    var rest = head
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private mutating func append(_ number: UInt, at end: inout Int) {
    var rest = number
    while rest > 0x7F {
      person[end] = UInt8(rest & 0x7F) | 0x80
      end += 1
      rest >>= 7
    }
    person[end] = UInt8(rest)
    end += 1
  }

  private func number(_ index: inout Int) -> UInt {
    var (number, shift) = (UInt(0), UInt(0))
    while true {
      let byte = bytes[index]
      index += 1
      number |= UInt(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }
}

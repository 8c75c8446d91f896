/// Where the rows below the persons of a return lie, in about a byte a row, for the case that a person is listed after
/// all. Person after person, each row as the distance from the last one in the same file.
struct RowTrail: Sendable {
  /// From where on the distances begin anew, from these lines.
  private struct Part {
    let start: Int
    let slots: [(file: Int, line: Int)]
  }

  private var bytes: Chunks<UInt8>
  private var parts: [Part] = []
  private var slots: [(file: Int, line: Int)] = []
  /// Slots by files, -1 for none yet.
  private var slotOfFile: [Int] = []
  private var person: [UInt8] = []
  private var rows = 0

  /// As many files as fit beside the distance in a row's first byte; the number of any other follows it.
  private static let nearSlots = 15

  /// - Parameter isPart: of a few persons only.
  init(isPart: Bool = false) { bytes = isPart ? Chunks(room: 1 << 13) : Chunks() }

  /// Adds the rows below the next persons, whose trail began anew.
  ///
  /// - Parameter lines: before those of the part, by files.
  mutating func add(_ part: RowTrail, below lines: [Int: Int]) {
    parts.append(Part(start: bytes.count, slots: part.slots.map { ($0.file, lines[$0.file] ?? 0) }))
    bytes.append(part.bytes)
  }

  /// Adds the rows below a person.
  mutating func add(_ draft: PersonDraft, where isUsed: (RowPlace) -> Bool) {
    draft.forEachPlaceBelow { if isUsed($0) { add($0) } }
    endPerson()
  }

  private mutating func add(_ place: RowPlace) {
    rows += 1
    let slot = slot(of: place.file)
    let distance = place.line - slots[slot].line - 1
    slots[slot].line = place.line
    let folded = UInt(bitPattern: distance << 1 ^ distance >> (Int.bitWidth - 1))
    person.append(UInt8(folded & 7) | UInt8(min(slot, Self.nearSlots)) << 3 | (folded > 7 ? 0x80 : 0))
    if folded > 7 { Self.append(folded >> 3, to: &person) }
    if slot >= Self.nearSlots { Self.append(UInt(slot), to: &person) }
  }

  private mutating func slot(of file: Int) -> Int {
    while file >= slotOfFile.count { slotOfFile.append(-1) }
    if slotOfFile[file] < 0 {
      slotOfFile[file] = slots.count
      slots.append((file, 0))
    }
    return slotOfFile[file]
  }

  private mutating func endPerson() {
    var head: [UInt8] = []
    if rows < 0x80 { bytes.append(UInt8(rows)) } else { Self.append(UInt(rows), to: &head) }
    for byte in head { bytes.append(byte) }
    bytes.append(contentsOf: person)
    person.removeAll(keepingCapacity: true)
    rows = 0
  }

  /// File and line of each row of some persons, who are given by their places in the trail.
  func forEachRow(of wanted: Set<Int>, _ body: (_ file: Int, _ line: Int) -> Void) {
    var slots = slots.map { (file: $0.file, line: 0) }
    var parts = parts[...]
    var (index, person) = (0, 0)
    while index < bytes.count {
      while parts.first?.start == index { slots = parts.removeFirst().slots }
      for _ in 0..<number(&index) {
        let first = bytes[index]
        index += 1
        var folded = UInt(first & 7)
        if first & 0x80 != 0 { folded |= number(&index) << 3 }
        var slot = Int(first >> 3 & 15)
        if slot == Self.nearSlots { slot = Int(number(&index)) }
        slots[slot].line += 1 + (Int(folded >> 1) ^ -Int(folded & 1))
        if wanted.contains(person) { body(slots[slot].file, slots[slot].line) }
      }
      person += 1
    }
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private static func append(_ number: UInt, to bytes: inout [UInt8]) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
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

/// Plants defects of rows in the latest return of a borough and in its finance extract: each once, in a person of its
/// own, at places that follow from the seed. The extract loses the lines of those persons, so that no defect is found
/// twice.
struct Planting {
  private let days: DefectDays
  private var free: [DefectHome: [Int]] = [:]
  private var seconds: [(after: Int, person: ReturnElement)] = []
  /// UPNs of persons with a defect, and of fresh ones without.
  private var spoiled: Set<String> = []
  private var unspoiled: [String]

  /// Also those that want the extract of GIAS, which are not planted together with others.
  private static let rows = RowDefect.all + RowDefect.register
  static let codes = RowDefect.all.map(\.code) + FinanceDefect.all.map(\.code)

  /// The persons of a return by what can be planted in them.
  init(_ copy: BoroughCopy, random: RandomSource) {
    var random = random
    days = copy.days
    let root = copy.latest
    for (place, person) in root.children.enumerated() {
      if let home = DefectHome(person, days) { free[home, default: []].append(place) }
    }
    for home in DefectHome.allCases { random.shuffle(&free[home, default: []]) }
    unspoiled = (free[.fresh] ?? []).map { root.children[$0]["upn"] }
  }

  /// Plants one, in another shape if it needs one.
  /// - Returns: whether the borough has a place for it.
  func plant(_ code: String, in copy: inout BoroughCopy) throws -> Bool {
    if let shapes = Self.rows.first(where: { $0.code == code })?.shapes, !shapes.contains(copy.shape) {
      try copy.respell(shapes[0])
      if shapes[0] == .modules { copy.expect("census-day-derived", copy.name(.person)) }
    }
    return try !plant([code], in: &copy).isEmpty
  }

  /// - Returns: what was planted. A code for which the borough has no place, or which its shape does not know, is left
  ///   out.
  func plant(_ codes: [String], in copy: inout BoroughCopy) throws -> [String] {
    var (planting, root, planted) = (self, copy.latest, [String]())
    for defect in Self.rows where codes.contains(defect.code) && defect.shapes.contains(copy.shape) {
      if planting.plant(defect, in: &root) { planted.append(defect.code) }
    }
    let ended = (planting.free[.ended] ?? []).map { root.children[$0]["upn"] }
    if !planted.isEmpty {
      planting.insertSeconds(into: &root)
      try copy.changeLatest { $0 = root }
    }
    return planted + planting.plantFinance(codes, ended, in: &copy)
  }

  private mutating func plant(_ defect: RowDefect, in root: inout ReturnElement) -> Bool {
    guard let next = (free[defect.home] ?? []).firstIndex(where: { defect.suits(root.children[$0]) }),
      let place = free[defect.home]?.remove(at: next)
    else { return false }
    let upn = root.children[place]["upn"]
    spoiled.insert(upn)
    unspoiled.removeAll { $0 == upn }
    defect.change(&root.children[place], days)
    if let second = defect.second {
      seconds.append((place, second(root.children[place], Self.upn(seconds.count), days)))
    }
    return true
  }

  /// From the last on, so that places hold.
  private func insertSeconds(into root: inout ReturnElement) {
    for (place, person) in seconds.sorted(by: { $0.after > $1.after }) { root.children.insert(person, at: place + 1) }
  }

  /// A UPN that nobody has.
  static func upn(_ number: Int) -> String {
    Identity(number: 900_000_000 + number, birthYear: 2010, birthMonth: 1, hasLearnerNumber: false, seed: 0).upn
  }

  /// Each in a line more of somebody who has one, or of somebody whose plan ended.
  private func plantFinance(_ codes: [String], _ ended: [String], in copy: inout BoroughCopy) -> [String] {
    var lines = copy.financeLines.filter { !spoiled.contains(String($0.prefix { $0 != "," })) }
    let held = Dictionary(lines.map { ($0.prefix { $0 != "," }, 1) }, uniquingKeysWith: +)
    var payers = unspoiled.filter { held[Substring($0)] == 1 }
    var ended = ended
    var (marks, planted): ([SpelledFile.Mark], [String]) = ([], [])
    for defect in FinanceDefect.all where codes.contains(defect.code) {
      guard let payer = defect.isOfEnded ? ended.popLast() : payers.popLast() else { continue }
      let own = lines.firstIndex { $0.hasPrefix(payer) }
      let fields = own.map { FinanceDefect.fields(lines[$0]) } ?? FinanceDefect.other([payer], days)
      lines.append(defect.change(fields, days).joined(separator: ","))
      marks.append(SpelledFile.Mark(
        code: defect.code, file: copy.financeName, row: defect.marksFirst ? (own ?? 0) + 1 : lines.count))
      planted.append(defect.code)
    }
    if !spoiled.isEmpty || !planted.isEmpty { copy.putFinance(lines, marks: marks) }
    return planted
  }
}

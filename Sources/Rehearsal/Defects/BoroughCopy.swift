import Geography

/// The folder of one borough in memory, to plant defects in: its two latest returns, its finance extract, and what a
/// check has to find in them beyond what it finds in the borough's own folder.
struct BoroughCopy {
  let borough: String
  /// Census year of the latest return.
  let year: Int
  let financeName: String
  private(set) var returns: [Int: ChangedReturn] = [:]
  /// By path.
  var files: [String: SpelledFile] = [:]
  /// What is found in the folder as a whole, or in files as wholes.
  private(set) var expected: [PlantedFinding] = []
  private let source: BoroughFiles
  private var foldersBefore: Set<String> = []

  /// - Returns: nil without two returns in a row.
  init?(_ source: BoroughFiles) throws {
    guard let year = source.collections.last, source.collections.contains(year - 1) else { return nil }
    (self.source, self.year, borough) = (source, year, source.world.boroughs[source.borough].code)
    let payments = Payments(source.world, borough: source.borough, year: year)
    financeName = "finance_\(payments.financialYear).csv"
    files[financeName] = SpelledFile(
      path: financeName, bytes: FinanceExtract(payments.all, year: payments.financialYear).lines.text)
    for content in source.contents.suffix(2) {
      returns[content.year] = ChangedReturn(content, source.header(content.year), source.shape)
      try spell(content.year)
    }
    foldersBefore = folders
  }

  /// The latest return.
  var xml: String { "sen2_\(year).xml" }
  var workbook: String { "sen2_\(year).xlsx" }
  var days: DefectDays { DefectDays(year: year) }
  /// The two latest returns.
  var latest: ReturnElement { returns[year]?.root ?? ReturnElement(module: .sen2, items: [:]) }
  var before: ReturnElement { returns[year - 1]?.root ?? ReturnElement(module: .sen2, items: [:]) }
  func header(_ year: Int) -> ReturnHeader { source.header(year) }

  /// Changes a return, and how it is spelled, and spells it again.
  mutating func change(_ year: Int, _ change: (inout ChangedReturn) throws -> Void) throws {
    guard var one = returns[year] else { return }
    for file in try one.files() { files[file.path] = nil }
    try change(&one)
    returns[year] = one
    try spell(year)
  }

  /// The latest return.
  mutating func changeLatest(_ change: (inout ReturnElement) throws -> Void) throws {
    try self.change(year) { try change(&$0.root) }
  }

  /// The latest return in another shape.
  mutating func respell(_ shape: Shape) throws { try change(year) { $0.shape = shape } }

  /// The shape of the latest return.
  var shape: Shape { returns[year]?.shape ?? source.shape }

  /// How a report names the file, or the sheet, that holds a module of a return.
  func name(_ module: ReturnElement.Module, _ year: Int? = nil) -> String {
    let year = year ?? self.year
    return switch returns[year]?.shape ?? source.shape {
    case .xml: "sen2_\(year).xml"
    case .blade: "sen2_\(year)/Blade-Export_20-03-\(year)_\(module.rawValue).csv"
    case .template: "sen2_\(year).xlsx"
    case .modules: "sen2_\(year).xlsx, sheet \(ExcelColumns(module, header(year)).sheet)"
    }
  }

  private mutating func spell(_ year: Int) throws {
    for file in try returns[year]?.files() ?? [] { files[file.path] = file }
  }

  /// A return of another collection beside those.
  mutating func addReturn(_ year: Int) throws {
    let other = BoroughFiles(
      world: source.world, borough: source.borough, collections: [year], shape: source.shape)
    guard let content = other.contents.first else { return }
    returns[year] = ChangedReturn(content, other.header(year), source.shape)
    try spell(year)
  }

  mutating func removeReturn(_ year: Int) throws {
    for file in try returns.removeValue(forKey: year)?.files() ?? [] { files[file.path] = nil }
  }

  /// - Parameters:
  ///   - file: as a report names it; empty for the folder.
  ///   - rows: empty for the whole; nil if they are not said.
  mutating func expect(_ code: String, _ file: String = "", rows: [Int]? = []) {
    if !expected.contains(where: { $0.code == code && $0.file == file }) {
      expected.append(PlantedFinding(code: code, file: file, rows: rows))
    }
  }

  /// How far a return is read that is stopped: not at all, until its header, or until some row.
  enum Reach { case unread, header, rows }

  /// What is found where the latest return is stopped. The extract is of a year without a return then.
  /// - Parameter refused: files of which rows were read; nil for the file itself if it was read.
  mutating func expectStop(
    _ code: String, _ file: String, rows: [Int] = [], _ reach: Reach, refused: [String]? = nil
  ) {
    expect(code, file, rows: rows)
    for one in refused ?? (reach == .unread ? [] : [file]) { expect("return-refused", one, rows: nil) }
    if reach != .rows { expect("single-return") }
    expect("other-financial-year", financeName, rows: Array(2..<financeLines.count + 1))
  }

  /// Everything that is to be found, by code and file.
  var findings: [PlantedFinding] {
    let notices = folders.subtracting(foldersBefore).sorted().map {
      PlantedFinding(code: "file-not-recognised", file: $0 + "/READ-ME-FICTIONAL.txt", rows: [])
    }
    return expected + PlantedFinding.gathered(files.keys.sorted().flatMap { files[$0]?.marks ?? [] }) + notices
  }

  /// Those below this one that a check looks into.
  private var folders: Set<String> {
    Set(files.keys.flatMap { path in
      let parts = path.split(separator: "/").dropLast()
      return (1...3).filter { $0 <= parts.count }.map { parts.prefix($0).joined(separator: "/") }
    })
  }
}

extension BoroughCopy {
  func text(_ path: String) -> String { String(decoding: files[path]?.bytes.all ?? [], as: UTF8.self) }

  mutating func put(_ text: String, _ path: String, marks: [SpelledFile.Mark] = []) {
    var bytes = Bytes()
    bytes.add(text)
    files[path] = SpelledFile(path: path, bytes: bytes, marks: marks)
  }

  mutating func put(_ bytes: [UInt8], _ path: String) {
    var all = Bytes()
    all.add(bytes[...])
    files[path] = SpelledFile(path: path, bytes: all)
  }

  /// Changes the first place of a text in a file.
  /// - Returns: the line of that place; nil if there is none.
  @discardableResult mutating func replace(_ text: String, _ other: String, in path: String) -> Int? {
    let whole = self.text(path)
    guard let place = whole.firstRange(of: text) else { return nil }
    let line = whole[..<place.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
    put(whole.replacingCharacters(place, with: other), path)
    return line
  }

  /// The lines of the finance extract, its heading first.
  var financeLines: [String] { text(financeName).split(separator: "\r\n").map(String.init) }

  mutating func putFinance(_ lines: [String], marks: [SpelledFile.Mark] = []) {
    put(lines.map { $0 + "\r\n" }.joined(), financeName, marks: marks)
  }

  /// The finance extract without the lines of some.
  mutating func dropFinance(of upns: Set<String>) {
    putFinance(financeLines.filter { !upns.contains(String($0.prefix { $0 != "," })) })
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with other: String) -> String {
    String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}

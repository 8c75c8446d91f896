/// The drawn noise of one release as text, tied to its plan and to the tables that it is for:
///
///     boroughwise-seal 1
///     plan <SHA-256 of the plan, hex>
///     tables <SHA-256 of the exact tables, hex>
///     <statistic> <noise of cell 0> <noise of cell 1> …      one line for each statistic, in plan order
///
/// One spelling: read and written again it must give the same bytes.
struct SealText {
  let planHash: String
  let tablesHash: String
  let noise: [(statistic: String, cells: [Int64])]

  private static let head = "boroughwise-seal 1\n"

  var bytes: [UInt8] {
    var text = Self.head + "plan \(planHash)\ntables \(tablesHash)\n"
    for (statistic, cells) in noise { text += Self.line(statistic, cells) }
    return Array(text.utf8)
  }

  init(planHash: String, tablesHash: String, noise: [(statistic: String, cells: [Int64])]) {
    (self.planHash, self.tablesHash, self.noise) = (planHash, tablesHash, noise)
  }

  /// Nil unless `bytes` are exactly what `bytes` of the result gives.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), text.hasPrefix(Self.head), text.hasSuffix("\n") else {
      return nil
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count > 3, lines[1].hasPrefix("plan "), lines[2].hasPrefix("tables ") else { return nil }
    var noise: [(statistic: String, cells: [Int64])] = []
    for line in lines.dropFirst(3) {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let cells = words.dropFirst().compactMap { Int64($0) }
      guard cells.count == words.count - 1 else { return nil }
      noise.append((String(words[0]), cells))
    }
    self.init(planHash: String(lines[1].dropFirst(5)), tablesHash: String(lines[2].dropFirst(7)), noise: noise)
    guard self.bytes == bytes else { return nil }
  }

  /// A statistic's id and its cells, ended by a line feed.
  static func line(_ statistic: String, _ cells: [Int64]) -> String {
    statistic + cells.map { " \($0)" }.joined() + "\n"
  }
}

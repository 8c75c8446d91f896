/// The drawn noise of one release as text, tied to its plan and to the tables that it is for:
///
///     boroughwise-seal 2
///     salt <256 random bits, hex>
///     plan <SHA-256 of the plan, hex>
///     tables <SHA-256 of the exact tables, hex>
///     <statistic> <noise of cell 0> <noise of cell 1> …      one line for each statistic, in plan order
///
/// The ledger keeps the seal's SHA-256 for good. Noise is what was released less what is exact, so without the salt whoever
/// has ledger and message, and guesses the tables, could see by that hash whether the guess is right. Seals of before,
/// `boroughwise-seal 1`, have none; one that waits is still read, so that its release can be finished.
///
/// One spelling: read and written again it must give the same bytes.
struct SealText {
  /// 64 hexadecimal digits; nil in a seal of before.
  let salt: String?
  let planHash: String
  let tablesHash: String
  let noise: [(statistic: String, cells: [Int64])]

  private static let head = "boroughwise-seal 2\nsalt "
  private static let headOfBefore = "boroughwise-seal 1\n"

  var bytes: [UInt8] {
    var text = (salt.map { Self.head + $0 + "\n" } ?? Self.headOfBefore) + "plan \(planHash)\ntables \(tablesHash)\n"
    for (statistic, cells) in noise { text += Self.line(statistic, cells) }
    return Array(text.utf8)
  }

  init(salt: String?, planHash: String, tablesHash: String, noise: [(statistic: String, cells: [Int64])]) {
    (self.salt, self.planHash, self.tablesHash, self.noise) = (salt, planHash, tablesHash, noise)
  }

  /// Nil unless `bytes` are exactly what `bytes` of the result gives.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    var salt: String?
    if text.hasPrefix(Self.head) {
      let line = lines.remove(at: 1)
      salt = String(line.dropFirst(5))
      guard line.utf8.count == 5 + 64, line.utf8.dropFirst(5).allSatisfy(Self.isHexDigit) else { return nil }
    }
    guard lines.count > 3, lines[1].hasPrefix("plan "), lines[2].hasPrefix("tables ") else { return nil }
    var noise: [(statistic: String, cells: [Int64])] = []
    for line in lines.dropFirst(3) {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let cells = words.dropFirst().compactMap { Int64($0) }
      guard cells.count == words.count - 1 else { return nil }
      noise.append((String(words[0]), cells))
    }
    self.init(
      salt: salt, planHash: String(lines[1].dropFirst(5)), tablesHash: String(lines[2].dropFirst(7)), noise: noise)
    guard self.bytes == bytes else { return nil }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// A statistic's id and its cells, ended by a line feed.
  static func line(_ statistic: String, _ cells: [Int64]) -> String {
    statistic + cells.map { " \($0)" }.joined() + "\n"
  }
}

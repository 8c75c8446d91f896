/// Whole numbers by row, written as text so that the compiler need not check thousands of literals.
struct Table: Sendable {
  /// First word of each line.
  let keys: [String]
  /// The other words of each line.
  let rows: [[Int]]

  init(_ text: String) {
    var (keys, rows): ([String], [[Int]]) = ([], [])
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let key = words.first else { continue }
      keys.append(String(key))
      rows.append(words.dropFirst().compactMap { Int($0) })
    }
    (self.keys, self.rows) = (keys, rows)
  }

  /// The row of a key, empty when there is none.
  subscript(_ key: String) -> [Int] {
    guard let place = keys.firstIndex(of: key) else { return [] }
    return rows[place]
  }
  subscript(_ key: Int) -> [Int] { self[String(key)] }

  func column(_ place: Int) -> [Int] { rows.map { $0[place] } }
}

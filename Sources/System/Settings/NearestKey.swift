/// The allowed key that a mistyped one most likely meant: the fewest letters to add, drop, change or swap
/// with a neighbour, and no more than a third of its length. Of equals the first in the alphabet.
func nearest(to key: String, among allowed: Set<String>) -> String? {
  let candidates = allowed.map { (key: $0, distance: distance(Array(key.utf8), Array($0.utf8))) }
  let best = candidates.min { ($0.distance, $0.key) < ($1.distance, $1.key) }
  guard let best, best.distance <= max(1, best.key.utf8.count / 3) else { return nil }
  return best.key
}

/// Optimal string alignment distance.
private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  // A key in a file may be of any length; ours are short.
  guard a.count <= 100, b.count <= 100 else { return Int.max }
  var rows = [[Int]](repeating: Array(0...b.count), count: a.count + 1)
  for i in 0..<a.count {
    rows[i + 1][0] = i + 1
    for j in 0..<b.count {
      var least = min(rows[i][j + 1] + 1, rows[i + 1][j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
      rows[i + 1][j + 1] = least
    }
  }
  return rows[a.count][b.count]
}

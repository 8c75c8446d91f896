import Files

/// One row of the table. `ratio` says how many times better ours is than what it is held against.
struct Figure {
  enum Better { case larger, smaller }

  let name: String
  let ours: Double
  let theirs: Double
  let better: Better
  let unit: String
  let versus: String

  var ratio: Double { better == .larger ? ours / theirs : theirs / ours }

  /// Prints the row and appends it to `file`.
  func report(to file: String) throws {
    guard ours > 0, theirs > 0, ours.isFinite, theirs.isFinite else {
      throw BenchFailure("\(name): \(ours) against \(theirs) \(unit) is no measurement")
    }
    let row = [name.padded(20), "\(short(ours))".aligned(12), "\(short(theirs))".aligned(12), "\(short(ratio))".aligned(9)]
    Terminal.write("\(row.joined())  \(unit), versus \(versus)\n")
    let fields = [
      "\"name\":\"\(name)\"", "\"ours\":\(short(ours))", "\"theirs\":\(short(theirs))", "\"ratio\":\(short(ratio))",
      "\"unit\":\"\(unit)\"", "\"versus\":\"\(versus)\"",
    ]
    try Files.append(Array("{\(fields.joined(separator: ","))}\n".utf8), to: file, mode: 0o644)
  }
}

/// Four significant digits.
private func short(_ value: Double) -> String {
  var scale = 1.0
  while value * scale < 1000 { scale *= 10 }
  while value * scale >= 10_000 { scale /= 10 }
  let rounded = (value * scale).rounded() / scale
  return rounded >= 1000 ? "\(Int(rounded.rounded()))" : "\(rounded)"
}

extension String {
  fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  fileprivate func aligned(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

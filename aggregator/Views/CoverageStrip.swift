/// Coverage of one sub-region: its code, a mark for each borough, and the numbers in words.
enum CoverageStrip {
  static func item(_ region: PageContent.Region) -> String {
    let (size, gap) = (12, 4)
    let marks = (0..<region.coverage.members).map { index in
      let isReceived = index < region.coverage.received
      let inset = isReceived ? 0 : 1
      return "<rect class=\"\(isReceived ? "received" : "awaited")\" x=\"\(index * (size + gap) + inset)\" y=\"\(inset)\" "
        + "width=\"\(size - 2 * inset)\" height=\"\(size - 2 * inset)\" rx=\"2\"/>"
    }
    let width = max(1, region.coverage.members * (size + gap) - gap)
    return "<li><span class=\"region\">\(HTML.text(region.name))</span>"
      + "<svg aria-hidden=\"true\" width=\"\(width)\" height=\"\(size)\" viewBox=\"0 0 \(width) \(size)\">"
      + marks.joined() + "</svg><span class=\"of\">\(region.coverage.received) of \(region.coverage.members)</span></li>"
  }
}

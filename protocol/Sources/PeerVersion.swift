/// What a program says of itself in `Wire.versionHeader`, both sides of the link: `0.1.0 1-1`. For people, and for advice;
/// nothing is decided by it alone, and who says nothing is taken for a program from before.
public struct PeerVersion: Equatable, Sendable {
  /// 1 to 32 characters of `[0-9A-Za-z.+-]`.
  public let software: String
  /// Versions of the protocol that it speaks.
  public let protocols: ClosedRange<Int>

  public init(software: String, protocols: ClosedRange<Int> = Wire.protocols) {
    (self.software, self.protocols) = (software, protocols)
  }

  public var text: String { "\(software) \(protocols.lowerBound)-\(protocols.upperBound)" }

  /// Nil for anything that is not exactly of that form.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...32).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(Self.isAllowed) else { return nil }
    let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard bounds.count == 2, let oldest = bounds[0], let newest = bounds[1], 1 <= oldest, oldest <= newest, newest <= 1000
    else { return nil }
    self.init(software: String(parts[0]), protocols: oldest...newest)
    guard self.text == text else { return nil }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

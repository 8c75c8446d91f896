internal import Cryptography
internal import ReleaseProtocol

/// What two people compare over the telephone before a borough's keys are enrolled: 160 bits over the borough's code,
/// its TLS key and its signing key.
///
/// Nothing secret crosses any channel. Who wants to put other keys in the borough's place would have to find two with
/// the same 160 bits.
public struct Fingerprint: Equatable, Sendable, CustomStringConvertible {
  /// 40 hex digits; stands where an invitation's token would.
  public let hex: String

  /// - Parameters:
  ///   - spkiSHA256: hex SHA-256 of the TLS key's SubjectPublicKeyInfo.
  ///   - identityKey: hex Ed25519 public key that will sign releases.
  public init(borough: String, spkiSHA256: String, identityKey: String) {
    let text = "boroughwise enrolment 1\n\(borough)\n\(spkiSHA256)\n\(identityKey)\n"
    hex = String(Hex.encode(SHA256.hash(Array(text.utf8))).prefix(40))
  }

  /// Reads what a person typed: 40 hex digits in either case, with blanks and hyphens anywhere. nil for anything else.
  public init?(typed: String) {
    let digits = typed.lowercased().filter { !" -:".contains($0) }
    guard digits.utf8.count == 40, Hex.decode(digits) != nil, digits != Invitation.noToken else { return nil }
    hex = digits
  }

  /// Ten groups of four digits.
  public var description: String {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
      .joined(separator: "-")
  }
}

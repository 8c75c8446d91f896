// Identity: who a borough's agent is, in a certificate and on its own disk.
//
// It may assume: certificates come verified from TLS (chain, dates, purpose), or are read from our own folder.
// It gives: the name inside a certificate, exactly one and of this deployment; the sender's folder with its key, its
// certificate and what it knows of the hub. It never: opens a connection, verifies a chain, or shows a key or token.

/// The name of a borough's agent, as it stands in its certificate: `spiffe://<deployment>/agent/<borough>`.
///
/// SPIFFE X509-SVID, sections 2 and 5.2: a leaf carries exactly one URI among its alternative names. A certificate with
/// two would let its bearer choose who to be.
public struct AgentName: Hashable, Sendable, CustomStringConvertible {
  /// The deployment's trust domain: 1 to 63 of `a-z 0-9 . -`, first and last a letter or digit.
  public let deployment: String
  /// The ONS code: a capital letter and eight digits.
  public let borough: String

  public init(deployment: String, borough: String) throws(IdentityError) {
    guard Self.isDeployment(Array(deployment.utf8)), Self.isBorough(Array(borough.utf8)) else { throw .badName }
    self.deployment = deployment
    self.borough = borough
  }

  /// Reads a URI. Anything that `uri` would not write is refused: ports, queries, escapes, capitals, extra slashes.
  public init(uri: String) throws(IdentityError) {
    let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "spiffe:", parts[1].isEmpty, parts[3] == "agent" else { throw .badName }
    try self.init(deployment: String(parts[2]), borough: String(parts[4]))
    guard Array(self.uri.utf8) == Array(uri.utf8) else { throw .badName }
  }

  /// The name in a verified certificate of this deployment.
  /// - Parameter uriNames: all URIs among its subject alternative names.
  public init(uriNames: [String], deployment: String) throws(IdentityError) {
    guard let first = uriNames.first else { throw .noName }
    guard uriNames.count == 1 else { throw .severalNames }
    try self.init(uri: first)
    guard self.deployment == deployment else { throw .otherDeployment }
  }

  public var uri: String { "spiffe://\(deployment)/agent/\(borough)" }
  public var description: String { uri }

  private static func isDeployment(_ bytes: [UInt8]) -> Bool {
    guard (1...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    let marks = Array(".-".utf8)
    return isWord(first) && isWord(last) && bytes.allSatisfy { isWord($0) || marks.contains($0) }
  }

  private static func isBorough(_ bytes: [UInt8]) -> Bool {
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return bytes.count == 9 && capitals.contains(bytes[0]) && bytes.dropFirst().allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

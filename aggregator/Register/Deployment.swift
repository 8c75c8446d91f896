// Register: who takes part, and with which key.
//
// Makes a deployment's certificates, invites boroughs, issues their certificates against one-time tokens, tells
// which borough a connection belongs to, and signs receipts. May assume that the TLS layer has checked a peer's
// chain up to the root; it checks the name and the key itself, at each request, against the store. Never reads or
// writes a file of its own, holds a token after giving it out, or knows what a message says.

public import Cryptography


/// What every certificate, invitation and receipt of one hub refers to.
public struct Deployment: Sendable, Equatable {
  /// Part of every borough's certificate name: lower-case letters, digits, hyphens and dots, at most 63.
  public let name: String
  /// The DNS name in the hub's certificate, which senders check.
  public let hubName: String
  /// Where senders connect to: a host name or an IP address.
  public let address: String
  public let agentPort: Int
  public let enrolPort: Int

  /// - Throws: `RegisterFault.badDeployment` naming what is wrong.
  public init(
    name: String, hubName: String, address: String, agentPort: Int, enrolPort: Int
  ) throws(RegisterFault) {
    guard Self.isName(name), name.utf8.count <= 63 else {
      throw .badDeployment("a deployment's name has lower-case letters, digits, hyphens and dots, at most 63")
    }
    guard Self.isName(hubName), hubName.utf8.count <= 253 else {
      throw .badDeployment("the hub's name must be a DNS name in lower case")
    }
    guard !address.isEmpty, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), address.utf8.count <= 253 else {
      throw .badDeployment("the hub's address must be a host name or an IP address")
    }
    guard (1...65_535).contains(agentPort), (1...65_535).contains(enrolPort) else {
      throw .badDeployment("a port is a number from 1 to 65535")
    }
    (self.name, self.hubName, self.address) = (name, hubName, address)
    (self.agentPort, self.enrolPort) = (agentPort, enrolPort)
  }

  private static func isName(_ text: String) -> Bool {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "."): true
      default: false
      }
    }
    return allowed && !text.isEmpty && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.first != "-" && $0.last != "-"
    }
  }

  /// Whether the address is numbers rather than a name: then it goes into the certificate as an IP address.
  public var addressIsNumeric: Bool {
    address.contains(":") || address.utf8.allSatisfy { $0 == UInt8(ascii: ".") || ($0 >= 0x30 && $0 <= 0x39) }
  }
}

/// The keys and certificates that a new deployment starts with.
///
/// The root signs the issuing authority and is then moved away; the hub runs with the issuing key, which can sign
/// leaves only (path length 0). A borough's leaf is worth nothing before the store knows its key, and a server's nothing
/// to boroughs, which pin the hub's key.
public struct FirstKeys: Sendable {
  public let root: CertificateAuthority
  public let issuing: CertificateAuthority
  /// The hub's TLS key, and its certificate followed by the issuing one (PEM).
  public let hubKey: TLSKey
  public let hubChainPEM: [UInt8]
  public let receiptKey: SigningKey

  /// Validity in days. The issuing authority outlives each certificate it signs.
  public static let rootDays = 3650
  public static let issuingDays = 730
  public static let hubDays = 365

  public static func make(for deployment: Deployment, now: Int) throws -> FirstKeys {
    let root = try CertificateAuthority.createRoot(name: "\(label(deployment)) root", days: rootDays, now: now)
    let issuing = try root.createIssuing(name: issuingName(deployment), days: issuingDays, now: now)
    let hubKey = try TLSKey()
    return FirstKeys(
      root: root, issuing: issuing, hubKey: hubKey,
      hubChainPEM: try hubChain(for: hubKey, of: deployment, by: issuing, now: now), receiptKey: try SigningKey())
  }

  private static func label(_ deployment: Deployment) -> Substring {
    deployment.name.prefix(50)  // a common name has at most 64 characters
  }
  private static func issuingName(_ deployment: Deployment) -> String { "\(label(deployment)) issuing" }

  /// The same issuing authority for another `issuingDays`.
  public static func renewed(
    _ issuing: CertificateAuthority, of deployment: Deployment, by root: CertificateAuthority, now: Int
  ) throws -> CertificateAuthority {
    try root.renew(issuing, name: issuingName(deployment), days: issuingDays, now: now)
  }

  /// A certificate for the hub's key, and the issuing one behind it (PEM). The key stays, and with it what boroughs pin.
  public static func hubChain(
    for key: TLSKey, of deployment: Deployment, by issuing: CertificateAuthority, now: Int
  ) throws -> [UInt8] {
    let numeric = deployment.addressIsNumeric
    let names = numeric || deployment.address == deployment.hubName ? [] : [deployment.address]
    let certificate = try issuing.issueServer(
      for: key, dnsNames: [deployment.hubName] + names, ipAddresses: numeric ? [deployment.address] : [],
      days: hubDays, now: now)
    return certificate.pem + issuing.certificatePEM
  }
}

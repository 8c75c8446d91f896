internal import Cryptography
internal import ReleaseProtocol

/// A person's permission to send exactly one message.
public struct Approval: Equatable, Sendable {
  public enum Role: String, CaseIterable, Sendable {
    case privacyOfficer = "privacy-officer"
    case dataOfficer = "data-officer"
  }
  public let role: Role
  /// UTC seconds.
  public let approvedAt: Int
  /// SHA-256 of the bytes approved, hex.
  public let messageSHA256: String
  /// The officer's SSH signature under `statement`; nil where no officer of that role is registered.
  public let signature: [UInt8]?

  /// What an officer signs to approve a message, as text that he or she can read before.
  public static func statement(release: String, messageSHA256: String, role: Role) -> [UInt8] {
    Array(
      ("boroughwise 1: approve a message\nrelease \(release)\nsha256 \(messageSHA256)\nrole \(role.rawValue)\n").utf8)
  }

  /// The same namespace as for plans: the statement says what it is for.
  static let namespace = "boroughwise-officer"

  /// Whether the approval carries a signature that is valid for this message.
  func isSigned(release: String) -> Bool {
    guard let signature, let made = try? SSHSignature(bytes: signature) else { return false }
    let statement = Self.statement(release: release, messageSHA256: messageSHA256, role: role)
    return made.isValid(by: made.key, for: statement, namespace: Self.namespace)
  }

  var json: JSON {
    var fields: [String: JSON] = [
      "approved_at": .integer(Int64(approvedAt)), "message_sha256": .string(messageSHA256),
      "role": .string(role.rawValue),
    ]
    if let signature { fields["signature"] = .string(Hex.encode(signature)) }
    return .object(fields)
  }
}

extension Approval {
  init?(json: JSON) {
    guard case .object(let fields) = json, (3...4).contains(fields.count), case .integer(let at)? = fields["approved_at"],
      case .string(let hash)? = fields["message_sha256"], case .string(let word)? = fields["role"],
      let role = Role(rawValue: word)
    else { return nil }
    var signature: [UInt8]?
    if fields.count == 4 {
      guard case .string(let hex)? = fields["signature"], let bytes = Hex.decode(hex) else { return nil }
      signature = bytes
    }
    self.init(role: role, approvedAt: Int(at), messageSHA256: hash, signature: signature)
  }
}

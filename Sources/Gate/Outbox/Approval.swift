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

  var json: JSON {
    .object([
      "approved_at": .integer(Int64(approvedAt)), "message_sha256": .string(messageSHA256),
      "role": .string(role.rawValue),
    ])
  }
}

extension Approval {
  init?(json: JSON) {
    guard case .object(let fields) = json, fields.count == 3, case .integer(let at)? = fields["approved_at"],
      case .string(let hash)? = fields["message_sha256"], case .string(let word)? = fields["role"],
      let role = Role(rawValue: word)
    else { return nil }
    self.init(role: role, approvedAt: Int(at), messageSHA256: hash)
  }
}

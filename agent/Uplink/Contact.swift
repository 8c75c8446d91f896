internal import ReleaseProtocol

/// One request to the hub, as the log of contacts says it; or that the body of one was kept back.
public struct Contact: Equatable, Sendable {
  /// From 0.
  public let sequence: Int
  /// UTC seconds, before it was sent.
  public let at: Int
  public let method: String
  public let path: String
  /// Host or address, and port.
  public let to: String
  public let bodyBytes: Int
  /// Of the body as sent, hex.
  public let bodySHA256: String
  /// `name: value`, in order: what the request said beside its path and its body. Nil: a version from before did not
  /// write it down.
  public let headers: [String]?
}

extension Contact {
  /// In the place of a method: no request was made. The body with this hash, of a request before with this path, stayed
  /// here.
  static let kept = "KEPT"

  /// Canonical JSON.
  /// - Parameter previous: hex SHA-256 of the line before.
  func line(after previous: String) -> [UInt8] {
    var members: [String: JSON] = [
      "at": .integer(Int64(at)), "body_bytes": .integer(Int64(bodyBytes)), "body_sha256": .string(bodySHA256),
      "method": .string(method), "path": .string(path), "previous": .string(previous),
      "sequence": .integer(Int64(sequence)), "to": .string(to),
    ]
    members["headers"] = headers.map { .array($0.map(JSON.string)) }
    return CanonicalJSON.encode(.object(members))
  }

  /// Nil for what can't be read.
  static func parsed(_ line: [UInt8]) -> (contact: Contact, previous: String)? {
    guard let json = try? CanonicalJSON.decode(line), case .object(let members) = json,
      case .integer(let at)? = members["at"], case .integer(let bytes)? = members["body_bytes"],
      case .string(let hash)? = members["body_sha256"], case .string(let method)? = members["method"],
      case .string(let path)? = members["path"], case .string(let previous)? = members["previous"],
      case .integer(let sequence)? = members["sequence"], case .string(let to)? = members["to"]
    else { return nil }
    var headers: [String]?
    if let said = members["headers"] {
      guard case .array(let all) = said else { return nil }
      headers = all.compactMap { if case .string(let header) = $0 { header } else { nil } }
      guard headers?.count == all.count else { return nil }
    }
    guard members.count == (headers == nil ? 8 : 9) else { return nil }
    let contact = Contact(
      sequence: Int(sequence), at: Int(at), method: method, path: path, to: to, bodyBytes: Int(bytes), bodySHA256: hash,
      headers: headers)
    return (contact, previous)
  }
}

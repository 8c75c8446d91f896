internal import Cryptography
internal import Files
internal import Identity
internal import ReleaseProtocol
internal import TLS

/// One request to the hub, as the log of contacts says it.
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
}

/// `contacts.log` in the inbox: every request that was made to the hub, written and synced before it is sent. The egress
/// log says what may leave, and is the agent's; this one says what was sent, and is the sender's.
///
/// One line of canonical JSON for each try; `previous` is the SHA-256 of the line before, so that none can be changed or
/// taken out and the rest still fit. Of a crash a torn last line may be left: that request was not made.
public struct ContactLog: Sendable {
  public let file: String
  private let inbox: String
  private static let largest = 64 << 20
  private static let first = String(repeating: "0", count: 64)

  public init(inbox: String) { (self.inbox, file) = (inbox, inbox + "/contacts.log") }

  /// Called by who is about to send. Throws `.damagedContacts` as `contacts` does: then nothing is sent.
  func note(_ request: HTTPSRequest, to hub: Hub, port: Int, now: Int) throws(UplinkError) {
    try UplinkError.onFiles {
      try Files.makeFolder(inbox, mode: 0o755)
      let lock = try Files.lock(inbox + "/contacts.lock", wait: true)
      let (lines, isTorn) = try lines()
      let (contacts, last) = try chain(lines)
      let line = CanonicalJSON.encode(
        .object([
          "at": .integer(Int64(now)), "body_bytes": .integer(Int64(request.body.count)),
          "body_sha256": .string(Hex.encode(SHA256.hash(request.body))), "method": .string(request.method.rawValue),
          "path": .string(request.path), "previous": .string(last), "sequence": .integer(Int64(contacts.count)),
          "to": .string("\(hub.address):\(port)"),
        ]))
      if isTorn {
        try Files.writeDurably(Array((lines + [line]).map { $0 + [10] }.joined()), to: file, mode: 0o644)
      } else {
        try Files.append(line + [10], to: file, mode: 0o644)
      }
      withExtendedLifetime(lock) {}
    }
  }

  /// Every contact, the oldest first.
  /// - Throws: `.damagedContacts` if a line can't be read or doesn't follow from the one before.
  public func contacts() throws(UplinkError) -> [Contact] {
    try UplinkError.onFiles { try chain(lines().whole).contacts }
  }

  /// - Returns: the contacts, and the hash of the last line.
  private func chain(_ lines: [[UInt8]]) throws -> (contacts: [Contact], last: String) {
    var (found, last) = ([Contact](), Self.first)
    for line in lines {
      let (contact, previous) = try Self.read(line, file)
      guard previous == last, contact.sequence == found.count else { throw UplinkError.damagedContacts(file: file) }
      last = Hex.encode(SHA256.hash(line))
      found.append(contact)
    }
    return (found, last)
  }

  private func lines() throws -> (whole: [[UInt8]], isTorn: Bool) {
    guard Files.exists(file) else { return ([], false) }
    let bytes = try Files.read(file, limit: Self.largest)
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    return (lines.dropLast().map { Array($0) }, lines.last?.isEmpty == false)
  }

  private static func read(_ line: [UInt8], _ file: String) throws -> (contact: Contact, previous: String) {
    guard let json = try? CanonicalJSON.decode(line), case .object(let members) = json, members.count == 8,
      case .integer(let at)? = members["at"], case .integer(let bytes)? = members["body_bytes"],
      case .string(let hash)? = members["body_sha256"], case .string(let method)? = members["method"],
      case .string(let path)? = members["path"], case .string(let previous)? = members["previous"],
      case .integer(let sequence)? = members["sequence"], case .string(let to)? = members["to"]
    else { throw UplinkError.damagedContacts(file: file) }
    let contact = Contact(
      sequence: Int(sequence), at: Int(at), method: method, path: path, to: to, bodyBytes: Int(bytes), bodySHA256: hash)
    return (contact, previous)
  }
}

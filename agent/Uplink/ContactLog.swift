internal import Cryptography
internal import Files
internal import Identity
public import MerkleLog
internal import ReleaseProtocol
internal import Synchronization
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
  /// `name: value`, in order: what the request said beside its path and its body. Nil: a version from before did not
  /// write it down.
  public let headers: [String]?
}

/// `contacts.log` in the inbox: every request that was made to the hub, written and synced before it is sent. The egress
/// log says what may leave, and is the agent's; this one says what was sent, and is the sender's.
///
/// One line of canonical JSON for each try; `previous` is the SHA-256 of the line before, so that none can be changed or
/// taken out and the rest still fit. Lines are also the leaves of a tree, whose signed head the hub cosigns: then they
/// can't be written anew either. Of a crash a torn last line may be left, also with its line feed: that request was not
/// made. Who could write one there could as well take the last line out, and the hub's cosignature finds both.
///
/// It grows for as long as the sender is in use. So it is read once, and again only if somebody else has changed it.
public final class ContactLog: Sendable {
  public let file: String
  private let inbox: String
  private let known = Mutex(Chain())

  private struct Sent: Hashable {
    let path, bodySHA256: String
  }

  /// The lines that were read and found to hang together.
  private struct Chain {
    var tree = MerkleTree()
    var last = String(repeating: "0", count: 64)
    /// Of the file in which they were read; nil before that.
    var mark: Files.Mark?
    /// Bytes of a torn line behind them.
    var torn = 0
    /// Paths and bodies of the requests that had one.
    var sent: Set<Sent> = []
  }

  public init(inbox: String) { (self.inbox, file) = (inbox, inbox + "/contacts.log") }

  /// Called by who is about to send. Throws `.damagedContacts` as `contacts` does: then nothing is sent.
  func note(_ request: HTTPSRequest, to hub: Hub, port: Int, now: Int) throws(UplinkError) {
    try UplinkError.onFiles {
      try Files.makeFolder(inbox, mode: 0o755)
      let lock = try Files.lock(inbox + "/contacts.lock", wait: true)
      try known.withLock { chain in
        try read(&chain)
        let line = CanonicalJSON.encode(
          .object([
            "at": .integer(Int64(now)), "body_bytes": .integer(Int64(request.body.count)),
            "body_sha256": .string(Hex.encode(SHA256.hash(request.body))), "method": .string(request.method.rawValue),
            "headers": .array(request.headers.map { .string("\($0.name): \($0.value)") }), "path": .string(request.path), "previous": .string(chain.last),
            "sequence": .integer(Int64(chain.tree.size)), "to": .string("\(hub.address):\(port)"),
          ]))
        // What goes wrong from here on is known again by the file alone.
        chain.mark = nil
        if chain.torn > 0 {
          let whole = try Files.read(file, limit: .max).dropLast(chain.torn)
          try Files.writeDurably(Array(whole) + line + [10], to: file, mode: 0o644)
        } else {
          try Files.append(line + [10], to: file, mode: 0o644)
        }
        guard let own = Self.parsed(line) else { throw UplinkError.damagedContacts(file: file) }
        try add(line, own, to: &chain)
        (chain.mark, chain.torn) = (try Files.mark(file), 0)
      }
      withExtendedLifetime(lock) {}
    }
  }

  /// Every contact, the oldest first.
  /// - Throws: `.damagedContacts` if a line can't be read or doesn't follow from the one before.
  public func contacts() throws(UplinkError) -> [Contact] {
    try UplinkError.onFiles {
      var (chain, found) = (Chain(), [Contact]())
      try read(&chain) { found.append($0) }
      return found
    }
  }

  /// Whether the same bytes were sent to the same place before.
  /// - Parameter request: one with a body.
  func holds(_ request: HTTPSRequest) throws(UplinkError) -> Bool {
    let sent = Sent(path: request.path, bodySHA256: Hex.encode(SHA256.hash(request.body)))
    return try UplinkError.onFiles {
      try known.withLock { chain in
        try read(&chain)
        return chain.sent.contains(sent)
      }
    }
  }

  /// What is hashed, in order.
  /// - Throws: as `contacts`.
  func lines() throws(UplinkError) -> [[UInt8]] {
    let count = try tree().size
    return try UplinkError.onFiles { try Files.read(file, limit: .max).split(separator: 10).prefix(count).map { Array($0) } }
  }

  /// The tree of all lines.
  /// - Throws: as `contacts`.
  public func tree() throws(UplinkError) -> MerkleTree {
    try UplinkError.onFiles {
      try known.withLock { chain in
        try read(&chain)
        return chain.tree
      }
    }
  }

  /// Reads the file, unless it is as it was left.
  private func read(_ chain: inout Chain, _ take: (Contact) -> Void = { _ in }) throws {
    guard Files.exists(file) else { return chain = Chain() }
    let mark = try Files.mark(file)
    if chain.mark == mark { return }
    chain = Chain()
    var (rest, unreadable): ([UInt8], Int) = ([], 0)
    try Files.stream(file) { piece in
      for place in piece.indices {
        // Only the last line can be one that a crash tore.
        guard unreadable == 0 else { throw UplinkError.damagedContacts(file: file) }
        if piece[place] != 10 {
          rest.append(piece[place])
          continue
        }
        if let line = Self.parsed(rest) {
          try add(rest, line, to: &chain)
          take(line.contact)
        } else {
          unreadable = rest.count + 1
        }
        rest.removeAll(keepingCapacity: true)
      }
    }
    (chain.mark, chain.torn) = (mark, rest.count + unreadable)
  }

  private func add(_ line: [UInt8], _ parsed: (contact: Contact, previous: String), to chain: inout Chain) throws {
    guard parsed.previous == chain.last, parsed.contact.sequence == chain.tree.size else {
      throw UplinkError.damagedContacts(file: file)
    }
    chain.last = Hex.encode(SHA256.hash(line))
    chain.tree.append(leafHash: TreeHash.leaf(line))
    if parsed.contact.bodyBytes > 0 {
      chain.sent.insert(Sent(path: parsed.contact.path, bodySHA256: parsed.contact.bodySHA256))
    }
  }

  /// Nil for what can't be read.
  private static func parsed(_ line: [UInt8]) -> (contact: Contact, previous: String)? {
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

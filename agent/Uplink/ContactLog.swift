internal import Cryptography
internal import Files
internal import Identity
public import MerkleLog
internal import ReleaseProtocol
internal import Synchronization
internal import TLS

/// `contacts.log` in the inbox: every request that was made to the hub, written and synced before it is sent. The egress
/// log says what may leave, and is the agent's; this one says what was sent, and is the sender's.
///
/// One line of canonical JSON for each try; `previous` is the SHA-256 of the line before, so that none can be changed or
/// taken out and the rest still fit. Lines are also the leaves of a tree, whose signed head the hub cosigns: then they
/// can't be written anew either. Of a crash a torn last line may be left, also with its line feed: that request was not
/// made. Who could write one there could as well take the last line out, and the hub's cosignature finds both.
///
/// It grows for as long as the sender is in use. So a contact reads what came since `ContactCheckpoint`, and that only if
/// somebody else has changed it; the whole is read where it is cosigned or shown.
public final class ContactLog: Sendable {
  public let file: String
  private let inbox: String
  private let known = Mutex(Chain())

  /// The lines that were read and found to hang together.
  private struct Chain {
    var read = ContactCheckpoint()
    /// Lines of the checkpoint on disk, 0 where there is none.
    var kept = 0
    /// Nil where a part was not read.
    var tree: MerkleTree? = MerkleTree()
    /// Of the file in which they were read; nil before that.
    var mark: Files.Mark?
    /// Bytes of a torn line behind them.
    var torn = 0
  }

  public init(inbox: String) { (self.inbox, file) = (inbox, inbox + "/contacts.log") }

  /// Called by who is about to send. Throws `.damagedContacts` as `contacts` does: then nothing is sent.
  func note(_ request: HTTPSRequest, to hub: Hub, port: Int, now: Int) throws(UplinkError) {
    try note { sequence in
      Contact(
        sequence: sequence, at: now, method: request.method.rawValue, path: request.path, to: "\(hub.address):\(port)",
        bodyBytes: request.body.count, bodySHA256: Hex.encode(SHA256.hash(request.body)),
        headers: request.headers.map { "\($0.name): \($0.value)" })
    }
  }

  /// Of the body of a request that was noted before nothing was sent: the hub was asked, and did not want it.
  func noteKept(_ request: HTTPSRequest, from hub: Hub, port: Int, now: Int) throws(UplinkError) {
    try note { sequence in
      Contact(
        sequence: sequence, at: now, method: Contact.kept, path: request.path, to: "\(hub.address):\(port)",
        bodyBytes: 0, bodySHA256: Hex.encode(SHA256.hash(request.body)), headers: [])
    }
  }

  /// - Parameter next: the contact with this number.
  private func note(_ next: (Int) -> Contact) throws(UplinkError) {
    try UplinkError.onFiles {
      try Files.makeFolder(inbox, mode: 0o755)
      let lock = try Files.lock(inbox + "/contacts.lock", wait: true)
      try known.withLock { chain in
        try read(&chain)
        keepCheckpoint(&chain)
        let previous = chain.read.last
        let contact = next(chain.read.lines)
        let line = contact.line(after: previous)
        // What goes wrong from here on is known again by the file alone.
        chain.mark = nil
        if chain.torn > 0 {
          let whole = try Files.read(file, limit: .max).dropLast(chain.torn)
          try Files.writeDurably(Array(whole) + line + [10], to: file, mode: 0o644)
        } else {
          try Files.append(line + [10], to: file, mode: 0o644)
        }
        try add(line, (contact, previous), to: &chain)
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
      try readWhole(&chain) { found.append($0) }
      return found
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
        if let tree = chain.tree, chain.mark != nil, try chain.mark == Files.mark(file) { return tree }
        chain = Chain()
        guard Files.exists(file) else { return MerkleTree() }
        try readWhole(&chain)
        return chain.tree ?? MerkleTree()
      }
    }
  }

  /// Reads what is new, unless the file is as it was left.
  private func read(_ chain: inout Chain) throws {
    guard Files.exists(file) else { return chain = Chain() }
    if let mark = chain.mark, try mark == Files.mark(file) { return }
    if let kept = ContactCheckpoint(inbox: inbox) {
      chain = Chain(read: kept, kept: kept.lines, tree: nil)
      do { return try readLines(&chain, behind: kept) } catch UplinkError.damagedContacts {
        // The checkpoint may be another log's. The whole says whether anything is wrong with this one.
      }
    }
    try readWhole(&chain)
  }

  private func readWhole(_ chain: inout Chain, _ take: (Contact) -> Void = { _ in }) throws {
    chain = Chain()
    if Files.exists(file) { try readLines(&chain, behind: nil, take) }
  }

  /// - Parameter kept: the chain as it was read before; its last line is read again, and must be the same.
  private func readLines(
    _ chain: inout Chain, behind kept: ContactCheckpoint?, _ take: (Contact) -> Void = { _ in }
  ) throws {
    let mark = try Files.mark(file)
    var (rest, unreadable): ([UInt8], Int) = ([], 0)
    var isKnown = kept == nil
    try Files.stream(file, from: kept.map { $0.bytes - $0.lastBytes - 1 } ?? 0) { piece in
      for place in piece.indices {
        // Only the last line can be one that a crash tore.
        guard unreadable == 0 else { throw UplinkError.damagedContacts(file: file) }
        if piece[place] != 10 {
          rest.append(piece[place])
          continue
        }
        if !isKnown {
          isKnown = rest.count == kept?.lastBytes && Hex.encode(SHA256.hash(rest)) == kept?.last
          guard isKnown else { throw UplinkError.damagedContacts(file: file) }
        } else if let line = Contact.parsed(rest) {
          try add(rest, line, to: &chain)
          take(line.contact)
        } else {
          unreadable = rest.count + 1
        }
        rest.removeAll(keepingCapacity: true)
      }
    }
    guard isKnown else { throw UplinkError.damagedContacts(file: file) }
    (chain.mark, chain.torn) = (mark, rest.count + unreadable)
  }

  /// Called under the lock. Where it can't be written more is read the next time, and nothing else is lost.
  private func keepCheckpoint(_ chain: inout Chain) {
    guard chain.read.lines >= chain.kept + ContactCheckpoint.most else { return }
    if (try? chain.read.write(inbox: inbox)) != nil { chain.kept = chain.read.lines }
  }

  private func add(_ line: [UInt8], _ parsed: (contact: Contact, previous: String), to chain: inout Chain) throws {
    guard parsed.previous == chain.read.last, parsed.contact.sequence == chain.read.lines else {
      throw UplinkError.damagedContacts(file: file)
    }
    chain.read.add(line)
    chain.tree?.append(leafHash: TreeHash.leaf(line))
  }
}

internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol
internal import Store

/// The hub's own keys on disk, while they are changed. Each step may have been done before: whoever was cut off does it
/// again.
struct KeyFiles {
  let home: Home

  init(_ home: Home) { self.home = home }

  /// That of an unfinished change, else a new one. One that is in use was left by a change that was cut off at its end.
  func nextTLSKey(after keys: HubKeys) throws -> TLSKey {
    if Files.exists(home.nextHubKey) {
      let left = try TLSKey(pem: small(home.nextHubKey))
      if !keys.pins.contains(left.spkiSHA256) { return left }
    }
    let key = try TLSKey()
    try Files.writeDurably(key.pem, to: home.nextHubKey)
    return key
  }

  func nextReceiptKey(after keys: HubKeys) throws -> SigningKey {
    if Files.exists(home.nextReceiptKey) {
      let left = try Hub.key(home.nextReceiptKey)
      let name = Hex.encode(left.publicKey.rawBytes)
      if !keys.receiptKeys.contains(where: { $0.key == name }) { return left }
    }
    let key = try SigningKey()
    try Files.writeDurably(Array((Hex.encode(key.seed) + "\n").utf8), to: home.nextReceiptKey)
    return key
  }

  /// - Throws: `HubFailure` where the key on disk is not the one that was announced; then nothing is changed.
  func putNextInUse(_ keys: HubKeys, of deployment: Deployment, now: Int) throws {
    if let pin = keys.nextPin, Files.exists(home.nextHubKey) {
      guard try TLSKey(pem: small(home.nextHubKey)).spkiSHA256 == pin else { throw Self.strange(home.nextHubKey) }
    }
    if let next = keys.nextReceiptKey, Files.exists(home.nextReceiptKey) {
      guard try Hex.encode(Hub.key(home.nextReceiptKey).publicKey.rawBytes) == next else {
        throw Self.strange(home.nextReceiptKey)
      }
    }
    // One that nobody was told of is left by an announcement that was cut off or refused.
    if keys.nextPin != nil { try take(home.nextHubKey, home.hubKey) }
    if keys.nextReceiptKey != nil { try take(home.nextReceiptKey, home.receiptKey) }
    // Gone from an older copy of keys/, and not in use by an earlier try either.
    if let pin = keys.nextPin, try TLSKey(pem: small(home.hubKey)).spkiSHA256 != pin { throw Self.strange(home.nextHubKey) }
    if let next = keys.nextReceiptKey, try Hex.encode(Hub.key(home.receiptKey).publicKey.rawBytes) != next {
      throw Self.strange(home.nextReceiptKey)
    }
    var papers = try HubPapers(home)
    if !papers.chainIsForKey { try papers.renewHub(of: deployment, now: now) }
    try removeNext()
  }

  private func take(_ next: String, _ place: String) throws {
    if Files.exists(next) { try Files.writeDurably(small(next), to: place) }
  }

  var areLeft: Bool { Files.exists(home.nextHubKey) || Files.exists(home.nextReceiptKey) }

  func removeNext() throws {
    for file in [home.nextHubKey, home.nextReceiptKey] where Files.exists(file) { try Files.remove(file) }
  }

  // MARK: statements

  /// Puts into the store what an older copy of it lacks of the statements that lie beside the keys, and keeps here what is
  /// new there.
  /// - Returns: why they do not belong together; nil if they do.
  func reconcile(_ register: BoroughRegister) throws -> RegisterFault? {
    do {
      if Files.exists(home.keyStatements) {
        let bytes = try Files.read(home.keyStatements, limit: Self.largestStatements)
        try register.takeUp(KeptStatements(parsing: bytes, of: register.deployment.name))
      }
      try keepStatements(register)
      return nil
    } catch let fault as RegisterFault {
      return fault
    } catch StoreError.logDamaged {
      // To be looked at; nothing is written to it.
      return nil
    }
  }

  /// After each statement.
  func keepStatements(_ register: BoroughRegister) throws {
    let bytes = try register.keptStatements().bytes
    let kept = Files.exists(home.keyStatements) ? try Files.read(home.keyStatements, limit: Self.largestStatements) : []
    if bytes != kept { try Files.writeDurably(bytes, to: home.keyStatements) }
  }

  /// As many as there can be, and as large.
  private static let largestStatements = 1 << 22

  private static func strange(_ file: String) -> HubFailure {
    HubFailure(.refused, "hub-key-strange: \(file) is not the key that boroughs were told of, or is not there", hint: "restore it from a copy, or \"keys withdraw\"")
  }

  private func small(_ path: String) throws(FileError) -> [UInt8] { try Files.read(path, limit: 1 << 16) }
}

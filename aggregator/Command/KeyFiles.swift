internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol

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
    try take(home.nextHubKey, home.hubKey)
    try take(home.nextReceiptKey, home.receiptKey)
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

  private static func strange(_ file: String) -> HubFailure {
    HubFailure(.refused, "\(file) is not the key that boroughs were told of", hint: "restore it from a copy, or \"keys withdraw\"")
  }

  private func small(_ path: String) throws(FileError) -> [UInt8] { try Files.read(path, limit: 1 << 16) }
}

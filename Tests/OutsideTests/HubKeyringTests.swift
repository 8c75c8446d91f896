import Cryptography
import Files
import Identity
import ReleaseProtocol
import TestSupport
import Testing

/// Which statements on a hub's keys a sender believes: those that follow, by a signature that the one before vouches for.
@Suite struct HubKeyringTests {
  private let old: SigningKey
  private let new: SigningKey
  private let pki: TestPKI
  private let first = String(repeating: "1", count: 64)
  private let second = String(repeating: "2", count: 64)
  private let third = String(repeating: "3", count: 64)

  init() throws { (old, new, pki) = (try SigningKey(), try SigningKey(), try TestPKI.made) }

  private func hex(_ key: SigningKey) -> String { Hex.encode(key.publicKey.rawBytes) }

  private func invitation(_ pin: String, _ key: SigningKey) -> HubKeyring {
    Hub(pki.invitation(pin: pin, receiptKey: hex(key))).keys
  }

  private func statement(
    _ number: Int, _ pins: [String], _ keys: [HubKeys.ReceiptKey], by signer: SigningKey, deployment: String = "london-rehearsal"
  ) throws -> [UInt8] {
    let keys = HubKeys(
      deployment: deployment, number: number, issuedAt: TestPKI.now + number, pins: pins, receiptKeys: keys)
    return try DSSE.seal(payload: keys.canonicalBytes, payloadType: HubKeys.payloadType, keyID: signer.publicKey.id) {
      try signer.sign($0)
    }
  }

  /// Both keys changed: announced, settled; then the TLS key once more.
  private func chain() throws -> [[UInt8]] {
    let (one, two) = (HubKeys.ReceiptKey(key: hex(old)), HubKeys.ReceiptKey(key: hex(new)))
    let given = HubKeys.ReceiptKey(key: hex(old), until: TestPKI.now)
    return [
      try statement(1, [first, second], [one, two], by: old), try statement(2, [second], [given, two], by: new),
      try statement(3, [second, third], [given, two], by: new), try statement(4, [third], [given, two], by: new),
    ]
  }

  @Test func whoWasAwayForAllOfItFollowsToTheLatest() throws {
    let start = invitation(first, old)
    let chain = try chain()
    let pins = [[first], [first, second], [second], [second, third], [third]]
    for seen in 0...chain.count {
      let known = try start.following(Array(chain.prefix(seen)))
      #expect(known.number == seen && known.pins == pins[seen])
      #expect(try known.following(Array(chain.dropFirst(seen))) == start.following(chain), "from \(seen)")
    }
  }

  /// A newer invitation does not believe what was said before it, also when the old key is still around: neither the first
  /// statement, which would lead it back to a TLS key that was given up, nor what the old receipt key signs now.
  @Test func anInvitationOfLaterBeginsWhereItStands() throws {
    let chain = try chain()
    #expect(try invitation(third, new).following(chain).number == 4)
    #expect(try invitation(second, new).following(chain).pins == [third])
    #expect(try invitation(second, new).following([chain[0]]).number == 0)
    #expect(try invitation(second, old).following([chain[0]]).pins == [second], "TLS alone was changed")
    let forged = try statement(5, [first], [.init(key: hex(old))], by: old)
    #expect(try invitation(third, new).following([forged]).number == 0)
  }

  @Test func whatDoesNotFollowIsRefused() throws {
    let chain = try chain()
    let (one, two) = (HubKeys.ReceiptKey(key: hex(old)), HubKeys.ReceiptKey(key: hex(new)))
    let known = try invitation(first, old).following(Array(chain.prefix(2)))
    let stranger = try SigningKey()
    let wrong: [(String, [UInt8])] = [
      ("a key that was given up", try statement(3, [first], [one], by: old)),
      ("a stranger's", try statement(3, [first], [two], by: stranger)),
      ("a gap", chain[3]), ("once more", chain[1]), ("the one before", chain[0]),
      ("another deployment's", try statement(3, [third], [two], by: new, deployment: "other")),
      ("cut short", Array(chain[2].dropLast())),
    ]
    for (what, envelope) in wrong {
      #expect(throws: IdentityError.badStatement(after: 2), "\(what)") { try known.following([envelope]) }
      #expect(throws: IdentityError.badStatement(after: 3), "\(what), after a good one") {
        try known.following([chain[2], what == "a gap" ? chain[1] : envelope])
      }
    }
    var flipped = chain[2]
    for place in stride(from: 0, to: flipped.count, by: 7) {
      flipped[place] ^= 1
      #expect(throws: IdentityError.badStatement(after: 2), "byte \(place)") { try known.following([flipped]) }
      flipped[place] ^= 1
    }
  }

  /// What the old key has signed stays good, and what it signs from then on does not count.
  @Test func anOldReceiptKeyHasAnEnd() throws {
    let known = try invitation(first, old).following(chain())
    for (key, until) in [(old, TestPKI.now), (new, nil)] as [(SigningKey, Int?)] {
      let envelope = try DSSE.seal(payload: [1, 2, 3], payloadType: Receipt.payloadType, keyID: key.publicKey.id) { try key.sign($0) }
      let opened = try #require(known.open(envelope, payloadType: Receipt.payloadType))
      #expect(opened.payload == [1, 2, 3] && opened.until == until)
      #expect(known.open(envelope, payloadType: Decision.payloadType) == nil)
      #expect(try invitation(third, SigningKey()).open(envelope, payloadType: Receipt.payloadType) == nil)
    }
  }

  @Test func theFolderKeepsThemAndRefusesAChangedFile() throws {
    let home = try TemporaryFolder()
    let folder = IdentityFolder(path: home.file("identity"))
    let key = try folder.keyForEnrolment()
    let hub = Hub(pki.invitation(pin: first, receiptKey: hex(old)))
    let pem = try TestPKI.clientChain(key, pki.issuing, now: TestPKI.now)
    _ = try folder.store(chainPEM: pem, key: key, hub: hub)
    let known = try hub.keys.following(chain())
    try folder.keep(known)
    #expect(try folder.load().hub.keys == known)
    let file = home.file("identity/hub-keys")
    var bytes = try Files.read(file, limit: 1 << 20)
    bytes[bytes.count / 2] ^= 1
    try Files.writeDurably(bytes, to: file)
    #expect(throws: IdentityError.damaged(file: file)) { try folder.load() }
    bytes[bytes.count / 2] ^= 1
    try Files.writeDurably(bytes, to: file)

    // Enrolled again with a newer card: what is older is passed over, and receipts by keys of before are known still.
    _ = try folder.replace(chainPEM: pem, key: key, hub: Hub(pki.invitation(pin: third, receiptKey: hex(new))))
    let later = try folder.load().hub.keys
    #expect(later.number == 4 && later.pins == [third])
    let receipt = try DSSE.seal(payload: [1], payloadType: Receipt.payloadType, keyID: old.publicKey.id) { try old.sign($0) }
    #expect(later.open(receipt, payloadType: Receipt.payloadType)?.until == TestPKI.now)

    // The card is of a change that nothing was heard of, or of another hub: nothing of before holds.
    _ = try folder.replace(chainPEM: pem, key: key, hub: Hub(pki.invitation(pin: third, receiptKey: hex(SigningKey()))))
    #expect(try folder.load().hub.keys.number == 0)
    #expect(try Files.read(file, limit: 1 << 20).isEmpty)
    // Cut off before they went: they are passed over.
    try folder.keep(known)
    #expect(try folder.load().hub.keys.number == 0)
  }
}

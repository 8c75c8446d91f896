import Cryptography
public import ReleaseProtocol
import Store

/// Changing the hub's own keys without a borough having to enrol again.
///
/// 1. `announce`: a statement names the next key beside the one in use. Boroughs hear of it at their next contact.
/// 2. The next key takes the place of the one in use, on disk.
/// 3. `settle`, when the hub starts with it: a statement names it alone. What the old receipt key has signed until then
///    stays good; what it signs later counts no more.
///
/// Each statement is signed with a receipt key that the one before says is in use, so whoever has an earlier one can follow
/// to the latest, however many there were meanwhile.
extension BoroughRegister {
  /// What boroughs are told now; number 0 while it is what invitations say.
  public func hubKeys() throws -> HubKeys {
    if let latest = try store.latestKeyStatement() { return try Self.read(latest) }
    return HubKeys(
      deployment: deployment.name, number: 0, issuedAt: 0, pins: [hubPin], receiptKeys: [.init(key: ownReceiptKey)])
  }

  var ownReceiptKey: String { Hex.encode(receiptKey.publicKey.rawBytes) }

  /// From our own store; boroughs verify it.
  static func read(_ envelope: [UInt8]) throws -> HubKeys {
    try HubKeys(canonicalBytes: DSSE.open(envelope, payloadType: HubKeys.payloadType) { _, _, _ in true })
  }

  /// Names the next keys beside those in use.
  /// - Parameters:
  ///   - pin: hex SHA-256 of the next TLS key's SubjectPublicKeyInfo; nil if it stays.
  ///   - receiptKey: hex Ed25519 key; nil if it stays.
  /// - Throws: `RegisterFault.keyChangeUnderWay`, `.strangeKey`, `.tooManyKeys`; `.keysBehind` where boroughs hold
  ///   statements that are missing here, and would refuse others in their place.
  public func announce(pin: String?, receiptKey next: String?, now: Int) async throws -> HubKeys {
    let present = try hubKeys()
    guard try await boroughsAhead().isEmpty else { throw RegisterFault.keysBehind }
    guard present.nextPin == nil, present.nextReceiptKey == nil else { throw RegisterFault.keyChangeUnderWay }
    guard present.pins == [hubPin], present.receiptKeys.last?.key == ownReceiptKey else { throw RegisterFault.strangeKey }
    let keys = present.receiptKeys + (next.map { [HubKeys.ReceiptKey(key: $0)] } ?? [])
    guard keys.count <= HubKeys.mostReceiptKeys else { throw RegisterFault.tooManyKeys }
    return try await issue(present, pins: present.pins + (pin.map { [$0] } ?? []), keys, now)
  }

  /// Gives up the next keys, which were announced and never used.
  /// - Throws: `RegisterFault.noKeyChange`; `.strangeKey` once one of them is in use.
  public func withdrawKeys(now: Int) async throws -> HubKeys {
    let present = try hubKeys()
    guard present.nextPin != nil || present.nextReceiptKey != nil else { throw RegisterFault.noKeyChange }
    guard present.pins.first == hubPin, present.receiptKeyInUse == ownReceiptKey else { throw RegisterFault.strangeKey }
    let keys = present.receiptKeys.filter { $0.key != present.nextReceiptKey }
    return try await issue(present, pins: [hubPin], keys, now)
  }

  /// Called by a hub that starts: if it does so with keys that were the next ones, those before them are given up.
  ///
  /// - Returns: the statement, if one was needed.
  /// - Throws: `RegisterFault.strangeKey` for keys that no borough was told of: nobody would connect.
  public func settleKeys(now: Int) async throws -> HubKeys? {
    let present = try hubKeys()
    guard present.pins.contains(hubPin), present.hasInUse(ownReceiptKey) else { throw RegisterFault.strangeKey }
    let (tls, receipts) = (present.nextPin == hubPin, present.nextReceiptKey == ownReceiptKey)
    guard tls || receipts else { return nil }
    // Not before anything that the old key has signed, whatever this machine's clock says.
    let until = max(now, try await store.lastSignedAt())
    let keys = present.receiptKeys.map { known in
      receipts && known.isInUse && known.key != ownReceiptKey ? HubKeys.ReceiptKey(key: known.key, until: until) : known
    }
    return try await issue(present, pins: tls ? [hubPin] : present.pins, keys, now)
  }

  private func issue(
    _ present: HubKeys, pins: [String], _ keys: [HubKeys.ReceiptKey], _ now: Int
  ) async throws -> HubKeys {
    let new = HubKeys(
      deployment: deployment.name, number: present.number + 1, issuedAt: now, pins: pins, receiptKeys: keys)
    guard new.number <= HubKeys.most else { throw RegisterFault.tooManyKeys }
    // Nothing is issued that no borough could read: a key that was named before, say.
    guard (try? HubKeys(canonicalBytes: new.canonicalBytes)) == new else { throw RegisterFault.strangeKey }
    let envelope = try seal(new.canonicalBytes, HubKeys.payloadType)
    guard try await store.issueKeyStatement(envelope, number: new.number, at: now) else {
      throw RegisterFault.keyChangeUnderWay
    }
    return new
  }

  // MARK: boroughs

  /// Statements after the one that is held; nothing in them is secret.
  public func keyStatements(held: Int) async throws -> HubKeysAnswer {
    HubKeysAnswer(statements: try await store.keyStatements(after: held, most: HubKeysAnswer.most))
  }

  /// Notes which one a borough holds, as it says.
  public func note(keysHeld number: Int, by sender: Sender, now: Int) async throws {
    guard (1...HubKeys.most).contains(number) else { return }
    try await store.note(keysHeld: number, by: sender.borough, at: now)
  }

  /// Boroughs that hold a later statement than there is here: the store was put back to an older copy.
  public func boroughsAhead() async throws -> [String] {
    let latest = try hubKeys().number
    return try await store.keysHeld().filter { $0.value > latest }.map(\.key).sorted()
  }

  /// Enrolled boroughs that are not known to hold the latest statement.
  public func boroughsToHear() async throws -> [String] {
    let (latest, held) = (try hubKeys().number, try await store.keysHeld())
    return try await store.overview().filter { $0.enrolledAt != nil && held[$0.borough] ?? 0 < latest }.map(\.borough).sorted()
  }
}

extension HubKeys {
  /// Announced and not yet in use; nil if there is none.
  public var nextPin: String? { pins.count > 1 ? pins.last : nil }
  public var nextReceiptKey: String? { receiptKeys.count(where: \.isInUse) > 1 ? receiptKeys.last?.key : nil }
  func hasInUse(_ receiptKey: String) -> Bool { receiptKeys.contains { $0.isInUse && $0.key == receiptKey } }
  public var receiptKeyInUse: String? { receiptKeys.first(where: \.isInUse)?.key }
}

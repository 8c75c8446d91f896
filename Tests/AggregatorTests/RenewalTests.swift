import Cryptography
import Identity
import Register
import ReleaseProtocol
import Store
import Testing

/// How a borough gets from one certificate to the next, and who is locked out by that.
@Suite struct RenewalTests {
  let hub: HubFixture
  var register: BoroughRegister { hub.register }
  let now = HubFixture.now + 60 * 86_400

  init() throws { hub = try HubFixture() }

  private func request(_ key: TLSKey) throws -> [UInt8] {
    let csr = try key.certificateRequest(commonName: "next")
    return RenewRequest(certificateRequest: String(decoding: csr, as: UTF8.self)).canonicalBytes
  }

  private func renew(_ old: HubFixture.Machine, to key: TLSKey, at time: Int? = nil) async throws -> Renewed {
    try await register.renew(request(key), uriNames: old.uriNames, spkiSHA256: old.spkiSHA256, now: time ?? now)
  }

  private func isLetIn(_ machine: HubFixture.Machine, by key: TLSKey, at time: Int) async throws -> Bool {
    do {
      _ = try await register.sender(uriNames: machine.uriNames, spkiSHA256: key.spkiSHA256, now: time)
      return true
    } catch is RegisterFault {
      return false
    }
  }

  @Test func aRenewedCertificateIsForTheNewKeyAndTheSameBorough() async throws {
    let machine = try await hub.enrolled("E09000007")
    let key = try TLSKey()
    let renewed = try await renew(machine, to: key)
    let reply = try EnrolReply(canonicalBytes: renewed.reply)
    let leaf = try Certificate.chain(pem: Array(reply.certificate.utf8))[0]
    #expect(leaf.spkiSHA256 == key.spkiSHA256 && leaf.uriNames == machine.uriNames)
    #expect(leaf.notAfter == now + 90 * 86_400 && reply.identityKeyID == machine.identity.publicKey.id)
    let sender = try await register.sender(uriNames: machine.uriNames, spkiSHA256: key.spkiSHA256, now: now)
    #expect(sender.identityKey == machine.identity.publicKey)
  }

  /// Until the new certificate is used the old one serves: the reply may have been lost.
  @Test func aLostReplyLocksNobodyOutAndIsGivenAgain() async throws {
    let machine = try await hub.enrolled("E09000007")
    let key = try TLSKey()
    let first = try await renew(machine, to: key)
    #expect(try await isLetIn(machine, by: machine.tls, at: now + 1))
    let second = try await renew(machine, to: key, at: now + 500)
    #expect(second.reply == first.reply && second.isRepeat && !first.isRepeat)
  }

  @Test func theFirstUseOfTheNewEndsTheOldForGood() async throws {
    let machine = try await hub.enrolled("E09000007")
    let key = try TLSKey()
    _ = try await renew(machine, to: key)
    #expect(try await isLetIn(machine, by: key, at: now + 1))
    #expect(try await !isLetIn(machine, by: machine.tls, at: now + 2))
    await #expect(throws: RegisterFault.revoked) { try await renew(machine, to: TLSKey()) }
    let states = try await hub.store.overview()
    #expect(states.count == 1 && states[0].certificateExpiresAt == now + 90 * 86_400)
  }

  @Test func aRenewalThatWasNeverUsedIsGivenUpForTheNext() async throws {
    let machine = try await hub.enrolled("E09000007")
    let (lost, kept) = (try TLSKey(), try TLSKey())
    _ = try await renew(machine, to: lost)
    _ = try await renew(machine, to: kept)
    #expect(try await !isLetIn(machine, by: lost, at: now + 1))
    #expect(try await isLetIn(machine, by: kept, at: now + 1))
    await #expect(throws: RegisterFault.revoked) { try await renew(machine, to: lost) }
  }

  @Test func nobodyRenewsToAKeyThatIsKnownAlready() async throws {
    let (camden, croydon) = (try await hub.enrolled("E09000007"), try await hub.enrolled("E09000008"))
    await #expect(throws: RegisterFault.keyInUse) { try await renew(camden, to: croydon.tls) }
    await #expect(throws: RegisterFault.keyInUse) { try await renew(camden, to: camden.tls) }
    #expect(try await isLetIn(croydon, by: croydon.tls, at: now))
  }

  @Test func neitherTheRevokedNorTheExpiredRenew() async throws {
    let machine = try await hub.enrolled("E09000007")
    let end = HubFixture.now + 1 + 90 * 86_400
    await #expect(throws: RegisterFault.certificateExpired) { try await renew(machine, to: TLSKey(), at: end + 1) }
    let pending = try TLSKey()
    _ = try await renew(machine, to: pending)
    _ = try await register.revoke(borough: "E09000007", now: now)
    await #expect(throws: RegisterFault.revoked) { try await renew(machine, to: TLSKey()) }
    #expect(try await !isLetIn(machine, by: pending, at: now + 1), "revocation reaches a certificate not used yet")
  }

  @Test func aMachineThatRenewsWithoutEndIsStopped() async throws {
    let machine = try await hub.enrolled("E09000007")
    for _ in 0..<HubStore.renewalsADay { _ = try await renew(machine, to: TLSKey()) }
    await #expect(throws: RegisterFault.tooManyRenewals) { try await renew(machine, to: TLSKey()) }
    _ = try await renew(machine, to: TLSKey(), at: now + 86_401)
  }

  @Test func requestsThatAreNotRequestsAreRefused() async throws {
    let machine = try await hub.enrolled("E09000007")
    for (body, fault) in [([], RegisterFault.badRequest(.malformed)), (Array("{ }".utf8), .badRequest(.notCanonical))] {
      await #expect(throws: fault) {
        try await register.renew(body, uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: now)
      }
    }
  }
}

/// Enrolling by a fingerprint that is read over the telephone: no secret crosses any channel.
@Suite struct TelephoneTests {
  let hub: HubFixture
  var register: BoroughRegister { hub.register }
  let now = HubFixture.now

  init() throws { hub = try HubFixture() }

  private func fingerprint(_ machine: HubFixture.Machine) -> Fingerprint {
    Fingerprint(
      borough: machine.borough, spkiSHA256: machine.spkiSHA256,
      identityKey: Hex.encode(machine.identity.publicKey.rawBytes))
  }

  private func enrol(_ machine: HubFixture.Machine, token: String, at time: Int) async throws {
    _ = try await register.enrol(machine.request(token: token).canonicalBytes, now: time)
  }

  @Test func aCardHoldsNoSecretAndInvitesNobody() async throws {
    let card = try register.card(borough: "E09000007")
    #expect(card.isCard && card.hubPin == hub.keys.hubKey.spkiSHA256)
    let machine = try HubFixture.Machine("E09000007")
    for token in [card.token, fingerprint(machine).hex] {
      await #expect(throws: RegisterFault.tokenUnknown) { try await enrol(machine, token: token, at: now) }
    }
  }

  @Test func theKeysThatWereReadOutGetInAndNoOthers() async throws {
    let (machine, other) = (try HubFixture.Machine("E09000007"), try HubFixture.Machine("E09000007"))
    let read = fingerprint(machine)
    // As somebody types what somebody says.
    let typed = read.description.uppercased().replacing("-", with: " ")
    let until = try await register.approve(borough: "E09000007", fingerprint: typed, now: now)
    #expect(until == now + 72 * 3600)
    // Who overheard it has other keys, and gets nothing for the number.
    await #expect(throws: RegisterFault.tokenUnknown) { try await enrol(other, token: read.hex, at: now + 1) }
    try await enrol(machine, token: read.hex, at: now + 2)
    let sender = try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: now + 3)
    #expect(sender.identityKey == machine.identity.publicKey)
  }

  @Test func anApprovalEndsAndCanBeGivenOnceMore() async throws {
    let machine = try HubFixture.Machine("E09000007")
    let read = fingerprint(machine)
    let until = try await register.approve(borough: "E09000007", fingerprint: read.hex, now: now)
    await #expect(throws: RegisterFault.tokenExpired) { try await enrol(machine, token: read.hex, at: until) }
    _ = try await register.approve(borough: "E09000007", fingerprint: read.hex, now: until)
    try await enrol(machine, token: read.hex, at: until + 1)
  }

  /// Off for a quarter: the certificate is over, and a person's word brings the machine back.
  @Test func aMachineWhoseCertificateRanOutComesBackWithNewKeys() async throws {
    let old = try await hub.enrolled("E09000007")
    let later = now + 200 * 86_400
    await #expect(throws: RegisterFault.certificateExpired) {
      try await register.sender(uriNames: old.uriNames, spkiSHA256: old.spkiSHA256, now: later)
    }
    let back = try HubFixture.Machine("E09000007")
    _ = try await register.approve(borough: "E09000007", fingerprint: fingerprint(back).hex, now: later)
    try await enrol(back, token: fingerprint(back).hex, at: later + 1)
    _ = try await register.sender(uriNames: back.uriNames, spkiSHA256: back.spkiSHA256, now: later + 2)
  }

  /// Its answer was lost, everything was revoked, and the person who reads the same number out again gets no certificate
  /// that is worth nothing: `token-used` is what makes a sender take other keys.
  @Test func keysThatWereRevokedAreNotLetInAgain() async throws {
    let machine = try HubFixture.Machine("E09000007")
    let read = fingerprint(machine).hex
    _ = try await register.approve(borough: "E09000007", fingerprint: read, now: now)
    try await enrol(machine, token: read, at: now + 1)
    _ = try await register.revoke(borough: "E09000007", now: now + 2)
    _ = try await register.approve(borough: "E09000007", fingerprint: read, now: now + 3)
    await #expect(throws: RegisterFault.tokenUsed) { try await enrol(machine, token: read, at: now + 4) }
    let back = try HubFixture.Machine("E09000007")
    _ = try await register.approve(borough: "E09000007", fingerprint: fingerprint(back).hex, now: now + 5)
    try await enrol(back, token: fingerprint(back).hex, at: now + 6)
    _ = try await register.sender(uriNames: back.uriNames, spkiSHA256: back.spkiSHA256, now: now + 7)
  }

  @Test func whatIsNoFingerprintIsNotApproved() async throws {
    for typed in ["", "3b0c", String(repeating: "0", count: 40), String(repeating: "g", count: 40)] {
      await #expect(throws: RegisterFault.badFingerprint) {
        try await register.approve(borough: "E09000007", fingerprint: typed, now: now)
      }
    }
  }

  /// Worked once with `printf … | sha256sum`, so that both sides and any third program agree.
  @Test func theFingerprintIsAFixedFunctionOfTheTwoKeys() throws {
    let print = Fingerprint(
      borough: "E09000007", spkiSHA256: String(repeating: "a", count: 64), identityKey: String(repeating: "b", count: 64))
    #expect(print.description == "5aec-00d4-451f-f142-f745-e84e-aecd-1ac4-453f-2a41")
    #expect(Fingerprint(typed: print.description) == print)
  }
}

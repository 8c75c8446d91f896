import Cryptography
import Register
import ReleaseProtocol
import Store
import Testing

@Suite struct RegisterTests {
  let hub: HubFixture
  var register: BoroughRegister { hub.register }
  let now = HubFixture.now

  init() throws { hub = try HubFixture() }

  private func invite(_ borough: String = "E09000007") async throws -> Invitation {
    try await register.invite(borough: borough, now: now)
  }

  private func enrol(_ request: EnrolRequest, at time: Int) async throws -> EnrolReply {
    try EnrolReply(canonicalBytes: try await register.enrol(request.canonicalBytes, now: time).reply)
  }

  @Test func anInvitationHoldsWhatASenderNeedsAndIsItsOwnCanonicalForm() async throws {
    let invitation = try await invite()
    #expect(try Invitation(canonicalBytes: invitation.canonicalBytes) == invitation)
    #expect(invitation.token.count == 40)
    #expect(invitation.expiresAt == now + 72 * 3600)
    #expect(try Certificate(pem: Array(invitation.rootCertificate.utf8)).isCA)
    #expect(invitation.hubPin == hub.keys.hubKey.spkiSHA256)
    await #expect(throws: RegisterFault.notABorough) { try await register.invite(borough: "E09000034", now: now) }
  }

  @Test func theCertificateNamesOneAgentForNinetyDays() async throws {
    let machine = try HubFixture.Machine("E09000007")
    let reply = try await enrol(machine.request(token: invite().token), at: now + 5)
    let chain = try Certificate.chain(pem: Array(reply.certificate.utf8))
    #expect(chain.count == 2)
    #expect(chain[0].uriNames == ["spiffe://trial/agent/E09000007"])
    #expect(chain[0].dnsNames.isEmpty)
    #expect(!chain[0].isCA)
    #expect(chain[0].notAfter == now + 5 + 90 * 86_400)
    #expect(chain[0].spkiSHA256 == machine.tls.spkiSHA256)
    #expect(reply.identityKeyID == machine.identity.publicKey.id)
    let sender = try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: now + 10)
    #expect(sender.borough == "E09000007")
    #expect(sender.identityKey == machine.identity.publicKey)
  }

  @Test func aLostReplyIsGivenAgainByteForByte() async throws {
    let machine = try HubFixture.Machine("E09000007")
    let body = try machine.request(token: try await invite().token).canonicalBytes
    let first = try await register.enrol(body, now: now + 5)
    let second = try await register.enrol(body, now: now + 500)
    #expect(second.reply == first.reply)
    #expect(!first.isRepeat && second.isRepeat)
  }

  @Test func aUsedTokenServesNoOtherKey() async throws {
    let token = try await invite().token
    let machine = try HubFixture.Machine("E09000007")
    _ = try await enrol(machine.request(token: token), at: now)
    let thief = try HubFixture.Machine("E09000007")
    await #expect(throws: RegisterFault.tokenUsed) { try await enrol(thief.request(token: token), at: now) }
    // The same TLS key with another signing key is another machine too.
    var request = try machine.request(token: token)
    request = EnrolRequest(
      borough: request.borough, token: token, certificateRequest: request.certificateRequest,
      identityKey: Hex.encode(thief.identity.publicKey.rawBytes))
    await #expect(throws: RegisterFault.tokenUsed) { try await enrol(request, at: now) }
    _ = try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: now + 10)
  }

  /// Whoever comes first gets it, whoever asks again gets the same, nobody else gets anything.
  @Test func oneTokenAndManyAtOnceMakeOneMachine() async throws {
    let token = try await invite().token
    let machines = try (0..<4).map { _ in try HubFixture.Machine("E09000007") }
    let outcomes = try await withThrowingTaskGroup(of: (Int, [UInt8]?).self) { group in
      for attempt in 0..<24 {
        let (register, now, index) = (register, now, attempt % machines.count)
        let body = try machines[index].request(token: token).canonicalBytes
        group.addTask {
          do {
            return (index, try await register.enrol(body, now: now).reply)
          } catch RegisterFault.tokenUsed {
            return (index, nil)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let granted = outcomes.filter { $0.1 != nil }
    #expect(Set(granted.map(\.0)).count == 1 && Set(granted.map(\.1)).count == 1 && granted.count == 6)
  }

  @Test func tokensExpireAndAreBoundToTheirBorough() async throws {
    let invitation = try await invite()
    let machine = try HubFixture.Machine("E09000007")
    let late = try machine.request(token: invitation.token)
    await #expect(throws: RegisterFault.tokenExpired) { try await enrol(late, at: invitation.expiresAt) }
    let other = try HubFixture.Machine("E09000008").request(token: invitation.token)
    await #expect(throws: RegisterFault.tokenOfOtherBorough) { try await enrol(other, at: now) }
    let guess = try machine.request(token: String(repeating: "0", count: 40))
    await #expect(throws: RegisterFault.tokenUnknown) { try await enrol(guess, at: now) }
    _ = try await enrol(late, at: invitation.expiresAt - 1)
  }

  @Test func aNewInvitationEndsTheUnusedOne() async throws {
    let first = try await invite()
    let second = try await invite()
    let machine = try HubFixture.Machine("E09000007")
    await #expect(throws: RegisterFault.tokenExpired) { try await enrol(machine.request(token: first.token), at: now) }
    _ = try await enrol(machine.request(token: second.token), at: now)
  }

  @Test func aNewMachineOfABoroughReplacesTheOldOne() async throws {
    let old = try await hub.enrolled("E09000007")
    let new = try await hub.enrolled("E09000007")
    await #expect(throws: RegisterFault.revoked) {
      try await register.sender(uriNames: old.uriNames, spkiSHA256: old.spkiSHA256, now: now + 10)
    }
    #expect(try await register.sender(uriNames: new.uriNames, spkiSHA256: new.spkiSHA256, now: now + 10).borough == "E09000007")
  }

  @Test func aRevokedKeyIsRefusedFromTheNextRequestOn() async throws {
    let machine = try await hub.enrolled("E09000007")
    #expect(try await register.revoke(borough: "E09000007", now: now + 9))
    await #expect(throws: RegisterFault.revoked) {
      try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: now + 10)
    }
    #expect(try await !register.revoke(borough: "E09000007", now: now + 10))
  }

  /// TLS looks at the dates once, and a connection can be held open for long.
  @Test func anExpiredCertificateIsRefusedOnAnOpenConnectionToo() async throws {
    let machine = try await hub.enrolled("E09000007")
    let end = now + 1 + BoroughRegister.certificateDays * 86_400
    _ = try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: end)
    await #expect(throws: RegisterFault.certificateExpired) {
      try await register.sender(uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: end + 1)
    }
    #expect(RegisterFault.certificateExpired.refusal == .notEnrolled)
  }

  @Test func aPeerIsWhoItsCertificateAndTheStoreBothSay() async throws {
    let machine = try await hub.enrolled("E09000007")
    let spki = machine.spkiSHA256
    let cases: [([String], RegisterFault)] = [
      ([], .noPeerName),
      (machine.uriNames + machine.uriNames, .noPeerName),
      (["https://trial/agent/E09000007"], .noPeerName),
      (["spiffe://trial/agent/E09000007/"], .noPeerName),
      (["spiffe://other/agent/E09000007"], .peerOfOtherDeployment),
      (["spiffe://trial/agent/E09000034"], .unknownBorough),
      (["spiffe://trial/agent/E09000008"], .certificateOfOtherBorough),
    ]
    for (names, fault) in cases {
      await #expect(throws: fault) { try await register.sender(uriNames: names, spkiSHA256: spki, now: now + 10) }
    }
    let stranger = try HubFixture.Machine("E09000007")
    await #expect(throws: RegisterFault.notEnrolled) {
      try await register.sender(uriNames: stranger.uriNames, spkiSHA256: stranger.spkiSHA256, now: now + 10)
    }
  }

  @Test func requestsThatAreNotRequestsAreRefused() async throws {
    let token = try await invite().token
    let machine = try HubFixture.Machine("E09000007")
    let good = try machine.request(token: token)
    await #expect(throws: RegisterFault.badRequest(.malformed)) { try await register.enrol([], now: now) }
    await #expect(throws: RegisterFault.badRequest(.notCanonical)) {
      try await register.enrol([0x20] + good.canonicalBytes, now: now)
    }
    // A certificate request whose signature was made over another key: its last base64 line belongs to another one.
    let other = try HubFixture.Machine("E09000007").request(token: token).certificateRequest
    let lines = good.certificateRequest.split(separator: "\n"), foreign = other.split(separator: "\n")
    let mixed = (lines.dropLast(3) + foreign.suffix(3)).joined(separator: "\n") + "\n"
    let forged = EnrolRequest(
      borough: "E09000007", token: token, certificateRequest: mixed, identityKey: good.identityKey)
    await #expect(throws: RegisterFault.badCertificateRequest) { try await enrol(forged, at: now) }
    // The failures used nothing up.
    _ = try await enrol(good, at: now)
  }

  @Test func aReceiptVerifiesWithTheKeyOfTheInvitation() async throws {
    let bytes = try register.sign(
      borough: "E09000007", messageSHA256: String(repeating: "a", count: 64),
      release: String(repeating: "b", count: 32), counter: 3, receivedAt: now)
    let key = try VerifyingKey(rawBytes: Hex.decode(try await invite().receiptKey) ?? [])
    let payload = try DSSE.open(bytes, payloadType: Receipt.payloadType) { id, message, signature in
      id == key.id && key.isValid(signature, for: message)
    }
    #expect(try Receipt(canonicalBytes: payload).counter == 3)
  }

  @Test func deploymentsHaveNamesThatFitIntoCertificates() {
    for name in ["", "Trial", "a b", "a/b", ".a", "a..b", "-a", String(repeating: "a", count: 64)] {
      #expect(throws: RegisterFault.self) {
        try Deployment(name: name, hubName: "localhost", address: "127.0.0.1", agentPort: 1, enrolPort: 2)
      }
    }
  }
}

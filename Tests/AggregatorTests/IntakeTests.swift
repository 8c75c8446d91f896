import Cryptography
import Intake
import Register
import ReleaseProtocol
import Store
import Testing

@Suite struct IntakeTests {
  let hub: HubFixture
  init() throws { hub = try HubFixture() }

  private func receipt(_ answer: IntakeAnswer) throws -> Receipt {
    guard case .receipt(let bytes, _, _, _) = answer else {
      Issue.record("expected a receipt, got \(answer)")
      throw WireError.badSignature
    }
    let key = hub.keys.receiptKey.publicKey
    let payload = try DSSE.open(bytes, payloadType: Receipt.payloadType) { id, message, signature in
      id == key.id && key.isValid(signature, for: message)
    }
    return try Receipt(canonicalBytes: payload)
  }

  @Test func aGoodMessageIsStoredAndAnsweredWithASignedReceipt() async throws {
    let machine = try await hub.enrolled("E09000007")
    let envelope = try MessageFixture().envelope(signedBy: machine.identity)
    let receipt = try receipt(await hub.intake().answer(HubFixture.arrival(machine, envelope)))
    #expect(receipt.borough == "E09000007")
    #expect(receipt.messageSHA256 == Hex.encode(SHA256.hash(envelope)))
    #expect(receipt.release == MessageFixture().release)
    #expect(receipt.counter == 1)
    #expect(receipt.receivedAt == HubFixture.now + 60)
    let stored = try await hub.store.messages(plan: "london-send-1", censusYear: 2025)
    #expect(try stored.map { try ReleaseMessage(kept: $0.envelope) } == [try MessageFixture().message()])
  }

  @Test func aSecondSendOfTheSameMessageIsAnsweredAlikeAndCountedOnce() async throws {
    let machine = try await hub.enrolled("E09000007")
    let intake = try hub.intake()
    let envelope = try MessageFixture().envelope(signedBy: machine.identity)
    let first = await intake.answer(try HubFixture.arrival(machine, envelope))
    let second = await intake.answer(try HubFixture.arrival(machine, envelope, at: HubFixture.now + 9999))
    guard case .receipt(let one, _, false, true) = first, case .receipt(let two, _, true, true) = second else {
      Issue.record("got \(first) and \(second)")
      return
    }
    #expect(one == two)
    #expect(try await hub.store.messageCount() == 1)
    #expect(try await hub.store.refusals().isEmpty)
  }

  /// A later hub may know other plans and other populations, and its program another forecast: whoever lost a receipt gets it.
  @Test func whatWasTakenInHasItsReceiptThoughItWouldBeRefusedToday() async throws {
    let machine = try await hub.enrolled("E09000007")
    var fixture = MessageFixture()
    fixture.tampering = 1
    let arrival = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
    guard case .receipt(let first, _, false, _) = await (try hub.intake(population: false)).answer(arrival) else {
      Issue.record("it was not taken in")
      return
    }
    fixture.release = String(repeating: "2", count: 32)
    let other = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
    let ofOtherPlans = Intake(register: hub.register, store: hub.store, plans: [], population: nil)
    for (later, code) in [(try hub.intake(), RefusalCode.forecastMismatch), (ofOtherPlans, .unknownPlan)] {
      #expect(await later.answer(arrival) == .receipt(first, borough: "E09000007", isRepeat: true, forecastVerified: false))
      guard case .refused(code, _) = await later.answer(other) else {
        Issue.record("another message should be refused: \(code)")
        continue
      }
    }
    #expect(try await hub.store.messageCount() == 1)
  }

  @Test func aFurtherReleaseGetsTheNextNumberAndCountsInPlaceOfTheFirst() async throws {
    let machine = try await hub.enrolled("E09000007")
    let intake = try hub.intake()
    var later = MessageFixture()
    later.release = String(repeating: "2", count: 32)
    later.cell = 4
    _ = await intake.answer(try HubFixture.arrival(machine, MessageFixture().envelope(signedBy: machine.identity)))
    let answer = await intake.answer(try HubFixture.arrival(machine, later.envelope(signedBy: machine.identity)))
    #expect(try receipt(answer).counter == 2)
    let counting = try await hub.store.messages(plan: "london-send-1", censusYear: 2025)
    #expect(counting.map(\.release) == [later.release])
  }

  @Test func withoutAPopulationFileTheForecastIsTakenUnchecked() async throws {
    let machine = try await hub.enrolled("E09000007")
    var fixture = MessageFixture()
    fixture.tampering = 1
    let envelope = try fixture.envelope(signedBy: machine.identity)
    _ = try receipt(await hub.intake(population: false).answer(HubFixture.arrival(machine, envelope)))
  }

  /// The tables are paid for at the borough and can't be made again: another population file must not lose them.
  @Test func tablesMadeWithOtherPopulationsCountAndTheirForecastIsMarked() async throws {
    let machine = try await hub.enrolled("E09000007")
    var fixture = MessageFixture()
    fixture.populationSHA256 = String(repeating: "0", count: 64)
    let arrival = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
    guard case .receipt(_, _, false, forecastVerified: false) = await (try hub.intake()).answer(arrival) else {
      Issue.record("the tables were turned away")
      return
    }
    #expect(try await hub.store.messages(plan: "london-send-1", censusYear: 2025).count == 1)
  }

  /// An agent that was not upgraded yet forecasts by the method of its time. What it claims to be today's is held to it.
  @Test func tablesOfAnEarlierVersionCountAndTheirForecastIsMarked() async throws {
    let machine = try await hub.enrolled("E09000007")
    var fixture = MessageFixture()
    fixture.method = "cohort-1"
    fixture.tampering = 1
    let arrival = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
    guard case .receipt(_, _, false, forecastVerified: false) = await (try hub.intake()).answer(arrival) else {
      Issue.record("the tables were turned away")
      return
    }
    fixture.method = ForecastTable.method
    fixture.release = String(repeating: "2", count: 32)
    let claimed = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
    guard case .refused(.forecastMismatch, _) = await (try hub.intake()).answer(claimed) else {
      Issue.record("a forecast that does not follow was taken in")
      return
    }
  }

  @Test func aStoreThatFailsAsksToTryLater() async throws {
    let machine = try await hub.enrolled("E09000007")
    let intake = try hub.intake()
    let arrival = try HubFixture.arrival(machine, MessageFixture().envelope(signedBy: machine.identity))
    try hub.store.close()
    guard case .refused(.tryLater, _) = await intake.answer(arrival) else {
      Issue.record("a closed store can't take a message in")
      return
    }
  }

  /// Fencing: who holds fewer receipts than the hub has messages is an older state of the sender, or a copy.
  @Test func aSenderThatForgotAReceiptSendsNothingNewAndMayRepeat() async throws {
    let machine = try await hub.enrolled("E09000007")
    let intake = try hub.intake()
    let first = try MessageFixture().envelope(signedBy: machine.identity)
    var later = MessageFixture()
    later.release = String(repeating: "2", count: 32)
    let second = try later.envelope(signedBy: machine.identity)
    func send(_ envelope: [UInt8], held: String?) async throws -> IntakeAnswer {
      await intake.answer(try HubFixture.arrival(machine, envelope, receiptsHeld: held))
    }
    #expect(try receipt(await send(first, held: "0")).counter == 1)
    guard case .refused(.outOfStep, _) = try await send(second, held: "0") else {
      Issue.record("a forgetful sender was not stopped")
      return
    }
    #expect(try await hub.store.messageCount() == 1)
    #expect(try receipt(await send(first, held: "0")).counter == 1, "a repetition is how it learns")
    #expect(try receipt(await send(second, held: "1")).counter == 2)
  }

  /// The same before a message is sent: a question names it by its hash alone.
  @Test func aSenderMayAskBeforeItSends() async throws {
    let machine = try await hub.enrolled("E09000007")
    let intake = try hub.intake()
    let envelope = try MessageFixture().envelope(signedBy: machine.identity)
    let sha256 = Hex.encode(SHA256.hash(envelope))
    func ask(_ sha256: String?, held: String?, _ machine: HubFixture.Machine = machine) async -> IntakeAnswer? {
      await intake.answer(
        ReceiptQuestion(
          messageSHA256: sha256, uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, receiptsHeld: held,
          at: HubFixture.now + 60))
    }
    func code(_ answer: IntakeAnswer?) -> RefusalCode? { if case .refused(let code, _)? = answer { code } else { nil } }
    #expect(await ask(sha256, held: "0") == nil, "it may be sent")
    let given = try receipt(await intake.answer(HubFixture.arrival(machine, envelope)))
    for held in ["0", "1"] {
      let answer = try #require(await ask(sha256, held: held))
      #expect(try receipt(answer) == given)
    }
    let other = String(repeating: "0", count: 64)
    #expect(await code(ask(other, held: "0")) == .outOfStep)
    #expect(await ask(other, held: "1") == nil)

    // Another borough's receipts are nobody's business, and a question has to be one.
    let stranger = try await hub.enrolled("E09000008")
    #expect(await ask(sha256, held: "0", stranger) == nil)
    for bad in [nil, "", sha256.uppercased() + "0", "x" + sha256.dropFirst()] {
      #expect(await code(ask(bad, held: "1")) == .badRequest)
    }
    #expect(await code(ask(sha256, held: "one")) == .badRequest)
    #expect(await code(ask(sha256, held: "0", try HubFixture.Machine("E09000009"))) == .notEnrolled)
    #expect(try await hub.store.messageCount() == 1)
  }

  /// The hub itself came back from an older copy: the sender is not to blame, and the message counts.
  @Test func aSenderThatHoldsMoreReceiptsThanTheHubHasMessagesIsNotRefused() async throws {
    let machine = try await hub.enrolled("E09000007")
    let envelope = try MessageFixture().envelope(signedBy: machine.identity)
    #expect(try await hub.store.logConflicts().isEmpty)
    let answer = await (try hub.intake()).answer(try HubFixture.arrival(machine, envelope, receiptsHeld: "3"))
    // Its operator is told: receipts that were given are not known here.
    #expect(try await hub.store.logConflicts().map(\.code) == ["hub-log-receipt-missing"])
    #expect(try receipt(answer).counter == 1)
  }

  @Test(arguments: ["", "-1", "x", "1e3", "99999999999999999999"])
  func aNumberOfReceiptsThatIsNoneIsRefused(held: String) async throws {
    let machine = try await hub.enrolled("E09000007")
    let envelope = try MessageFixture().envelope(signedBy: machine.identity)
    let answer = await (try hub.intake()).answer(try HubFixture.arrival(machine, envelope, receiptsHeld: held))
    guard case .refused(.badRequest, _) = answer else {
      Issue.record("got \(answer)")
      return
    }
    #expect(try await hub.store.messageCount() == 0)
  }
}

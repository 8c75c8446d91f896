import Cryptography
import Identity
import MerkleLog
import Outbox
import ReleaseProtocol
import SimulatedDisk
import Store
import TLS
@testable import Uplink

extension Estate {
  static let timeout = 30_000

  /// What becomes of a request that a sender makes.
  func send(_ crossing: Crossing, from machine: SimulatedMachine) async throws {
    machine.asked += 1
    guard crossing.request.word != nil else { return try await give(crossing, from: machine) }
    // The hub judges its head as it answers the question that stands for it.
    guard let sha256 = fixture.bodies[crossing.request.body].flatMap({ fixture.messages[$0] })?.sha256 else {
      return audit.fail("machine \(machine.number) asks about bytes that nobody made")
    }
    let question = HTTPSRequest(.get, "/v1/receipts?message=\(sha256)", headers: crossing.request.headers)
    try await leave(
      Request(
        machine: machine.number, asked: machine.asked, name: nil,
        crossing: Crossing(request: question, shown: crossing.shown, port: crossing.port, pins: crossing.pins), body: [],
        held: try machine.receiptsHeld(), isHeard: true, headOf: crossing), machine)
  }

  /// Of a request whose head was judged the body, where its sender still waits for the word.
  func goOn(_ sent: Request) async throws {
    let machine = machines[sent.machine]
    guard let crossing = sent.headOf, machine.asked == sent.asked else { return }
    audit.count("body after head")
    try await give(crossing, from: machine)
  }

  private func give(_ crossing: Crossing, from machine: SimulatedMachine) async throws {
    var body = crossing.request.body
    let name = fixture.bodies[body]
    if crossing.request.path == "/v1/releases" {
      guard let name else { return audit.fail("machine \(machine.number) sends bytes that nobody made") }
      if bug == .senderMakesARetryAnew, audit.wasSent(name) { body = fixture.messages[name.next]?.body ?? body }
      try await lookAtEgress(machine, name)
      audit.sent(name, body)
    }
    try await leave(
      Request(
        machine: machine.number, asked: machine.asked, name: name, crossing: crossing, body: body,
        held: try machine.receiptsHeld(), isHeard: true), machine)
  }

  private func leave(_ sent: Request, _ machine: SimulatedMachine) async throws {
    if !isQuiet, chance.falls(weather.machineFaults / 3) {
      // The message may be out, and its sender is no more.
      await lose(machine)
      if chance.falls(500) { agenda.note(.arrives(sent), at: now + 50) }
      return
    }
    let isCutOff = weather.cutOff.contains { $0.borough == machine.borough && $0.time.contains(now) }
    guard hub.isUp, !isCutOff else {
      return answer(sent, .failure(TLSError(.cannotConnect, "nobody there")), after: chance.number(in: 1...3000))
    }
    if let error = handshake(sent.crossing) { return answer(sent, .failure(error), after: 100) }
    answer(sent, .failure(TLSError(.timedOut, "no answer")), after: Self.timeout)
    guard !isQuiet else { return agenda.note(.arrives(sent), at: now + 50) }
    travel(sent)
  }

  /// A message that leaves for the first time is in a log that continues the one of which the hub has cosigned the head:
  /// else its machine was put back or copied, and could have known.
  private func lookAtEgress(_ machine: SimulatedMachine, _ name: MessageName) async throws {
    guard weather.cosigns, machine.isForked, !hubWasPutBack, !audit.wasSent(name) else { return }
    let code = fixture.boroughs[machine.borough].code
    guard let witness = try await hub.store?.witness(code), witness.egressSize > 0 else { return }
    let egress = try machine.outbox.egressHead(borough: code)
    guard let tree = egress?.tree, tree.size >= witness.egressSize, try tree.root(size: witness.egressSize) == witness.egressRoot else {
      return audit.fail("machine \(machine.number) gives \(name) away, and the hub has cosigned another log of what may leave")
    }
    audit.count("given away by a copied machine")
  }

  /// What TLS would say. Certificates that are revoked, replaced or strange are the hub's own matter; half of those that
  /// have run out get there as well, over a connection that was open before.
  private func handshake(_ crossing: Crossing) -> TLSError? {
    if let pins = crossing.pins, !pins.contains(hub.keys.pin) { return TLSError(.wrongPin, "another key") }
    guard let shown = crossing.shown?.certificate else { return nil }
    // A hub whose clock was ahead when it issued it.
    if hubTime < shown.notBefore { return TLSError(.refusedByPeer, "the certificate has not begun") }
    guard hubTime > shown.notAfter, chance.falls(500) else { return nil }
    return TLSError(.refusedByPeer, "the certificate has ended")
  }

  private func travel(_ sent: Request) {
    if chance.falls(weather.proxyFails) {
      answer(sent, .success(HTTPSResponse(status: 502, headers: [:], body: Array("<html>".utf8))), after: 100)
      if chance.falls(500) { return }
    }
    if chance.falls(weather.repeats), sent.name != nil {
      audit.count("replayed")
      agenda.note(.arrives(sent.unheard), at: now + chance.number(in: 0...2 * Weather.day))
    }
    if chance.falls(weather.losesRequest) {
      audit.count("request lost")
      if chance.falls(500) { answer(sent, .failure(TLSError(.truncated, "broken off")), after: 1000) }
      return
    }
    // Messages may come at any time, and twice, and in pieces: they speak for themselves. The rest rests on TLS, and on
    // the hub's giving up what it has not answered when its sender does.
    let latest = sent.name == nil ? Self.timeout - 1000 : 6 * Weather.hour
    let delay = chance.falls(weather.delays) ? chance.number(in: 1000...latest) : chance.number(in: 5...500)
    if chance.falls(weather.damagesRequest) {
      if sent.name != nil { agenda.note(.arrives(sent.damaged(chance)), at: now + delay) }
    } else {
      agenda.note(.arrives(sent), at: now + delay)
    }
  }

  private func answer(_ sent: Request, _ answer: Turns.Answer, after delay: Int) {
    guard sent.isHeard else { return }
    agenda.note(.answered(sent.machine, asked: sent.asked, answer), at: now + delay)
  }

  var hubTime: Int { EstateFixture.start + 60 + now / 1000 + hubClockIsOff }

  /// At the hub's door.
  func arrive(_ sent: Request) async throws {
    guard hub.isUp else { return }
    let isKnown = sent.name.map { audit.given[$0] != nil } ?? true
    let before = isKnown ? 0 : try await hub.store?.messageCount() ?? 0
    troubleHub()
    let answer = try await hub.answer(sent, at: hubTime)
    let isDead = disk_is_off(hub.disk) != 0 || (!isQuiet && chance.falls(weather.hubFaults / 4))
    let isRepeat = try await isKnown || isDead ? isKnown : hub.store?.messageCount() ?? 0 == before
    if isDead { loseHub() }
    guard let answer else { return }
    // A hub that dies just now may have got its answer out.
    if isDead, chance.falls(500) { return }
    try judge(answer, to: sent, isRepeat: isRepeat)
    reply(answer, to: sent)
  }

  private func judge(_ answer: HTTPSResponse, to sent: Request, isRepeat: Bool) throws {
    let refusal = answer.status == 200 ? nil : try? Refusal(canonicalBytes: answer.body)
    if answer.status != 200 {
      guard let refusal else { return audit.fail("status \(answer.status) without a code") }
      audit.refused(refusal.code, sent, hub.reason)
    } else if let shown = sent.crossing.shown {
      if revoked.contains(machines[sent.machine].borough) { audit.fail("a revoked borough is served: \(sent.crossing.request.path)") }
      if hubTime > shown.certificate.notAfter { audit.fail("machine \(sent.machine) is served with a certificate that has ended") }
      audit.served(shown.key.spkiSHA256, sent)
    } else if sent.crossing.request.path == "/v1/enrol" {
      let borough = machines[sent.machine].borough
      // A hub that has died since has answered what it had kept.
      if try !hub.isUp || hub.isEnrolled(fixture.boroughs[borough].code) { revoked.remove(borough) }
    }
    // To a head the hub answers with the receipt of what it has.
    let name = sent.name ?? sent.headOf.flatMap { fixture.bodies[$0.request.body] }
    if let name, answer.status == 200 { try audit.given(answer.body, name, for: sent, isRepeat: isRepeat) }
  }

  private func reply(_ response: HTTPSResponse, to sent: Request) {
    if sent.headOf != nil, (try? Refusal(canonicalBytes: response.body))?.code == .notFound {
      guard isQuiet || !chance.falls(weather.losesAnswer) else { return audit.count("word lost") }
      return agenda.note(.goesOn(sent), at: now + (isQuiet ? 50 : chance.number(in: 5...500)))
    }
    var response = HTTPSResponse(
      status: response.status, headers: response.headers, body: response.body, isBodyKept: sent.headOf != nil)
    guard !isQuiet else { return answer(sent, .success(response), after: 50) }
    if chance.falls(weather.losesAnswer) {
      audit.count("answer lost")
      if chance.falls(500) { answer(sent, .failure(TLSError(.truncated, "broken off")), after: 500) }
      return
    }
    if chance.falls(weather.damagesAnswer) {
      guard sent.name != nil else { return answer(sent, .failure(TLSError(.truncated, "broken off")), after: 500) }
      response = HTTPSResponse(
        status: response.status, headers: response.headers, body: Self.damaged(response.body, chance),
        isBodyKept: response.isBodyKept)
    }
    let delay = chance.falls(weather.delays) ? chance.number(in: 1000...60_000) : chance.number(in: 5...500)
    answer(sent, .success(response), after: delay)
  }

  /// Cut short, or with a bit turned over.
  static func damaged(_ bytes: [UInt8], _ chance: Chance) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    if chance.falls(500) { return Array(bytes.prefix(chance.number(in: 0...(bytes.count - 1)))) }
    var bytes = bytes
    bytes[chance.number(in: 0...(bytes.count - 1))] ^= 1 << UInt8(chance.number(in: 0...7))
    return bytes
  }
}

extension Estate.Request {
  private func with(body: [UInt8], isHeard: Bool) -> Self {
    Self(machine: machine, asked: asked, name: name, crossing: crossing, body: body, held: held, isHeard: isHeard)
  }
  /// Somebody else plays it again: the answer goes nowhere.
  var unheard: Self { with(body: body, isHeard: false) }
  func damaged(_ chance: Chance) -> Self { with(body: Estate.damaged(body, chance), isHeard: isHeard) }
}

extension MessageName {
  /// Another message in the place of this one.
  var next: MessageName { MessageName(borough: borough, plan: plan, variant: (variant + 1) % EstateFixture.variants) }
}

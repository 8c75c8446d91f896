import Intake
import ReleaseProtocol
import SimulatedDisk
import TLS

extension Estate {
  static let timeout = 30_000

  /// What becomes of a request that a sender makes.
  func send(_ request: HTTPSRequest, from machine: SimulatedMachine) throws {
    machine.asked += 1
    var body = request.body
    guard let name = fixture.bodies[body] else {
      return audit.fail("machine \(machine.number) sends bytes that nobody made")
    }
    if bug == .senderMakesARetryAnew, audit.wasSent(name) { body = fixture.messages[name.next]?.body ?? body }
    audit.sent(name, body)
    let sent = Request(
      machine: machine.number, asked: machine.asked, name: name, request: request, body: body,
      spkiSHA256: machine.spkiSHA256, held: try machine.receiptsHeld(), isHeard: true)
    if !isQuiet, chance.falls(weather.machineFaults / 3) {
      // The message may be out, and its sender is no more.
      lose(machine)
      if chance.falls(500) { agenda.note(.arrives(sent), at: now + 50) }
      return
    }
    let isCutOff = weather.cutOff.contains { $0.borough == machine.borough && $0.time.contains(now) }
    guard hub.isUp, !isCutOff else {
      return answer(sent, .failure(TLSError(.cannotConnect, "nobody there")), after: chance.number(in: 1...3000))
    }
    answer(sent, .failure(TLSError(.timedOut, "no answer")), after: Self.timeout)
    guard !isQuiet else { return agenda.note(.arrives(sent), at: now + 50) }
    travel(sent)
  }

  private func travel(_ sent: Request) {
    if chance.falls(weather.proxyFails) {
      answer(sent, .success(HTTPSResponse(status: 502, headers: [:], body: Array("<html>".utf8))), after: 100)
      if chance.falls(500) { return }
    }
    if chance.falls(weather.repeats) {
      audit.count("replayed")
      agenda.note(.arrives(sent.unheard), at: now + chance.number(in: 0...2 * Weather.day))
    }
    if chance.falls(weather.losesRequest) {
      audit.count("request lost")
      if chance.falls(500) { answer(sent, .failure(TLSError(.truncated, "broken off")), after: 1000) }
      return
    }
    let delay = chance.falls(weather.delays) ? chance.number(in: 1000...6 * Weather.hour) : chance.number(in: 5...500)
    if chance.falls(weather.damagesRequest) {
      agenda.note(.arrives(sent.damaged(chance)), at: now + delay)
    } else {
      agenda.note(.arrives(sent), at: now + delay)
    }
  }

  private func answer(_ sent: Request, _ answer: Result<HTTPSResponse, TLSError>, after delay: Int) {
    guard sent.isHeard else { return }
    agenda.note(.answered(sent.machine, asked: sent.asked, answer), at: now + delay)
  }

  /// At the hub's door.
  func arrive(_ sent: Request) async throws {
    guard hub.isUp, let message = fixture.messages[sent.name] else { return }
    troubleHub()
    func header(_ name: String) -> String? { sent.request.headers.first { $0.name == name }?.value }
    let arrival = Arrival(
      body: sent.body, contentType: header("content-type"), contentEncoding: header("content-encoding"),
      uriNames: fixture.boroughs[sent.name.borough].uriNames, spkiSHA256: sent.spkiSHA256,
      receiptsHeld: bug == .senderForgetsItsCount ? nil : header(Wire.receiptsHeader), at: hubTime)
    let answer = try await hub.answer(arrival, knowsIt: message.sha256)
    let isDead = disk_is_off(hub.disk) != 0 || (!isQuiet && chance.falls(weather.hubFaults / 4))
    if isDead { loseHub() }
    guard let answer else { return }
    // A hub that dies just now may have got its answer out.
    if isDead, chance.falls(500) { return }
    reply(try response(answer, to: sent), to: sent)
  }

  var hubTime: Int { EstateFixture.start + 60 + now / 1000 + hubClockIsOff }

  private func response(_ answer: IntakeAnswer, to sent: Request) throws -> HTTPSResponse {
    switch answer {
    case .receipt(let receipt, _, let isRepeat, _):
      if revoked.contains(sent.name.borough) { audit.fail("a receipt for a revoked borough") }
      try audit.given(receipt, for: sent, isRepeat: isRepeat)
      return HTTPSResponse(status: 200, headers: [:], body: receipt)
    case .quarantined: throw Unexpected()
    case .refused(let code, _, let reason):
      audit.refused(code, sent, reason)
      return HTTPSResponse(status: code.httpStatus, headers: [:], body: Refusal(code: code).canonicalBytes)
    }
  }

  private func reply(_ response: HTTPSResponse, to sent: Request) {
    guard !isQuiet else { return answer(sent, .success(response), after: 50) }
    if chance.falls(weather.losesAnswer) {
      audit.count("answer lost")
      if chance.falls(500) { answer(sent, .failure(TLSError(.truncated, "broken off")), after: 500) }
      return
    }
    var response = response
    if chance.falls(weather.damagesAnswer) {
      response = HTTPSResponse(
        status: response.status, headers: response.headers, body: Self.damaged(response.body, chance))
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

/// Nobody holds the figures to anything here: the simulated hub has no `Plausibility`.
private struct Unexpected: Error {}

extension Estate.Request {
  private func with(body: [UInt8], isHeard: Bool) -> Self {
    Self(
      machine: machine, asked: asked, name: name, request: request, body: body, spkiSHA256: spkiSHA256, held: held,
      isHeard: isHeard)
  }
  /// Somebody else plays it again: the answer goes nowhere.
  var unheard: Self { with(body: body, isHeard: false) }
  func damaged(_ chance: Chance) -> Self { with(body: Estate.damaged(body, chance), isHeard: isHeard) }
}

extension MessageName {
  /// Another message in the place of this one.
  var next: MessageName { MessageName(borough: borough, plan: plan, variant: (variant + 1) % EstateFixture.variants) }
}

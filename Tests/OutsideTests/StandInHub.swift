import Compression
import Cryptography
import Door
import Files
import Hummingbird
import NIOCore
import ReleaseProtocol
import TestSupport
import Uplink

/// A hub that keeps to the protocol, and departs from it when told to.
actor StandInHub {
  /// How the next request to `/v1/releases` ends; honest when there is none left.
  enum Fault: Sendable {
    /// The message is taken in, the receipt is lost on the way.
    case lostReply
    case refuse(RefusalCode)
    /// `try-later`, after so many seconds.
    case busy(String)
    case proxyError
    case otherKey
    case otherMessage
    case otherBorough
    /// The receipt of the message before, once more.
    case oldReceipt
    case skippedNumber
    case otherCounterForKnown
    case nonsense
    /// A receipt that says that the message is held back.
    case held([QuarantineReason])
  }

  let pki: TestPKI
  let receiptKey: SigningKey
  private var faults: [Fault]
  private(set) var bodies: [[UInt8]] = []
  private(set) var enrolments: [EnrolRequest] = []
  private var receipts: [String: Receipt] = [:]
  private var before: [UInt8]?
  private var loseEnrolments = 0
  /// Keys that the hub has had before, by another token: it takes none of them.
  private(set) var keysInUse: Set<String> = []
  /// Keys that renewals were asked for, by their hash.
  private(set) var renewals: [String] = []
  private var loseRenewals = 0

  init(_ pki: TestPKI, faults: [Fault] = [], loseEnrolments: Int = 0) throws {
    self.pki = pki
    self.faults = faults
    self.loseEnrolments = loseEnrolments
    receiptKey = try SigningKey()
  }

  nonisolated var receiptKeyHex: String { Hex.encode(receiptKey.publicKey.rawBytes) }

  /// What it says of itself.
  private var said: (clockOff: Int, protocols: ClosedRange<Int>, messages: Int) = (0, 1...1, 0)

  /// False: as a hub from before it said its version with every answer.
  private var saysVersion = true

  func saysNoVersion() { saysVersion = false }

  fileprivate var version: PeerVersion? { saysVersion ? PeerVersion(software: "0.9.9", protocols: said.protocols) : nil }

  func say(clockOff: Int = 0, protocols: ClosedRange<Int> = 1...1, messages: Int = 0) {
    said = (clockOff, protocols, messages)
  }

  /// By the clock as it is when somebody asks: on a busy machine that may be long after the start.
  private var status: HubStatus {
    HubStatus(
      deployment: "london-rehearsal", time: SystemClock.now() + said.clockOff, software: "0.1.0",
      protocols: said.protocols, messages: said.messages)
  }

  private var decisions: [JSON] = []

  /// Says what was decided on a message.
  func decide(_ decision: Decision, signedBy key: SigningKey? = nil) throws {
    let key = key ?? receiptKey
    let envelope = try DSSE.seal(
      payload: decision.canonicalBytes, payloadType: Decision.payloadType, keyID: key.publicKey.id) { try key.sign($0) }
    decisions = [try CanonicalJSON.decode(envelope)]
  }

  func loseRenewals(_ count: Int) { loseRenewals = count }

  func plan(_ faults: [Fault]) { self.faults = faults }

  nonisolated func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.add(middleware: VersionSaying { await self.version })
    router.post("/v1/releases") { request, _ in
      let asked = await self.isAskedByRequests ? Self.header(Wire.messageHeader, request) : nil
      if let asked, let judged = try await self.known(asked, held: Self.held(request)) { return judged }
      return try await self.receive(Self.body(of: request, saying: asked.map { (Wire.messageHeader, $0) }))
    }
    router.get("/v1/receipts") { request, _ in
      let message = request.uri.queryParameters.get("message") ?? ""
      guard await self.isAsked else { return Self.refusal(.notFound) }
      return try await self.known(message, held: Self.held(request)) ?? Self.refusal(.notFound)
    }
    router.post("/v1/enrol") { request, _ in try await self.enrol(Self.body(of: request)) }
    router.post("/v1/renew") { request, _ in try await self.renew(Self.body(of: request)) }
    router.get("/v1/enrol") { _, _ in Self.refusal(.notFound) }
    router.get("/v1/keys") { request, _ in await self.keyStatements(after: Self.number("held", request)) }
    router.get("/v1/log") { request, _ in try await self.logHead(from: Self.number("from", request)) }
    router.get("/v1/log/proof") { request, _ in
      try await self.logProof(counter: Self.number("counter", request), size: Self.number("size", request))
    }
    router.post("/v1/log") { request, _ in try await self.exchange(Self.body(of: request)) }
    router.post("/v1/contacts") { request, _ in try await self.contacts(Self.body(of: request)) }
    router.get("/v1/decisions") { _, _ in
      Self.response(200, DecisionList(envelopes: await self.decisions).canonicalBytes)
    }
    router.get("/v1/status") { _, _ in
      Self.response(200, await self.status.canonicalBytes)
    }
    return router
  }

  private static func header(_ name: String, _ request: Request) -> String? {
    request.headers.first { $0.name.canonicalName == name }?.value
  }

  private static func held(_ request: Request) -> Int { header(Wire.receiptsHeader, request).flatMap { Int($0) } ?? .max }

  private static func body(of request: Request, saying word: (String, String)? = nil) async throws -> [UInt8] {
    Connection.wantsBody(saying: word)
    var bytes: [UInt8] = []
    for try await part in request.body { bytes += part.readableBytesView }
    return bytes
  }

  private static func number(_ name: String, _ request: Request) -> Int {
    request.uri.queryParameters.get(name).flatMap { Int($0) } ?? 0
  }

  /// What it has signed of its keys; nil: as a hub from before it could change them.
  private var keyStatements: [[UInt8]]?

  func change(_ keys: [[UInt8]]) { keyStatements = keys }

  private func keyStatements(after held: Int) -> Response {
    guard let all = keyStatements else { return Self.refusal(.notFound) }
    return Self.response(200, HubKeysAnswer(statements: Array(all.dropFirst(held).prefix(HubKeysAnswer.most))).canonicalBytes)
  }

  /// Nil: as a hub from before there was a log.
  private(set) var log: StandInLog?
  private var statementKey: SigningKey?

  /// - Parameter key: signs the statement of the log's keys; nil: the key of receipts.
  func keep(_ log: StandInLog?, statedBy key: SigningKey? = nil) { (self.log, statementKey) = (log, key) }

  private func logHead(from size: Int) throws -> Response {
    guard let log else { return Self.refusal(.notFound) }
    return Self.response(200, try log.head(from: size, receiptKey: statementKey ?? receiptKey).canonicalBytes)
  }

  private func logProof(counter: Int, size: Int) throws -> Response {
    guard let found = try log?.inclusion(counter: counter, size: size) else { return Self.refusal(.notFound) }
    return Self.response(200, found.canonicalBytes)
  }

  private func exchange(_ body: [UInt8]) throws -> Response {
    guard let answer = try log?.take(LogExchange(canonicalBytes: body)) else { return Self.refusal(.notFound) }
    return Self.response(200, answer.canonicalBytes)
  }

  private func contacts(_ body: [UInt8]) throws -> Response {
    guard let answer = try log?.take(ContactsExchange(canonicalBytes: body)) else { return Self.refusal(.notFound) }
    return Self.response(200, answer.canonicalBytes)
  }

  private static func response(_ status: Int, _ body: [UInt8]) -> Response {
    Response(status: .init(code: status), body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }

  private static func refusal(_ code: RefusalCode) -> Response {
    response(code.httpStatus, Refusal(code: code).canonicalBytes)
  }

  /// What was asked for until now was given, and revoked since.
  func knowsKeysOfBefore() throws {
    for request in enrolments { keysInUse.insert(try CertificateRequest(pem: Array(request.certificateRequest.utf8)).spkiSHA256) }
  }

  private func enrol(_ body: [UInt8]) throws -> Response {
    let request = try EnrolRequest(canonicalBytes: body)
    enrolments.append(request)
    guard request.token == TestPKI.token else { return Self.refusal(.tokenUnknown) }
    if loseEnrolments > 0 {
      loseEnrolments -= 1
      return Self.response(502, Array("proxy".utf8))
    }
    let csr = try CertificateRequest(pem: Array(request.certificateRequest.utf8))
    if keysInUse.contains(csr.spkiSHA256) { return Self.refusal(.tokenUsed) }
    let leaf = try pki.issuing.issueClient(
      for: csr, uriName: "spiffe://london-rehearsal/agent/\(request.borough)", days: 90, now: TestPKI.now)
    let key = try VerifyingKey(rawBytes: Hex.decode(request.identityKey) ?? [])
    let reply = EnrolReply(
      certificate: String(decoding: leaf.pem + pki.issuing.certificatePEM, as: UTF8.self), identityKeyID: key.id)
    return Self.response(200, reply.canonicalBytes)
  }

  private func renew(_ body: [UInt8]) throws -> Response {
    let csr = try CertificateRequest(pem: Array(RenewRequest(canonicalBytes: body).certificateRequest.utf8))
    renewals.append(csr.spkiSHA256)
    if loseRenewals > 0 {
      loseRenewals -= 1
      return Self.response(502, [])
    }
    let leaf = try pki.issuing.issueClient(for: csr, uriName: TestPKI.borough, days: 90, now: TestPKI.now)
    let reply = EnrolReply(
      certificate: String(decoding: leaf.pem + pki.issuing.certificatePEM, as: UTF8.self),
      identityKeyID: String(repeating: "a", count: 16))
    return Self.response(200, reply.canonicalBytes)
  }

  private(set) var questions = 0

  /// False: as a hub from before it could be asked for a message.
  private var isAsked = true
  /// False: as one from before it could be asked by the request that gives it away. It wants every body.
  private var isAskedByRequests = true

  func isNotAsked() { (isAsked, isAskedByRequests) = (false, false) }
  func isNotAskedByRequests() { isAskedByRequests = false }

  /// Nil where the message may be sent.
  private func known(_ sha256: String, held: Int) throws -> Response? {
    questions += 1
    if let receipt = receipts[sha256] { return Self.response(200, try seal(receipt, receiptKey)) }
    return held < max(receipts.count, said.messages) ? Self.refusal(.outOfStep) : nil
  }

  private func seal(_ receipt: Receipt, _ key: SigningKey) throws -> [UInt8] {
    try DSSE.seal(payload: receipt.canonicalBytes, payloadType: Receipt.payloadType, keyID: key.publicKey.id) {
      try key.sign($0)
    }
  }

  private func receive(_ body: [UInt8]) throws -> Response {
    bodies.append(body)
    let fault = faults.isEmpty ? nil : faults.removeFirst()
    switch fault {
    case .refuse(let code): return Self.refusal(code)
    case .busy(let seconds):
      var response = Self.refusal(.tryLater)
      response.headers[.retryAfter] = seconds
      return response
    case .proxyError: return Self.response(502, Array("<html>Bad Gateway</html>".utf8))
    case .nonsense: return Self.response(200, Array("{}".utf8))
    default: break
    }
    let message = try Gzip.decompress(body, maxOutput: 1 << 22)
    let sha256 = Hex.encode(SHA256.hash(message))
    // The stand-in's messages begin with their release.
    let release = String(decoding: message.prefix(32), as: UTF8.self)
    var receipt = receipts[sha256]
      ?? Receipt(
        borough: "E09000007", messageSHA256: sha256, release: release, counter: receipts.count + 1, receivedAt: TestPKI.now)
    if case .held(let reasons) = fault {
      receipt = Receipt(
        borough: receipt.borough, messageSHA256: sha256, release: release, counter: receipt.counter,
        receivedAt: receipt.receivedAt, quarantine: reasons)
    }
    receipts[sha256] = receipt
    switch fault {
    case .lostReply: return Self.response(504, [])
    case .otherMessage: receipt = receipt.changed(sha256: String(repeating: "0", count: 64))
    case .otherBorough: receipt = receipt.changed(borough: "E09000008")
    case .oldReceipt: if let before { return Self.response(200, before) }
    case .skippedNumber, .otherCounterForKnown: receipt = receipt.changed(counter: receipt.counter + 5)
    default: break
    }
    let key = if case .otherKey = fault { try SigningKey() } else { receiptKey }
    let envelope = try seal(receipt, key)
    before = envelope
    return Self.response(200, envelope)
  }
}

extension Receipt {
  fileprivate func changed(sha256: String? = nil, counter: Int? = nil, borough other: String? = nil) -> Receipt {
    Receipt(
      borough: other ?? borough, messageSHA256: sha256 ?? messageSHA256, release: release, counter: counter ?? self.counter,
      receivedAt: receivedAt)
  }
}

extension Parcel {
  /// Bytes that stand for a signed message: the stand-in hub looks at their hash alone.
  static func invented(_ letter: Character) -> Parcel {
    let release = String(repeating: letter, count: 32)
    let bytes = Array((release + " the signed bytes of a release").utf8)
    return Parcel(release: release, bytes: bytes, sha256: Hex.encode(SHA256.hash(bytes)))
  }
}

/// Says the hub's version with every answer; a hub that speaks no version 1 has nothing at its paths.
private struct VersionSaying: RouterMiddleware {
  typealias Context = BasicRequestContext
  let version: @Sendable () async -> PeerVersion?

  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    guard let version = await version(), let name = HTTPFields.Element.Name(Wire.versionHeader) else {
      return try await next(request, context)
    }
    var response =
      version.protocols.contains(1) || request.uri.path == "/v1/status"
      ? try await next(request, context)
      : Response(status: .notFound, body: .init(byteBuffer: ByteBuffer(bytes: Refusal(code: .notFound).canonicalBytes)))
    response.headers[name] = version.text
    return response
  }
}

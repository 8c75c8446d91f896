internal import Files
internal import Identity
internal import ReleaseProtocol
public import TLS

/// Requests to the hub, answers by the protocol's rules: a body on success, a `Refusal` otherwise. Those that follow each
/// other share a connection: a question and the message that it was about cost one handshake.
struct HubLine: Sendable {
  private let carry: @Sendable (HTTPSRequest) async -> Result<HTTPSResponse, TLSError>
  /// Closes the connection that is kept.
  let close: @Sendable () -> Void
  private let contacts: ContactLog
  private let hub: Hub
  private let port: Int
  private let version: PeerVersion?

  /// - Parameters:
  ///   - shown: whose certificate is shown; nil shows none.
  ///   - isPinned: false asks for the chain and the name alone, and is for `KeyNews` only.
  init(
    _ hub: Hub, showing shown: EnrolledIdentity?, port: Int, isPinned: Bool = true, way: Way, contacts: ContactLog
  ) throws(TLSError) {
    (self.hub, self.port, self.contacts) = (hub, port, contacts)
    version = way.software.map { PeerVersion(software: $0) }
    let pins = isPinned ? hub.keys.pins : nil
    if let network = way.network {
      carry = { await network(Crossing(request: $0, shown: shown, port: port, pins: pins)) }
      close = {}
      return
    }
    let context: TLSContext
    if let shown { context = try .enrolled(shown) } else {
      context = try .client(trustRootsPEM: hub.rootCertificate, chainPEM: nil, keyPEM: nil)
    }
    let client = HTTPSClient(
      context: context, host: hub.name, address: hub.address, port: port, pins: pins,
      timeoutSeconds: way.timeoutSeconds, bodyLimit: 1 << 16, proxy: way.proxy, keepsConnection: true)
    carry = { await Self.send($0, over: client) }
    close = client.close
  }

  private static func send(_ request: HTTPSRequest, over client: HTTPSClient) async -> Result<HTTPSResponse, TLSError> {
    do { return .success(try await client.send(request)) } catch { return .failure(error) }
  }

  func send(_ request: HTTPSRequest) async throws(UplinkError) -> [UInt8] { try Self.read(try await answer(to: request)) }

  /// The only way out: nothing is sent that is not in the log of contacts before.
  ///
  /// A request over a connection that was kept is sent once more, over a new one, where that had been closed: every request of
  /// the protocol may come twice. Both times are in the log.
  func answer(to request: HTTPSRequest) async throws(UplinkError) -> Result<HTTPSResponse, TLSError> {
    let request = version.map { request.adding((Wire.versionHeader, $0.text)) } ?? request
    let answer = try await sendOnce(request)
    guard case .failure(let error) = answer, error.isOfKeptConnection else { return answer }
    return try await sendOnce(request)
  }

  private func sendOnce(_ request: HTTPSRequest) async throws(UplinkError) -> Result<HTTPSResponse, TLSError> {
    try contacts.note(request, to: hub, port: port, now: SystemClock.now())
    let answer = await carry(request)
    if answer.isBodyKept { try contacts.noteKept(request, from: hub, port: port, now: SystemClock.now()) }
    return answer
  }

  /// - Throws: `.versionSkew` where a hub that speaks no protocol of ours will not answer, whatever it says; `.refused` with the hub's code, `.connection` where there is no answer, `.badAnswer` for anything else.
  static func read(_ answer: Result<HTTPSResponse, TLSError>) throws(UplinkError) -> [UInt8] {
    let response: HTTPSResponse
    do { response = try answer.get() } catch { throw .connection(error) }
    if response.status == 200 { return response.body }
    if let hub = response.headers[Wire.versionHeader].flatMap(PeerVersion.init), !hub.protocols.overlaps(Wire.protocols) {
      throw .versionSkew(hub: hub.protocols)
    }
    if let refusal = try? Refusal(canonicalBytes: response.body), refusal.code.httpStatus == response.status {
      if refusal.code == .tryLater, let seconds = wait(response) { throw .askedToWait(seconds: seconds) }
      throw .refused(refusal.code)
    }
    // Something before the hub (a proxy, its own server in distress) answers: worth another try when it says so.
    if (500...599).contains(response.status) || response.status == 429 { throw .refused(.tryLater) }
    throw .badAnswer(reason: "status \(response.status) without a reason that we know")
  }

  /// What the hub asks for in `retry-after`, in seconds; never more than ten minutes, whatever it says.
  private static func wait(_ response: HTTPSResponse) -> Int? {
    response.headers["retry-after"].flatMap { Int($0) }.flatMap { $0 > 0 ? min($0, 600) : nil }
  }
}

extension Result<HTTPSResponse, TLSError> {
  /// The request asked before it gave its body, and has not given it.
  fileprivate var isBodyKept: Bool {
    switch self {
    case .success(let response): response.isBodyKept
    case .failure(let error): error.isBodyKept
    }
  }
}

/// How requests get to the hub from this machine.
public struct Way: Sendable {
  /// For one try, from connecting to the last byte of the answer.
  public let timeoutSeconds: Int
  public let proxy: Proxy?
  /// Version of the program, which is told to the hub with each request; nil tells nothing.
  public let software: String?
  /// Stands for the network and TLS. Not public: only a simulation, built with the tests, can set it.
  var network: (@Sendable (Crossing) async -> Result<HTTPSResponse, TLSError>)?

  public init(timeoutSeconds: Int, proxy: Proxy? = nil, software: String? = nil) {
    self.timeoutSeconds = timeoutSeconds
    self.proxy = proxy
    self.software = software
  }
}

/// What a simulated network must know of a request: who shows which certificate at which port, and asks for which key.
struct Crossing: Sendable {
  let request: HTTPSRequest
  let shown: EnrolledIdentity?
  let port: Int
  let pins: [String]?
}

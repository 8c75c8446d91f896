internal import Files
internal import Identity
internal import ReleaseProtocol
public import TLS

/// Requests to the hub, answers by the protocol's rules: a body on success, a `Refusal` otherwise.
struct HubLine: Sendable {
  private let client: HTTPSClient
  private let contacts: ContactLog
  private let hub: Hub
  private let port: Int

  /// - Parameter isPinned: false asks for the chain and the name alone, and is for `KeyNews` only.
  init(_ hub: Hub, context: TLSContext, port: Int, isPinned: Bool = true, way: Way, contacts: ContactLog) {
    (self.hub, self.port, self.contacts) = (hub, port, contacts)
    client = HTTPSClient(
      context: context, host: hub.name, address: hub.address, port: port,
      pins: isPinned ? hub.keys.pins : nil, timeoutSeconds: way.timeoutSeconds, bodyLimit: 1 << 16, proxy: way.proxy)
  }

  func send(_ request: HTTPSRequest) async throws(UplinkError) -> [UInt8] { try Self.read(try await answer(to: request)) }

  /// The only way out: nothing is sent that is not in the log of contacts before.
  func answer(to request: HTTPSRequest) async throws(UplinkError) -> Result<HTTPSResponse, TLSError> {
    try contacts.note(request, to: hub, port: port, now: SystemClock.now())
    do { return .success(try await client.send(request)) } catch { return .failure(error) }
  }

  /// - Throws: `.refused` with the hub's code, `.connection` where there is no answer, `.badAnswer` for anything else.
  static func read(_ answer: Result<HTTPSResponse, TLSError>) throws(UplinkError) -> [UInt8] {
    let response: HTTPSResponse
    do { response = try answer.get() } catch { throw .connection(error) }
    if response.status == 200 { return response.body }
    if let refusal = try? Refusal(canonicalBytes: response.body), refusal.code.httpStatus == response.status {
      throw .refused(refusal.code)
    }
    // Something before the hub (a proxy, its own server in distress) answers: worth another try when it says so.
    if (500...599).contains(response.status) || response.status == 429 { throw .refused(.tryLater) }
    throw .badAnswer(reason: "status \(response.status) without a reason that we know")
  }
}

/// How requests get to the hub from this machine.
public struct Way: Sendable {
  /// For one try, from connecting to the last byte of the answer.
  public let timeoutSeconds: Int
  public let proxy: Proxy?

  public init(timeoutSeconds: Int, proxy: Proxy? = nil) {
    self.timeoutSeconds = timeoutSeconds
    self.proxy = proxy
  }
}

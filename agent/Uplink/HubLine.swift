internal import Identity
internal import ReleaseProtocol
internal import TLS

/// Requests to the hub, answers by the protocol's rules: a body on success, a `Refusal` otherwise.
struct HubLine: Sendable {
  private let client: HTTPSClient

  init(_ hub: Hub, context: TLSContext, port: Int, timeoutSeconds: Int) {
    client = HTTPSClient(
      context: context, host: hub.name, address: hub.address, port: port, pin: hub.pin, timeoutSeconds: timeoutSeconds,
      bodyLimit: 1 << 16)
  }

  /// - Throws: `.refused` with the hub's code, `.connection` where there is no answer, `.badAnswer` for anything else.
  func send(_ request: HTTPSRequest) async throws(UplinkError) -> [UInt8] {
    let response: HTTPSResponse
    do {
      response = try await client.send(request)
    } catch {
      throw .connection(error)
    }
    if response.status == 200 { return response.body }
    if let refusal = try? Refusal(canonicalBytes: response.body), refusal.code.httpStatus == response.status {
      throw .refused(refusal.code)
    }
    // Something before the hub (a proxy, its own server in distress) answers: worth another try when it says so.
    if (500...599).contains(response.status) || response.status == 429 { throw .refused(.tryLater) }
    throw .badAnswer(reason: "status \(response.status) without a reason that we know")
  }
}

internal import Files
internal import Hummingbird
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

/// Says with every answer which version answers, and keeps of each borough that was served what its sender says of itself.
/// Who says nothing, or something that is no version, is served like anybody else.
struct VersionMiddleware: RouterMiddleware {
  typealias Context = PeerContext
  let hub: Hub

  func handle(
    _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    if let name = HTTPFields.Element.Name(Wire.versionHeader) {
      response.headers[name] = PeerVersion(software: softwareVersion).text
      if response.status == .ok, let said = request.headers[name].flatMap(PeerVersion.init), let peer = context.peer,
        let borough = try? hub.register.borough(named: peer.uriNames)
      {
        // A disk that is full must not turn away who only asks.
        try? await hub.store.note(
          version: SenderVersion(software: said.software, protocols: said.protocols), of: borough, at: SystemClock.now())
      }
    }
    return response
  }
}

internal import Files
internal import Hummingbird
internal import Register
internal import ReleaseProtocol
internal import TLS

/// What the hub has signed of its own keys: on the agent port, where it is noted who knows what; and on the enrolment port,
/// for whoever was away while the TLS key was changed, or has an older invitation.
enum KeyRoutes {
  static func add(to router: Router<PeerContext>, _ hub: Hub, notesWhoKnows: Bool) {
    router.get("/v1/keys") { request, context in
      guard let held = request.uri.queryParameters.get("held").flatMap({ Int($0) }), (0...HubKeys.most).contains(held) else {
        throw Refused(.badRequest, "the question does not say which statement is held")
      }
      if notesWhoKnows {
        try await hub.register.note(keysHeld: held, by: AgentRoutes.sender(hub, context.peer), now: SystemClock.now())
      }
      return WireAnswers.json(try await hub.register.keyStatements(held: held).canonicalBytes)
    }
  }
}

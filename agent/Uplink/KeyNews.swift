internal import Files
public import Identity
internal import ReleaseProtocol
internal import TLS

/// Hearing of the hub's other keys, before and after it changes to them.
///
/// A statement of the hub's speaks for itself, by its signature (`HubKeyring`). So a sender that was away while the hub
/// changed its TLS key can ask for it over a connection whose key it does not know: to the enrolment port, without its own
/// certificate, and for nothing else. Until a statement names that key, nothing more is sent there.
public struct KeyNews: Sendable {
  public let inboxFolder: String
  public let way: Way

  public init(inboxFolder: String, way: Way) { (self.inboxFolder, self.way) = (inboxFolder, way) }

  /// Asks the hub for what it has said of its keys since, keeps it, and lets the hub know that it is known here.
  ///
  /// - Returns: who we are, with the hub as it is known now.
  /// - Throws: `.connection` with kind `wrongPin` where what answers shows a key of which nothing is signed;
  ///   `.identity(.badStatement)` where what it says does not follow from what was known.
  public func learn(_ folder: IdentityFolder) async throws(UplinkError) -> EnrolledIdentity {
    let present = try Enrolment.wrapping { () throws(IdentityError) in try folder.load() }
    let known: HubKeyring
    do {
      known = try await ask(try line(present, present.hub), present.hub.keys)
    } catch .connection(let error) where error.kind == .wrongPin {
      guard let hub = await signed(present.hub) else { throw .connection(error) }
      known = hub.keys
    }
    guard known.number > present.hub.keys.number else { return present }
    try Enrolment.wrapping { () throws(IdentityError) in try folder.keep(known) }
    // The hub's operator waits for it. Whether it comes through changes nothing here: the next question says it too.
    _ = try? await ask(try line(present, present.hub.with(known)), known)
    return try Enrolment.wrapping { () throws(IdentityError) in try folder.load() }
  }

  /// Asks over a connection whose key is not known. Keeps nothing.
  /// - Returns: the hub with the keys that it has signed since; nil where there is no answer, or nothing that is both new
  ///   and signed: then the unknown key is what there is to say.
  public func signed(_ hub: Hub) async -> Hub? { (try? await catchUp(hub)) ?? nil }

  private func catchUp(_ hub: Hub) async throws(UplinkError) -> Hub? {
    let line: HubLine
    do {
      line = try HubLine(
        hub, showing: nil, port: hub.enrolPort, isPinned: false, way: way, contacts: ContactLog(inbox: inboxFolder))
    } catch {
      throw .badInvitation(reason: "its root certificate cannot be used")
    }
    let known = try await ask(line, hub.keys)
    return known.number > hub.keys.number ? hub.with(known) : nil
  }

  private func line(_ identity: EnrolledIdentity, _ hub: Hub) throws(UplinkError) -> HubLine {
    do {
      return try HubLine(
        hub, showing: identity, port: hub.agentPort, way: way, contacts: ContactLog(inbox: inboxFolder))
    } catch {
      throw .connection(error)
    }
  }

  /// What is held, and all that follows from it. A hub of an earlier version has nothing to say.
  private func ask(_ line: HubLine, _ held: HubKeyring) async throws(UplinkError) -> HubKeyring {
    var (known, asked) = (held, held.number)
    while true {
      let bytes: [UInt8]
      do { bytes = try await line.send(HTTPSRequest(.get, "/v1/keys?held=\(asked)")) } catch .refused(.notFound) {
        return known
      }
      guard let answer = try? HubKeysAnswer(canonicalBytes: bytes) else {
        throw .badAnswer(reason: "not statements of the hub's keys")
      }
      known = try Enrolment.wrapping { () throws(IdentityError) in try known.following(answer.statements) }
      // Those before a newer invitation are passed over; they count as asked for.
      asked = max(known.number, asked + answer.statements.count)
      guard answer.statements.count == HubKeysAnswer.most, asked < HubKeys.most else { return known }
    }
  }
}

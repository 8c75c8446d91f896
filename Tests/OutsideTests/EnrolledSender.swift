import Identity
import TestSupport
import Uplink

/// A borough's sender that is enrolled at a stand-in hub.
extension StandInHub {
  /// In `identity` of a folder; enrolled there once.
  nonisolated func enrolled(in scratch: TemporaryFolder, port: Int) throws -> EnrolledIdentity {
    let folder = IdentityFolder(path: scratch.file("identity"))
    if folder.isEnrolled { return try folder.load() }
    let key = try folder.keyForEnrolment()
    let invitation = pki.invitation(agentPort: port, receiptKey: receiptKeyHex)
    return try folder.store(
      chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: Hub(invitation))
  }

  /// With its receipts in `inbox` of the same folder, and no pause between its attempts.
  nonisolated func sending(in scratch: TemporaryFolder, port: Int, attempts: Int) throws -> Sending {
    try Sending(
      identity: enrolled(in: scratch, port: port), inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 10),
      retry: RetryPolicy(attempts: attempts) { _ in })
  }
}

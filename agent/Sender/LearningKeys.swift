import Files
import Identity
import ReleaseProtocol
import Uplink

extension SenderSettings {
  /// Hears of the hub's other keys, before anything is sent to it.
  ///
  /// - Returns: why the hub could not be asked; what is sent next would meet it again.
  /// - Throws: where it could, and what it says of its keys is not to be believed: then nothing is to be sent.
  @discardableResult
  func learnKeys() async throws(UplinkError) -> UplinkError? {
    let before = try identity().hub.keys.number
    do {
      let folder = IdentityFolder(path: identityFolder)
      let now = try await KeyNews(inboxFolder: inboxFolder, way: way).learn(folder).hub.keys.number
      if now > before { Voice.progress("the hub changes its keys, or has changed them; its latest word on them is number \(now)") }
      return nil
    } catch {
      switch error {
      case .connection, .refused, .askedToWait, .badAnswer: return error
      default: throw error
      }
    }
  }

  /// Whether a run of `send` has anything to ask the hub.
  func needsHub(again: Bool) throws(UplinkError) -> Bool {
    let present = try identity()
    if again || Renewal.isDue(present.certificate, now: SystemClock.now()) { return true }
    let receipts = try ReceiptFolder(inbox: inboxFolder, hub: present.hub)
    if try approvedParcels().contains(where: { !receipts.holds($0.release) }) { return true }
    // One that can't be verified may be signed with a key that is to be heard of.
    return (try? receipts.all())?.values.contains { !$0.receipt.quarantine.isEmpty } ?? true
  }
}

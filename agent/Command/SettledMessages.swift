internal import Ledger
internal import Outbox

/// The outbox held against the ledger, which has had each message's hash since the message was stored.
///
/// Messages and the log of what may leave lie side by side: who can write there can change both alike, and only the hub
/// would notice. The ledger lies elsewhere, and the sender has no right in it.
struct SettledMessages {
  let folder: OutboxFolder
  let ledger: Ledger

  init(_ settings: AgentSettings, _ ledger: Ledger) {
    (folder, self.ledger) = (OutboxFolder(path: settings.outboxFolder), ledger)
  }

  /// Opens the ledger of an agent's folder.
  init(_ home: HomeOption) throws(AgentFailure) { self.init(try AgentSettings.load(home: home.home), try openLedger(home)) }

  /// Every stored message, oldest first.
  /// - Throws: refused where one is not what the ledger says was stored: nobody is to read or approve that.
  func all() throws(AgentFailure) -> [StoredMessage] {
    let messages = try folder.readable { try $0.messages() }
    try require()
    return messages
  }

  /// Whether each message that was logged is the one that the ledger settled. A release that the ledger does not know, or
  /// that was cut short before it was settled, has no hash there.
  func require() throws(AgentFailure) {
    let settled = Dictionary(ledger.entries.map { ($0.release, $0.state) }) { first, _ in first }
    for (release, logged) in try folder.readable({ try $0.logged() }) {
      if case .settled(let hash)? = settled[release], hash != logged { throw Self.otherBytes(release) }
    }
  }

  /// Throws unless the ledger has this message as stored: what it does not know, or has not finished, is not approved.
  func requireSettled(_ message: StoredMessage) throws(AgentFailure) {
    switch ledger.entries.first(where: { $0.release == message.release })?.state {
    case .settled(let hash)?:
      guard hash == message.sha256 else { throw Self.otherBytes(message.release) }
    case .committed?:
      throw AgentFailure(
        .refused, "outbox-not-settled: the release of \(message.release) was cut short; nothing was approved",
        hint: "\"borough-agent release\", with the records that it was made of, finishes it")
    case nil:
      throw AgentFailure(
        .refused, "ledger-behind: the ledger does not know the release of \(message.release); nothing was approved",
        hint: "an older copy of the ledger was restored, or someone put the message there. Put the latest ledger back; never make "
          + "one anew")
    }
  }

  private static func otherBytes(_ release: String) -> AgentFailure {
    AgentFailure(
      .refused,
      "outbox-other-bytes-than-settled: the message of \(release) is not the one that the ledger has as stored, and the log of what "
        + "may leave was changed with it",
      hint: "someone changed the outbox: approve nothing, find out who can write there, and restore outbox/ from a copy")
  }

  /// Throws for a message by a plan that an officer has withdrawn since: that person wants nothing more to leave by it. The
  /// message stays where it is, and can be approved once the plan is accepted again.
  func requirePlan(of message: StoredMessage) throws(AgentFailure) {
    guard let entry = ledger.entries.first(where: { $0.release == message.release }) else { return }
    let by = ledger.withdrawals(of: entry.planHash).map(\.rawValue).sorted()
    guard by.isEmpty else {
      throw AgentFailure(
        .refused, "plan-withdrawn: the \(by.joined(separator: " and the ")) has withdrawn plan \(entry.planID); nothing was approved",
        hint: "the message stays and waits; once the plan is signed again (\"borough-agent plan accept\") it can be approved")
    }
  }
}

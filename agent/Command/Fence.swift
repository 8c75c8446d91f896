internal import Files
internal import Ledger
internal import Outbox
internal import ReleaseProtocol

/// Whether the ledger is the latest there is of this borough, as far as what it paid for is to be seen elsewhere: in the
/// outbox, in the log of what may leave, and in the hub's receipts; and whether what was logged is what it settled.
///
/// A ledger that was restored from an older copy has forgotten a spend, and a machine that was copied has a twin which
/// spends from the same budget. The same children released again with other noise are protected by half. So a release
/// is refused, before noise is drawn or a record read, when there are traces of releases that this ledger does not know.
struct Fence {
  let settings: AgentSettings

  /// Nil if nothing speaks against this ledger.
  func doubt(_ ledger: Ledger) -> AgentFailure? {
    do {
      try require(ledger)
      return nil
    } catch { return error as? AgentFailure ?? AgentFailure(.localFault, "\(error)") }
  }

  private func require(_ ledger: Ledger) throws {
    let known = Set(ledger.entries.map(\.release))
    let seen = try OutboxFolder(path: settings.outboxFolder).releases().union(receipts())
    let forgotten = seen.subtracting(known)
    guard forgotten.isEmpty else {
      throw AgentFailure(
        .refused,
        "ledger-behind: the ledger does not know \(forgotten.count) of the releases that lie in the outbox, in its log "
          + "or among the hub's receipts",
        hint: "an older copy of the ledger was restored, or another agent uses this outbox. Put the latest ledger back; "
          + "never make one anew")
    }
    try SettledMessages(settings, ledger).require()
    guard try !isOutOfStep() else {
      throw AgentFailure(
        .refused,
        "ledger-cloned: by the hub's word more of this borough has been there than is known here; \(inbox)/disputed says what",
        hint: "this machine was restored from a copy, or it has a twin. Find out with the hub's operator which ledger is "
          + "the latest, and go on with that one alone; only then move what lies in \(inbox)/disputed away from there")
    }
    let (highest, disputed) = (try counters("receipts").max() ?? 0, try counters("disputed").max() ?? 0)
    guard disputed <= highest + 1 else {
      throw AgentFailure(
        .refused,
        "ledger-cloned: by receipt \(disputed) in \(inbox)/disputed the hub has had messages of this borough that are not "
          + "among its receipts here (up to \(highest))",
        hint: "this machine was restored from a copy, or it has a twin. Find out with the hub's operator which ledger is "
          + "the latest, and go on with that one alone; only then move the receipt away from there")
    }
  }

  private var inbox: String { settings.inboxFolder }

  /// Releases of which the hub has sent a receipt; by the names of the files.
  private func receipts() throws -> Set<String> {
    Set(try files("receipts").map { String($0.dropLast(".receipt".count)) })
  }

  /// The hub's own count of messages, on each receipt in a folder. Signatures are the sender's to check: a forged
  /// receipt can make a release be refused and nothing else.
  private func counters(_ folder: String) throws -> [Int] {
    try files(folder).map { name in
      let envelope = try Files.read("\(inbox)/\(folder)/\(name)", limit: 1 << 14)
      do {
        let payload = try DSSE.open(envelope, payloadType: Receipt.payloadType) { _, _, _ in true }
        return try Receipt(canonicalBytes: payload).counter
      } catch {
        throw AgentFailure(
          .refused, "receipt-unreadable: \(inbox)/\(folder)/\(name) is no receipt",
          hint: "restore the file from a copy: without it a restored ledger can't be told from the latest")
      }
    }
  }

  /// Written by the sender: `ReceiptFolder`.
  private func isOutOfStep() throws -> Bool {
    guard Files.isFolder("\(inbox)/disputed") else { return false }
    return try Files.list("\(inbox)/disputed").contains { $0.hasSuffix(".out-of-step") }
  }

  private func files(_ folder: String) throws -> [String] {
    guard Files.isFolder("\(inbox)/\(folder)") else { return [] }
    return try Files.list("\(inbox)/\(folder)").filter { $0.hasSuffix(".receipt") }
  }
}

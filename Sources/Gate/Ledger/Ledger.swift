// Ledger: the durable privacy budget of one borough. It is paid first; only then may noise be drawn.
//
// May assume: the folder is the agent's own; whoever can write there is trusted (the chain of hashes finds accidents
// and restored parts, not a forger); `Files` syncs honestly; callers give the time and the release's name.
// Never: reads a record, draws noise, deletes or rewrites a line, makes a ledger unless asked to (`create`), hands out
// a `Charge` that is not on disk. A ledger and an outbox that were both restored from an old backup can't be told from
// true ones here; the hub's receipt counter finds them.
//
// The order of steps is DESIGN section 5; what a crash leaves after each is said in `debit`.

/// The right to release the named statistics once. Exists only after its price is on disk.
///
/// A release that was cut short gets its charge again (`resume`): the noise sealed with the payment comes with it, and
/// there is no other, so that both charges can only give the same bytes.
/// Held by the compiler: it can't be copied, and nothing outside this file can make one.
/// Left to the caller: to release what the lines say and nothing more (`Disclosure` consumes the charge).
public struct Charge: ~Copyable, Sendable {
  /// 32 hexadecimal digits.
  public let release: String
  /// SHA-256 of the release plan, 64 hexadecimal digits.
  public let planHash: String
  public let lines: [SpendLine]
  /// What was sealed with the payment.
  @_spi(Gate) public let sealed: [UInt8]

  fileprivate init(release: String, planHash: String, lines: [SpendLine], sealed: [UInt8]) {
    (self.release, self.planHash, self.lines, self.sealed) = (release, planHash, lines, sealed)
  }
}

/// An open ledger. Holds the exclusive lock of its folder until it goes.
///
/// Not `Sendable`: one task has it, and between the steps of a call no other caller gets in.
public final class Ledger {
  private let store: any LedgerStore
  private var account: Account
  private var head: Head
  /// Set by a failed write: what is on disk is then unknown, and only `open` finds out.
  private var isStale = false

  private init(_ store: any LedgerStore, _ account: Account, _ head: Head) {
    self.store = store
    self.account = account
    self.head = head
  }

  /// The borough's code, such as E09000001.
  public var borough: String { account.borough }
  public var policy: Policy { account.policy }
  /// Everything paid for, oldest first.
  public var entries: [LedgerEntry] { account.entries }
  public var budget: BudgetSummary { account.budget }
  var accountOfficers: Officers { account.officers }
  var name: LedgerName { account.name }
  /// Number of the line that would be written next.
  var nextLine: Int { head.lines }

  // MARK: Making and opening

  /// Makes an empty ledger in `folder`, which is made too if missing. Finishes a creation that was cut short.
  ///
  /// Throws `exists` if there is one, whole or not; `badRequest` for a wrong borough code or cap; `inUse`, `storage`.
  public static func create(at folder: String, borough: String, policy: Policy, at time: Int) throws(LedgerError) {
    try create(in: FolderStore.forCreation(folder), borough: borough, policy: policy, at: time)
  }

  static func create(in store: any LedgerStore, borough: String, policy: Policy, at time: Int) throws(LedgerError) {
    try policy.check()
    guard Spelling.isBorough(borough) else { throw .badRequest("the borough's code is not like E09000001") }
    guard time >= 0 else { throw .badRequest("the time is before 1970") }
    let (log, oldHead) = try store.contents()
    // One line, perhaps torn, and no head: a creation that was cut short. Nothing can have been paid from it.
    let isUnfinished = oldHead == nil && (log ?? []).split(separator: Line.end).count <= 1
    guard isUnfinished else { throw .exists(place: store.place) }
    let first = Line(number: 0, previous: Line.noPrevious, at: time, record: .create(borough: borough, policy: policy))
    try stored("create the log") { () throws(StoreError) in try store.startLog(first.terminated) }
    try stored("create the head") { () throws(StoreError) in
      try store.replaceHead(nil, with: Head(size: first.terminated.count, lines: 1, lastHash: first.hash))
    }
  }

  /// Opens the ledger in `folder`, checks every line and the head, and voids what was never committed.
  ///
  /// Throws `missing` (no ledger is ever made here), `unfinished`, `inUse` if another process has it open, `corrupt`,
  /// `rolledBack`, `storage`.
  public static func open(at folder: String) throws(LedgerError) -> Ledger {
    try open(FolderStore.forOpening(folder))
  }

  static func open(_ store: any LedgerStore) throws(LedgerError) -> Ledger {
    let (log, headText) = try store.contents()
    let history = try History(log: log, head: headText, place: store.place)
    let ledger = Ledger(store, history.account, history.head)
    if let voiding = history.voiding {
      // A crash between these two leaves one more line that the head doesn't cover; the next opening voids it too.
      try ledger.write("void an unfinished step", voiding.line, before: voiding.before, covering: voiding.head)
    }
    ledger.dropSeals()
    return ledger
  }

  // MARK: Asking

  /// The entry for the same plan on the same data: its stored message answers the same question again.
  ///
  /// A settled entry if there is one, else the latest committed one, whose release was cut short.
  public func entry(planHash: String, vintage: String) -> LedgerEntry? {
    let same = account.entries.filter { $0.planHash == planHash && $0.vintage == vintage }
    return same.last { $0.state != .committed } ?? same.last
  }

  /// Throws what `debit` would throw for these lines: `badRequest`, `overRelease`, `overYear`, `overLifetime`.
  public func wouldExceed(_ lines: [SpendLine]) throws(LedgerError) {
    try account.check(lines)
  }

  // MARK: Paying

  /// Pays for a release; when it returns, the spend and what is sealed with it are durable.
  ///
  /// Throws before anything is written: `badRequest`, `overRelease`, `overYear`, `overLifetime`, `releaseExists`,
  /// `arithmetic`. After a failed write: `storage`; the spend may or may not have happened, no charge exists, and
  /// this value refuses to write until the ledger is opened again.
  public func debit(_ request: SpendRequest, keeping seal: consuming Seal) throws(LedgerError) -> Charge {
    try request.check()
    try account.check(request.lines)
    let sealed = seal.bytes
    let record = Record.intend(request, sealHash: Line.hash(sealed))
    try tryOut(record, at: request.at)
    isStale = true
    // seal. A crash in here or after it leaves a seal that no line names: `open` drops it.
    try stored("pay (seal)") { () throws(StoreError) in try store.keepSeal(sealed, of: request.release) }
    isStale = false
    try self.record(record, at: request.at, "pay")
    return Charge(release: request.release, planHash: request.planHash, lines: request.lines, sealed: sealed)
  }

  /// The charge of a release that was paid for and never marked as stored, with what was sealed then.
  ///
  /// Throws `unknownRelease`; `noSeal` if it is settled, or its seal is gone or is not the one that was paid with;
  /// `storage`.
  public func resume(_ release: String) throws(LedgerError) -> Charge {
    guard let entry = account.entries.first(where: { $0.release == release }) else { throw .unknownRelease(release) }
    guard case .committed = entry.state, let hash = entry.sealHash else { throw .noSeal(release) }
    let sealed: [UInt8]?
    do { sealed = try store.readSeal(of: release) } catch { throw .storage(step: "read a seal", error) }
    guard let sealed, Line.hash(sealed) == hash else { throw .noSeal(release) }
    return Charge(release: release, planHash: entry.planHash, lines: entry.lines, sealed: sealed)
  }

  /// Marks a release as stored, with the SHA-256 of its message (64 hexadecimal digits), and drops its seal. Repeating
  /// it is harmless.
  ///
  /// Throws `unknownRelease`, `settledOtherwise`, `badRequest`, `storage`.
  public func settle(release: String, messageHash: String, at time: Int) throws(LedgerError) {
    guard Spelling.isHash(messageHash) else { throw .badRequest("the message's hash is not 64 hexadecimal digits") }
    if let entry = account.entries.first(where: { $0.release == release }),
      entry.state == .settled(messageHash: messageHash)
    {
      return
    }
    try record(.settle(release: release, messageHash: messageHash), at: time, "settle")
    dropSeals()
  }

  func record(_ record: Record, at time: Int, _ purpose: String) throws(LedgerError) {
    guard time >= 0 else { throw .badRequest("the time is before 1970") }
    let (next, line) = try tryOut(record, at: time)
    let size = head.size + line.terminated.count
    try write(purpose, line, before: [], covering: Head(size: size, lines: head.lines + 1, lastHash: line.hash))
    account = next
  }

  /// Everything that can be refused is tried on a copy before the first byte is written.
  @discardableResult
  private func tryOut(_ record: Record, at time: Int) throws(LedgerError) -> (next: Account, line: Line) {
    guard !isStale else { throw .stale(place: store.place) }
    var next = account
    try next.apply(record, at: time, line: head.lines)
    let line = Line(number: head.lines, previous: head.lastHash, at: time, record: record)
    guard head.size + line.terminated.count <= Line.sizeLimit else { throw .full(place: store.place) }
    return (next, line)
  }

  /// Drops seals that no release waits for. What can't be dropped now is dropped at the next opening.
  private func dropSeals() {
    guard let kept = try? store.seals() else { return }
    let waiting = Set(account.entries.filter { $0.state == .committed }.map(\.release))
    for release in kept where !waiting.contains(release) { try? store.dropSeal(of: release) }
  }

  private func write(
    _ purpose: String, _ line: Line, before: [UInt8], covering new: Head
  ) throws(LedgerError) {
    isStale = true
    // intend. A crash in here leaves nothing, a torn line or a whole one; the head covers none: `open` voids it.
    try stored("\(purpose) (intend)") { () throws(StoreError) in try store.append(before + line.terminated) }
    // commit. A crash in here leaves the old head (as above) or the new one: paid, though nobody holds a charge.
    try stored("\(purpose) (commit)") { () throws(StoreError) in try store.replaceHead(head, with: new) }
    head = new
    isStale = false
  }
}

/// Says which step of the ledger met the store's error.
private func stored(_ step: String, _ work: () throws(StoreError) -> Void) throws(LedgerError) {
  do { try work() } catch { throw .storage(step: step, error) }
}

extension LedgerStore {
  fileprivate func contents() throws(LedgerError) -> (log: [UInt8]?, head: [UInt8]?) {
    do { return (try readLog(), try readHead()) } catch { throw .storage(step: "read the ledger", error) }
  }
}

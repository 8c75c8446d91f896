import Cryptography
import Files
import Identity
@testable import Outbox
import ReleaseProtocol
import SimulatedDisk
import TLS
import Uplink

/// A borough's machine: the outbox that its agent fills, and the real delivery over it.
final class SimulatedMachine {
  let number: Int
  let borough: Int
  let fixture: EstateFixture
  let disk: Int32
  let root: String
  /// What its certificate is for.
  var spkiSHA256: String
  /// Releases that its ledger has paid for, in order.
  private(set) var ledger: [MessageName] { didSet { lookForWork() } }
  /// Stored and approved, as far as was seen in this life.
  private var settled: Set<MessageName> = []
  /// By its own receipts, as far as it was told in this life.
  var delivered: Set<MessageName> = [] { didSet { lookForWork() } }
  /// Whether something of the ledger is not delivered.
  private(set) var hasWork = false
  var isUp = true
  /// Replaced by another machine.
  var isRetired = false
  /// Its state, or a part of its past, is that of another machine too.
  var isForked = false

  private(set) var run: SendingRun?
  /// Number of the request that is under way: answers to others come too late.
  var asked = 0
  private let sending: Sending
  private let bug: PlantedBug?

  var outbox: OutboxFolder { OutboxFolder(path: root + "/outbox") }
  var inbox: String { root + "/inbox" }
  private var enrolled: EstateFixture.Borough { fixture.boroughs[borough] }

  init(
    _ fixture: EstateFixture, number: Int, borough: Int, root: String, disk: Int32, chance: Chance, bug: PlantedBug?,
    ledger: [MessageName] = []
  ) throws {
    self.bug = bug
    (self.fixture, self.number, self.borough, self.root, self.disk) = (fixture, number, borough, root, disk)
    self.ledger = ledger
    let enrolled = fixture.boroughs[borough]
    spkiSHA256 = enrolled.identity.key.spkiSHA256
    sending = try Sending(
      identity: enrolled.identity, inboxFolder: root + "/inbox", way: Way(timeoutSeconds: 30),
      retry: RetryPolicy(attempts: 3, scatter: { chance.number(in: 500...1500) }))
    lookForWork()
  }

  private func lookForWork() { hasWork = !ledger.allSatisfy(delivered.contains) }

  func decide(_ message: MessageName) { ledger.append(message) }

  /// What a borough's agent does before a release: `agent/Command/Fence.swift`.
  func isFenced() throws -> Bool { try Files.isFolder(inbox + "/disputed") && !Files.list(inbox + "/disputed").isEmpty }

  /// The receipt of a message as it lies here.
  func receipt(_ release: String) throws -> [UInt8]? {
    let file = inbox + "/receipts/\(release).receipt"
    return Files.exists(file) ? try Files.read(file, limit: 1 << 14) : nil
  }

  /// Highest of the receipts that lie here, by their number: they are without gaps.
  func receiptsHeld() throws -> Int {
    try Files.isFolder(inbox + "/receipts") ? Files.list(inbox + "/receipts").count { $0.hasSuffix(".receipt") } : 0
  }

  /// Stores, logs and approves what is paid for and not there yet. Each step may have been done before.
  func settle(at seconds: Int) throws {
    for name in ledger where !settled.contains(name) && !delivered.contains(name) {
      guard let message = fixture.messages[name] else { continue }
      if try outbox.message(message.release)?.approval != nil {
        settled.insert(name)
        continue
      }
      try Files.makeFolder(outbox.messagesFolder, mode: 0o755)
      let file = outbox.messagesFolder + "/\(message.release).dsse"
      if !Files.exists(file) { try Files.writeNew(message.envelope, to: file, mode: 0o644) }
      try EgressLog(folder: outbox.egressFolder).append(
        EgressLog.Leaf(
          release: message.release, messageSHA256: message.sha256, size: message.envelope.count, storedAt: seconds),
        origin: "boroughwise/egress/\(enrolled.code)", key: enrolled.log)
      guard let stored = try outbox.message(message.release) else { continue }
      try outbox.approve(stored, as: .privacyOfficer, at: seconds)
    }
  }

  func beginRun() throws {
    var queue = try outbox.approvedMessages()
    if bug == .senderClearsItsQueueTooEarly {
      queue.removeAll { message in delivered.contains { fixture.messages[$0]?.release == message.release } }
    }
    run = try sending.begin(queue.map(Parcel.init))
  }

  /// The delivery's next step, nil where none is under way.
  func next(_ answer: Result<HTTPSResponse, TLSError>?) throws -> SendingRun.Step? {
    if bug == .senderClearsItsQueueTooEarly { disk_lies(disk, answer == nil ? 0 : 1) }
    defer { disk_lies(disk, 0) }
    return try run?.next(answer)
  }

  func endRun() {
    run = nil
    asked += 1
  }

  /// The process is gone; what it had not synced may follow.
  func lose() {
    endRun()
    isUp = false
    if disk_is_off(disk) == 0 { disk_set_fault(disk, Int32(DISK_CUT.rawValue), 1) }
  }

  func powerOn(_ seed: UInt64) {
    unsafe disk_power_on(disk, root, seed)
    isUp = true
    settled = []
    if bug != .senderClearsItsQueueTooEarly { delivered = [] }
  }
}

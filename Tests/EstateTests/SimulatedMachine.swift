import Cryptography
import Files
@testable import Outbox
import ReleaseProtocol
import SimulatedDisk
import TLS
import Uplink

/// A borough's machine: the outbox that its agent fills, and its sender.
final class SimulatedMachine {
  let number: Int
  let borough: Int
  let fixture: EstateFixture
  let disk: Int32
  let root: String
  let sender: SimulatedSender
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
  /// The hub does not know its certificate any more, and a person has to come.
  var isShutOut = false
  /// What the person who enrols it again was given; nil by telephone.
  var invitation: [UInt8]?
  var isEnrolledByTelephone = false
  /// How its last contact ended: "ok", or the first code of what went wrong.
  var standing = "never"
  /// Whether anything of its last run went wrong; whether that run sends all again; whether one that does went well.
  var hasFailed = false
  var sendsAgain = false
  var isMended = false

  /// Number of the request that is under way: answers to others come too late.
  var asked = 0
  private let bug: PlantedBug?

  var turns: Turns { sender.turns }
  var outbox: OutboxFolder { sender.outbox }
  var inbox: String { sender.inbox }
  private var enrolled: EstateFixture.Borough { fixture.boroughs[borough] }

  init(
    _ fixture: EstateFixture, number: Int, borough: Int, root: String, disk: Int32, asksForKeys: Bool, chance: Chance,
    bug: PlantedBug?, ledger: [MessageName] = []
  ) {
    self.bug = bug
    (self.fixture, self.number, self.borough, self.root, self.disk) = (fixture, number, borough, root, disk)
    self.ledger = ledger
    sender = SimulatedSender(fixture.boroughs[borough], root: root, asksForKeys: asksForKeys, scatter: chance, bug: bug)
    lookForWork()
  }

  /// As `init` and `enrol` have left it.
  func setUp() throws {
    for (folder, files) in [("/outbox", enrolled.outboxFiles), ("/identity", enrolled.identityFiles)] {
      try Files.makeFolder(root + folder)
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) { try Files.writeNew(bytes, to: "\(root)\(folder)/\(name)") }
    }
  }

  private func lookForWork() { hasWork = !ledger.allSatisfy(delivered.contains) }

  func decide(_ message: MessageName) { ledger.append(message) }

  /// What a borough's agent does before a release: `agent/Command/Fence.swift`.
  func isFenced() throws -> Bool { try Files.isFolder(inbox + "/disputed") && !Files.list(inbox + "/disputed").isEmpty }

  /// Whether its log of contacts has outgrown what is read for each of them.
  var readsFromCheckpoint: Bool { Files.exists(inbox + "/contacts.read") }

  /// The receipt of a message as it lies here.
  func receipt(_ release: String) throws -> [UInt8]? {
    let file = inbox + "/receipts/\(release).receipt"
    return Files.exists(file) ? try Files.read(file, limit: 1 << 14) : nil
  }

  /// How many receipts lie here: without a restored hub they are numbered without gaps.
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

  func queue() throws -> [Parcel] {
    var queue = try outbox.approvedMessages()
    if bug == .senderClearsItsQueueTooEarly {
      queue.removeAll { message in delivered.contains { fixture.messages[$0]?.release == message.release } }
    }
    return queue.map(Parcel.init)
  }

  /// Lets the sender's program go on to its next wait.
  func next(_ answer: Turns.Answer?) async -> Turns.Wait {
    if bug == .senderClearsItsQueueTooEarly { disk_lies(disk, answer == nil ? 0 : 1) }
    defer { disk_lies(disk, 0) }
    return await turns.next(answer)
  }

  /// The process is gone; what it had not synced may follow.
  func lose() async {
    isUp = false
    if disk_is_off(disk) == 0 { disk_set_fault(disk, Int32(DISK_CUT.rawValue), 1) }
    await endRun()
  }

  func endRun() async {
    (asked, sendsAgain) = (asked + 1, false)
    await turns.abandon()
    _ = sender.takeNews()
  }

  func powerOn(_ seed: UInt64) {
    // A cut that met no step any more.
    if disk_is_off(disk) == 0 { disk_set_fault(disk, Int32(DISK_SOUND.rawValue), 1) }
    unsafe disk_power_on(disk, root, seed)
    isUp = true
    settled = []
    sender.forget()
    if bug != .senderClearsItsQueueTooEarly { delivered = [] }
  }
}

import Files
import Foundation
import Intake
import Register
import ReleaseProtocol
import SimulatedDisk
import Store
import TLS
import TestSupport
@testable import Uplink
@testable import aggregator

/// Boroughs and their hub for some weeks, in one process and in no time: the real outbox, sender, doors, intake, register,
/// logs and store; network, clocks and disks are drawn from a seed. The same seed is the same story.
final class Estate {
  enum Event {
    case release(Int), sends(Int), wake(Int), resume(Int, asked: Int), machineStarts(Int), machineHasRoom(Int)
    case arrives(Request)
    /// The body that waits for this one's answer may go.
    case goesOn(Request)
    case answered(Int, asked: Int, Result<HTTPSResponse, TLSError>)
    case hubGoes, hubStarts, hubHasRoom, hubClock(Int)
    case copyIsTaken(Int), copyStarts(Int)
    case revocation(Int), letsIn(Int), enrolsAgain(Int), approves(Int, String)
    case hubCopyIsTaken(Int), hubIsPutBack(Int), putsRight, mends(Int, round: Int)
    case decides, keysAreAnnounced, keysAreSwitched
    case looks(Int)
    case quiet
  }

  /// A request on its way.
  struct Request {
    let machine: Int
    let asked: Int
    /// Of the message in it, if it is one.
    let name: MessageName?
    let crossing: Crossing
    /// As sent, or as it was damaged on the way.
    let body: [UInt8]
    /// Receipts on the sender's disk when it was sent.
    let held: Int
    /// Whether the sender still hears the answer.
    let isHeard: Bool
    /// This is the head of such a request, whose body waits.
    var headOf: Crossing?
  }

  let fixture: EstateFixture
  let seed: UInt64
  let chance: Chance
  let weather: Weather
  let bug: PlantedBug?
  let folder: String
  let firstDisk: Int32
  var hub: SimulatedHub
  var machines: [SimulatedMachine] = []
  var agenda = Agenda<Event>()
  var audit: EstateAudit
  /// Milliseconds.
  var now = 0
  var isQuiet = false
  /// Seconds.
  var hubClockIsOff = 0
  var hubIsAway = false
  var revoked: Set<Int> = []
  var everRevoked: Set<Int> = []
  /// Of them those that are to be enrolled again.
  var lettingIn: Set<Int> = []
  /// How many of each borough's releases for each plan there were: believed, and not.
  var variants: [Int]
  var implausibles: [Int]
  /// By the copy's index, with who was revoked then.
  var hubCopies: [Int: (at: Int, revoked: Set<Int>)] = [:]
  var hubWasPutBack = false
  var isBeingPutRight = false
  var keysAreAnnounced = false
  /// Receipt keys that were announced so far.
  var receiptKeys = 0
  /// Ledgers of the copies that were taken.
  var copied: [Int: [MessageName]] = [:]

  /// - Parameter firstDisk: of 64 that it may use.
  init(
    _ fixture: EstateFixture, seed: UInt64, bug: PlantedBug? = nil, folder: String, firstDisk: Int, tells: Bool = false
  ) throws {
    (self.fixture, self.seed, self.bug, self.folder, self.firstDisk) = (fixture, seed, bug, folder, Int32(firstDisk))
    chance = Chance(seed)
    weather = Weather(chance, with: bug?.trouble)
    audit = EstateAudit(fixture, tells: tells)
    variants = [Int](repeating: 0, count: EstateFixture.boroughs * EstateFixture.plans)
    implausibles = variants
    hub = try SimulatedHub(fixture, root: "\(folder)/simulated-disk-\(firstDisk)", disk: Int32(firstDisk), bug: bug)
    for borough in weather.boroughs {
      let machine = addMachine(of: borough)
      try machine.setUp()
      disk_watch(machine.disk)
    }
    plan()
  }

  deinit {
    hub.close()
    for disk in 0..<64 { disk_forget(firstDisk + Int32(disk)) }
  }

  func addMachine(of borough: Int, ledger: [MessageName] = []) -> SimulatedMachine {
    let (number, disk) = (machines.count, firstDisk + Int32(machines.count) + 1)
    let root = "\(folder)/simulated-disk-\(disk)"
    disk_watch(disk)
    let machine = SimulatedMachine(
      fixture, number: number, borough: borough, root: root, disk: disk, asksForKeys: !weather.keyChanges.isEmpty,
      chance: Chance(chance.bits()), bug: bug, ledger: ledger)
    machines.append(machine)
    return machine
  }

  // MARK: running

  /// - Returns: what went against the rules; nothing, if all is well.
  func run() async throws -> [String] {
    while let (time, event) = agenda.next() {
      now = time
      try await happen(event)
    }
    audit.sums = try await sums()
    if weather.endsWithALook { audit.logFaults = try await hub.hub?.log.verify().faults ?? ["no hub"] }
    try audit.close(self)
    for machine in machines { await machine.turns.abandon() }
    return audit.violations
  }

  /// By the hub's own reading of what counts.
  private func sums() async throws -> [Int64] {
    guard let store = hub.store else { throw RegisterIsDown() }
    var sums: [Int64] = []
    for plan in fixture.plans {
      let counting = try await store.messages(plan: plan.id, censusYear: plan.censusYear)
      sums.append(
        try counting.reduce(0) { sum, row in
          try ReleaseMessage(kept: row.envelope).tables[0].cells.reduce(sum, &+)
        })
    }
    return sums
  }

  func happen(_ event: Event) async throws {
    switch event {
    case .release(let number): try release(machines[number])
    case .sends(let number): try await sendWhatWaits(on: machines[number])
    case .wake(let number): try await wake(machines[number])
    case .resume(let number, let asked):
      if machines[number].asked == asked { try await step(machines[number]) }
    case .machineStarts(let number): start(machines[number])
    case .machineHasRoom(let number): disk_set_fault(machines[number].disk, Int32(DISK_SOUND.rawValue), 1)
    case .arrives(let request): try await arrive(request)
    case .goesOn(let request): try await goOn(request)
    case .answered(let number, let asked, let answer):
      guard machines[number].asked == asked else { return }
      machines[number].asked += 1
      try await step(machines[number], answer)
    case .copyIsTaken(let index): try takeCopy(index)
    case .copyStarts(let index): try await startCopy(index)
    case .looks(let number): try await look(machines[number])
    case .quiet: try await becomeQuiet()
    default: try await happenAtHub(event)
    }
  }

  private func happenAtHub(_ event: Event) async throws {
    switch event {
    case .hubGoes:
      hubIsAway = true
      hub.stop()
    case .hubStarts:
      if weather.hubIsAway.contains(where: { $0.contains(now) }), !isQuiet { return }
      hubIsAway = false
      try await startHub()
    case .hubHasRoom: disk_set_fault(hub.disk, Int32(DISK_SOUND.rawValue), 1)
    case .hubClock(let seconds): hubClockIsOff = seconds
    case .hubCopyIsTaken(let index): try takeHubCopy(index)
    case .hubIsPutBack(let index): try await putHubBack(index)
    case .putsRight: try await putRight()
    case .mends(let number, let round): try await mend(machines[number], round: round)
    case .decides: try await decide()
    case .keysAreAnnounced: try await announceKeys()
    case .keysAreSwitched: try await switchKeys()
    case .revocation(let borough): try await revoke(borough)
    case .letsIn(let borough): try await letIn(borough)
    case .enrolsAgain(let number): try await enrolAgain(machines[number])
    case .approves(let number, let fingerprint): try await approve(machines[number], fingerprint)
    default: break
    }
  }

  /// From here on nothing goes wrong any more, and nobody lends a hand.
  private func becomeQuiet() async throws {
    isQuiet = true
    hubClockIsOff = 0
    disk_set_fault(hub.disk, Int32(DISK_SOUND.rawValue), 1)
    try await startHub()
    for machine in machines where !machine.isRetired {
      disk_set_fault(machine.disk, Int32(DISK_SOUND.rawValue), 1)
      start(machine)
    }
  }

  func startHub() async throws {
    guard !hub.isUp else { return }
    audit.count("hub restarted")
    try hub.powerOn(chance.bits())
    try await settleKeys()
  }

  /// As a hub does at each start, for which its keys may be others.
  func settleKeys() async throws {
    do { _ = try await hub.register?.settleKeys(now: hubTime) } catch RegisterFault.strangeKey {
      audit.fail("the hub's keys are none that it has named")
    }
    try hub.keepStatements()
  }

  private func start(_ machine: SimulatedMachine) {
    guard !machine.isUp, !machine.isRetired else { return }
    audit.count("machine restarted")
    machine.powerOn(chance.bits())
  }
}

import Cryptography
import Files
import Foundation
import GRDB
import Intake
import Register
import ReleaseProtocol
import SimulatedDisk
import Store

/// The hub: the real intake, register and store, on a disk that can lose its power at any write.
final class SimulatedHub {
  let fixture: EstateFixture
  let disk: Int32
  let root: String
  private(set) var store: HubStore?
  private var intake: Intake?
  private(set) var register: BoroughRegister?
  let bug: PlantedBug?

  var file: String { root + "/store/hub.sqlite" }

  init(_ fixture: EstateFixture, root: String, disk: Int32, bug: PlantedBug?) throws {
    (self.fixture, self.root, self.disk, self.bug) = (fixture, root, disk, bug)
    try Files.makeFolder(root + "/store")
    try Files.writeNew(fixture.store, to: file)
    disk_watch(disk)
    if bug == .hubAnswersBeforeItHasSynced { disk_lies(disk, 1) }
    try start()
  }

  var isUp: Bool { store != nil }

  func start() throws {
    let store = try HubStore.open(at: file, deployment: "estate")
    let register = try fixture.register(store)
    self.store = store
    self.register = register
    intake = Intake(register: register, store: store, plans: fixture.plans, population: nil)
  }

  /// Ends as a process does that is killed, or whose machine loses its power: nothing more gets to the disk.
  func stop() {
    if disk_is_off(disk) == 0 { disk_set_fault(disk, Int32(DISK_CUT.rawValue), 1) }
    try? store?.close()
    (store, register, intake) = (nil, nil, nil)
  }

  /// - Parameter seed: chooses what of the unsynced is gone.
  func powerOn(_ seed: UInt64) throws {
    unsafe disk_power_on(disk, root, seed)
    try start()
  }

  /// nil where no answer left the machine.
  func answer(_ arrival: Arrival, knowsIt sha256: String) async throws -> IntakeAnswer? {
    if bug == .hubCountsARetryTwice { try? forget(sha256) }
    guard var answer = await intake?.answer(arrival), disk_is_off(disk) == 0 else { return nil }
    if bug == .hubDoesNotAdvanceTheNumber, let other = try? withNumberOfTheOneBefore(answer) { answer = other }
    return answer
  }

  /// Planted: the hub no longer knows a message by its name and hash when it comes again.
  private func forget(_ sha256: String) throws {
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: "UPDATE message SET release = hex(randomblob(16)), sha256 = hex(randomblob(32)) WHERE sha256 = ?",
        arguments: [sha256])
    }
  }

  /// Planted: the number on a receipt is that of the message before.
  private func withNumberOfTheOneBefore(_ answer: IntakeAnswer) throws -> IntakeAnswer {
    guard case .receipt(let receipt, let borough, isRepeat: false, let verified) = answer, let register else {
      return answer
    }
    let given = try register.receipt(in: receipt)
    let other = try register.sign(
      borough: borough, messageSHA256: given.messageSHA256, release: given.release, counter: max(1, given.counter - 1),
      receivedAt: given.receivedAt)
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: "UPDATE message SET receipt = ? WHERE sha256 = ?", arguments: [Data(other), given.messageSHA256])
    }
    return .receipt(other, borough: borough, isRepeat: false, forecastVerified: verified)
  }

  struct Row {
    let borough, release, sha256: String
    let counter: Int
    let envelope, receipt: [UInt8]
  }

  /// All that lies in the file, read by other code than the store's own.
  func rows() throws -> [Row] {
    var readOnly = Configuration()
    readOnly.readonly = true
    return try DatabaseQueue(path: file, configuration: readOnly).read { db in
      try GRDB.Row.fetchAll(
        db, sql: "SELECT borough, release, sha256, counter, envelope, receipt FROM message ORDER BY borough, counter"
      ).map { row in
        Row(
          borough: row["borough"], release: row["release"], sha256: row["sha256"], counter: row["counter"],
          envelope: [UInt8](row["envelope"] as Data), receipt: [UInt8](row["receipt"] as Data))
      }
    }
  }
}

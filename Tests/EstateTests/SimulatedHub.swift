@testable import Files
import Cryptography
import Door
import Foundation
import GRDB
import Hummingbird
import Identity
import Intake
import Logging
import NIOCore
import NIOEmbedded
import Pooling
import Register
import ReleaseProtocol
import SimulatedDisk
import Store
import Synchronization
import TLS
@testable import Uplink
@testable import aggregator

/// The hub: the real routes of its two doors, intake, register, log and store, on a disk that can lose its power at any
/// write.
final class SimulatedHub {
  /// Its own keys, and those that were announced.
  struct Keys {
    var pin: String
    var receipt: SigningKey
    var nextPin: String?
    var nextReceipt: SigningKey?
  }

  let fixture: EstateFixture
  let disk: Int32
  let root: String
  var keys: Keys
  /// What lies in keys/ beside the keys: no older copy of the store takes it along.
  private var statements = KeptStatements([])
  private(set) var hub: aggregator.Hub?
  private var agentPort: RouterResponder<PeerContext>?
  private var enrolPort: RouterResponder<PeerContext>?
  private let channel = EmbeddedChannel()
  private let lastReason = LastReason.Box()
  let bug: PlantedBug?

  var file: String { root + "/store/hub.sqlite" }
  var store: HubStore? { hub?.store }
  var register: BoroughRegister? { hub?.register }
  /// Why the last request was refused, by the hub's own log.
  var reason: String { lastReason.text.withLock { $0 } }

  init(_ fixture: EstateFixture, root: String, disk: Int32, bug: PlantedBug?) throws {
    (self.fixture, self.root, self.disk, self.bug) = (fixture, root, disk, bug)
    keys = Keys(pin: fixture.keys.hubKey.spkiSHA256, receipt: fixture.receiptKey)
    try Files.makeFolder(root + "/store")
    try Files.writeNew(fixture.store, to: file)
    disk_watch(disk)
    if bug == .hubAnswersBeforeItHasSynced { disk_lies(disk, 1) }
    try start()
  }

  var isUp: Bool { hub != nil }

  func start() throws {
    let store = try HubStore.open(at: file, deployment: "estate")
    let register = try fixture.register(store, keys)
    if bug != .hubForgetsStatements { _ = try register.takeUp(statements) }
    let log = try HubLog(deployment: fixture.deployment, store: store, key: fixture.logKey)
    let hub = aggregator.Hub(
      home: Home(root), settings: fixture.settings, store: store, register: register, log: log,
      cosigning: try Cosigning(register: register, log: log, key: fixture.cosignerKey), hubKeyPEM: [], hubChainPEM: [],
      rootCertificatePEM: fixture.keys.root.certificatePEM, population: nil, plan: fixture.plans[0], published: nil,
      officers: [], keyFault: nil)
    let intake = Intake(
      register: register, store: store, plans: fixture.plans, population: nil,
      plausibility: bug == .hubDoubtsNothing ? nil : Plausibility(published: nil, population: nil))
    let logger = Logger(label: "estate") { [lastReason] _ in LastReason(box: lastReason) }
    agentPort = AgentRoutes.router(hub: hub, intake: intake, logger: logger).buildResponder()
    enrolPort = EnrolRoutes.router(hub: hub, logger: logger).buildResponder()
    self.hub = hub
  }

  /// As `aggregator keys` and `serve` do after each statement.
  func keepStatements() throws {
    if let register { statements = try register.keptStatements() }
  }

  /// Ends as a process does that is killed, or whose machine loses its power: nothing more gets to the disk.
  func stop() {
    if disk_is_off(disk) == 0 { disk_set_fault(disk, Int32(DISK_CUT.rawValue), 1) }
    close()
  }

  func close() {
    try? store?.close()
    (hub, agentPort, enrolPort) = (nil, nil, nil)
  }

  /// - Parameter seed: chooses what of the unsynced is gone.
  func powerOn(_ seed: UInt64) throws {
    unsafe disk_power_on(disk, root, seed)
    try start()
  }

  // MARK: back-up

  /// As `sqlite3 … ".backup …"` while the hub runs.
  func backUp(to copy: String) throws {
    if Files.exists(copy) { try Files.remove(copy) }
    try DatabaseQueue(path: file).backup(to: DatabaseQueue(path: copy))
  }

  /// As docs/operations.md says: stopped, three files removed, the copy put in place, started.
  func putBack(_ copy: String) throws {
    stop()
    disk_watch(disk)
    for end in ["", "-wal", "-shm"] where Files.exists(file + end) { try Files.remove(file + end) }
    try Files.writeNew(Files.read(copy, limit: 1 << 26), to: file)
    disk_watch(disk)
    try start()
  }

  // MARK: at the doors

  /// nil where no answer left the machine.
  func answer(_ sent: Estate.Request, at time: Int) async throws -> HTTPSResponse? {
    let isMessage = sent.name != nil
    if bug == .hubCountsARetryTwice, let name = sent.name { try? forget(fixture.messages[name]?.sha256 ?? "") }
    if bug == .hubForgetsDecisionsOnARetry, let name = sent.name { try? undecide(fixture.messages[name]?.sha256 ?? "") }
    if let shown = sent.crossing.shown { try? spoil(shown.key.spkiSHA256, sent.crossing.request.path) }
    let isEnrolment = sent.crossing.port == fixture.deployment.enrolPort
    guard let port = isEnrolment ? enrolPort : agentPort else { return nil }
    let peer = isEnrolment ? nil : sent.crossing.shown.map { PeerCertificate(unchecked: $0.certificate) }
    lastReason.text.withLock { $0 = "" }
    let answer = await SystemClock.$simulated.withValue({ time }) { await respond(sent, port, peer) }
    guard disk_is_off(disk) == 0 else { return nil }
    guard isMessage, bug == .hubDoesNotAdvanceTheNumber, answer.status == 200 else { return answer }
    return HTTPSResponse(status: 200, headers: [:], body: (try? withNumberOfTheOneBefore(answer.body)) ?? answer.body)
  }

  private func respond(
    _ sent: Estate.Request, _ port: RouterResponder<PeerContext>, _ peer: PeerCertificate?
  ) async -> HTTPSResponse {
    let request = sent.crossing.request
    var fields = HTTPFields()
    for (name, value) in request.headers where !(bug == .senderForgetsItsCount && name == Wire.receiptsHeader) {
      if let name = HTTPFields.Element.Name(name) { fields[name] = value }
    }
    let head = HTTPRequest(
      method: request.method == .post ? .post : .get, scheme: "https", authority: "localhost", path: request.path,
      headerFields: fields)
    let logger = Logger(label: "estate") { _ in SwiftLogNoOpLogHandler() }
    let context = Connection.$peer.withValue(peer) {
      PeerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    }
    let collected = Collected()
    do {
      let response = try await port.respond(
        to: Hummingbird.Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: sent.body))), context: context)
      try await response.body.write(BodyCollector(collected: collected))
      return HTTPSResponse(status: response.status.code, headers: [:], body: collected.bytes.withLock { $0 })
    } catch {
      return HTTPSResponse(status: 500, headers: [:], body: [])
    }
  }
}

/// Keeps what the hub's log gives as a reason.
private struct LastReason: LogHandler {
  final class Box: Sendable {
    let text = Mutex("")
  }
  let box: Box
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
  func log(event: LogEvent) {
    if let reason = event.metadata?["reason"] { box.text.withLock { $0 = "\(reason)" } }
  }
}

private final class Collected: Sendable {
  let bytes = Mutex<[UInt8]>([])
}

private struct BodyCollector: ResponseBodyWriter {
  let collected: Collected
  mutating func write(_ buffer: ByteBuffer) async throws { collected.bytes.withLock { $0 += buffer.readableBytesView } }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

@testable import aggregator
import Cryptography
import Files
import Identity
import Register
import ReleaseProtocol
import Store
import TestSupport
import Uplink

/// One message of the estate: borough 0...32, plan 0...2, and a number that no other release of the borough for this
/// plan has. Cell `variant` of its table holds 2 to the power of the borough: a loss or a double count shows in the
/// hub's sum. Messages from `firstImplausible` on have a cell far below zero as well: nobody believes them.
struct MessageName: Hashable, Sendable {
  let borough: Int
  let plan: Int
  let variant: Int

  var isImplausible: Bool { variant >= EstateFixture.firstImplausible }
  /// Of all cells.
  var sum: Int64 { 1 << Int64(borough) - (isImplausible ? Self.depth : 0) }
  static let depth: Int64 = 1 << 40

  /// Derived anew each time; `EstateFixture.messages` has them all.
  var release: String {
    String(Hex.encode(SHA256.hash(Array("\(borough) \(plan) \(variant)".utf8))).prefix(32))
  }
}

/// What all simulated estates have in common, made once: keys, certificates, messages, and a hub's store in which all
/// 33 boroughs are enrolled.
final class EstateFixture: Sendable {
  static let shared = Task { try await EstateFixture() }

  static let start = 1_780_000_000
  static let boroughs = 33
  static let plans = 3
  static let variants = 8
  static let firstImplausible = 6

  struct Borough: Sendable {
    let code: String
    let identity: EnrolledIdentity
    let signing: SigningKey
    let log: SigningKey
    /// What `init` and `enrol` leave in two folders, by name.
    let identityFiles, outboxFiles: [String: [UInt8]]
    var uriNames: [String] { [identity.name.uri] }
  }
  struct Message: Sendable {
    let name: MessageName
    let release: String
    let envelope: [UInt8]
    let sha256: String
    /// The envelope as it travels.
    let body: [UInt8]
  }

  let deployment: Deployment
  let keys: FirstKeys
  let receiptKey, logKey, cosignerKey: SigningKey
  let settings: HubSettings
  let plans: [ReleasePlan]
  let boroughs: [Borough]
  let messages: [MessageName: Message]
  /// By release id, and by the bytes that travel.
  let names: [String: MessageName]
  let bodies: [[UInt8]: MessageName]
  /// The hub's SQLite file.
  let store: [UInt8]

  private init() async throws {
    let folder = try TemporaryFolder()
    deployment = try Deployment(
      name: "estate", hubName: "localhost", address: "127.0.0.1", agentPort: 7001, enrolPort: 7002)
    keys = try FirstKeys.make(for: deployment, now: Self.start)
    plans = try (0..<Self.plans).map(Self.plan)
    let hub = try HubStore.create(at: folder.file("hub.sqlite"), deployment: "estate")
    (receiptKey, logKey, cosignerKey) = (try Self.key("receipts"), try Self.key("hub log"), try Self.key("hub cosigner"))
    settings = HubSettings(
      deployment: deployment, listenAddress: "127.0.0.1", webAddress: "127.0.0.1", webPort: 7003, isRehearsal: true,
      populationFile: nil, planFile: nil, officersFile: nil, publishedTables: [])
    let register = try Self.register(deployment, keys, receiptKey, pin: keys.hubKey.spkiSHA256, hub)
    _ = try HubLog(deployment: deployment, store: hub, key: logKey)
    var boroughs: [Borough] = []
    var messages: [MessageName: Message] = [:]
    for number in 0..<Self.boroughs {
      let borough = try await Self.enrol(number, register, in: folder.file("\(number)"))
      boroughs.append(borough)
      for plan in plans.indices {
        for variant in 0..<Self.variants {
          let name = MessageName(borough: number, plan: plan, variant: variant)
          messages[name] = try Self.message(name, borough, plans[plan])
        }
      }
    }
    try hub.close()
    (self.boroughs, self.messages) = (boroughs, messages)
    names = Dictionary(uniqueKeysWithValues: messages.values.map { ($0.release, $0.name) })
    bodies = Dictionary(uniqueKeysWithValues: messages.values.map { ($0.body, $0.name) })
    store = try Files.read(folder.file("hub.sqlite"), limit: 1 << 24)
  }

  /// Keys that sign are the same in every process, and so are the bytes and lengths of all that travels.
  private static func key(_ name: String) throws -> SigningKey { try SigningKey(seed: SHA256.hash(Array(name.utf8))) }

  func register(_ store: HubStore, _ own: SimulatedHub.Keys) throws -> BoroughRegister {
    try Self.register(deployment, keys, own.receipt, pin: own.pin, store)
  }

  private static func register(
    _ deployment: Deployment, _ keys: FirstKeys, _ receiptKey: SigningKey, pin: String, _ store: HubStore
  ) throws -> BoroughRegister {
    try BoroughRegister(
      deployment: deployment, rootCertificatePEM: keys.root.certificatePEM, issuing: keys.issuing,
      hubPin: pin, receiptKey: receiptKey, store: store)
  }

  private static func plan(_ number: Int) throws -> ReleasePlan {
    guard let rho = Ratio(1, 20) else { throw WireError.badSignature }
    let axis = try Axis(name: "variant", labels: (0..<variants).map { "v\($0)" })
    let table = try Statistic(
      id: "powers", kind: .stock, dataYear: 2021 + number, axes: [axis], bound: .count, rho: rho)
    return try ReleasePlan(id: "estate-\(number)", censusYear: 2021 + number, forecastYears: 1, statistics: [table])
  }

  private static func enrol(_ number: Int, _ register: BoroughRegister, in folder: String) async throws -> Borough {
    let code = "E090000" + (number < 9 ? "0" : "") + "\(number + 1)"
    let (identityFolder, signing) = (IdentityFolder(path: folder), try key("signing \(number)"))
    let key = try identityFolder.keyForEnrolment()
    let invitation = try await register.invite(borough: code, now: start)
    let request = EnrolRequest(
      borough: code, token: invitation.token,
      certificateRequest: String(decoding: try key.certificateRequest(commonName: code), as: UTF8.self),
      identityKey: Hex.encode(signing.publicKey.rawBytes))
    let reply = try EnrolReply(canonicalBytes: await register.enrol(request.canonicalBytes, now: start + 1).reply)
    let identity = try identityFolder.store(chainPEM: Array(reply.certificate.utf8), key: key, hub: Hub(invitation))
    let log = try Self.key("log \(number)")
    func line(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }
    return Borough(
      code: code, identity: identity, signing: signing, log: log,
      identityFiles: try files(in: folder),
      outboxFiles: [
        "borough": line(code), "identity.pub": line(Hex.encode(signing.publicKey.rawBytes)),
        "egress-log.pub": line(Hex.encode(log.publicKey.rawBytes)),
      ])
  }

  private static func files(in folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try Files.list(folder) { found[name] = try Files.read("\(folder)/\(name)", limit: 1 << 16) }
    return found
  }

  private static func message(_ name: MessageName, _ borough: Borough, _ plan: ReleasePlan) throws -> Message {
    var cells = [Int64](repeating: 0, count: variants)
    cells[name.variant] = 1 << Int64(name.borough)
    if name.isImplausible { cells[0] = -MessageName.depth }
    let message = ReleaseMessage(
      borough: borough.code, censusYear: plan.censusYear, planID: plan.id,
      planSHA256: Hex.encode(SHA256.hash(plan.canonicalBytes)), release: name.release,
      populationSHA256: String(repeating: "0", count: 64),
      tables: [NoisedTable(statistic: "powers", cells: cells, variance: plan.statistics[0].variances)],
      forecast: ForecastTable(firstYear: plan.censusYear, years: 1, cells: [Int64](repeating: 0, count: 60)))
    let envelope = try DSSE.seal(
      payload: message.canonicalBytes, payloadType: ReleaseMessage.payloadType, keyID: borough.signing.publicKey.id
    ) { try borough.signing.sign($0) }
    let parcel = Parcel(release: name.release, bytes: envelope, sha256: Hex.encode(SHA256.hash(envelope)))
    return Message(
      name: name, release: name.release, envelope: envelope, sha256: parcel.sha256, body: try parcel.packed())
  }
}

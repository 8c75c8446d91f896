import Cryptography
import Files
import Forecasting
import Identity
import PublicData
import ReleaseProtocol
import Uplink

/// What all boroughs know.
struct World: Sendable {
  let plan: ReleasePlan
  let planSHA256: String
  let populations: PopulationFile
  let populationSHA256: String
  /// Tables before noise, by borough.
  let truths: [String: [[Int64]]]

  init(population: String) throws {
    let file = try Files.read(population, limit: 64 << 20)
    (plan, populations) = (try RoundPlan.made(), try PopulationFile(parsing: file))
    (planSHA256, populationSHA256) = (Hex.encode(SHA256.hash(plan.canonicalBytes)), Hex.encode(SHA256.hash(file)))
    var truths: [String: [[Int64]]] = [:]
    for borough in populations.boroughs {
      guard let people = populations.population(of: borough) else { continue }
      truths[borough] = try Truth.tables(plan, people)
    }
    self.truths = truths
  }
}

/// One borough's machine in a folder of its own, enrolled at the hub.
struct BenchBorough: Sendable {
  let folder: String
  let identity: EnrolledIdentity
  private let key: SigningKey

  var code: String { identity.hub.borough }

  /// Enrols, or reads the machine that was enrolled in this folder before.
  /// - Parameter invitation: the hub's file.
  init(invitation: String, folder: String) async throws {
    self.folder = folder
    let seed = folder + "/signing.seed"
    if Files.exists(seed) {
      key = try SigningKey(seed: Files.read(seed, limit: 32))
      identity = try IdentityFolder(path: folder + "/identity").load()
      return
    }
    var bytes: [UInt8] = []
    var random = SystemRandomNumberGenerator()
    for _ in 0..<32 { bytes.append(UInt8.random(in: 0...255, using: &random)) }
    key = try SigningKey(seed: bytes)
    try Files.makeFolder(folder)
    try Files.makeFolder(folder + "/outbox")
    try Files.writeNew(bytes, to: seed)
    try Files.writeNew(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: folder + "/outbox/identity.pub")
    let enrolment = Enrolment(
      identity: IdentityFolder(path: folder + "/identity"), outboxFolder: folder + "/outbox",
      inboxFolder: folder + "/inbox", way: Self.way, retry: Self.retry)
    identity = try await enrolment.run(
      invitation: Files.read(invitation, limit: 1 << 16), now: SystemClock.now())
  }

  static let way = Way(timeoutSeconds: 60)
  private static let retry = RetryPolicy(attempts: 1)

  /// A signed message with noise of its own, so that no two are the same.
  func parcel(_ number: Int, in world: World) throws -> Parcel {
    let plan = world.plan
    let release = String(repeating: "0", count: 24) + Hex.encode([UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255), 1])
    // About as wide as the plan's noise, which sets how well they compress.
    var state = UInt64(number) &* 0x9e37_79b9_7f4a_7c15 | 1
    func noise() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 33) % 11 - 5
    }
    guard let population = world.populations.population(of: code), let truth = world.truths[code] else {
      throw LinkBenchFailure("no population of \(code)")
    }
    let tables = zip(plan.statistics, truth).map { statistic, truth in
      let scale = statistic.kind == .costPence ? statistic.bound(cell: 0) / 4 : 1
      return NoisedTable(
        statistic: statistic.id, cells: truth.map { $0 + noise() * scale }, variance: statistic.variances)
    }
    let lastYear = plan.censusYear + plan.forecastYears - 1
    let forecast = try BoroughForecast.cells(
      borough: code, earlier: flows(plan.censusYear - 1, plan, tables), later: flows(plan.censusYear, plan, tables),
      population: population, lastYear: lastYear)
    let message = ReleaseMessage(
      borough: code, censusYear: plan.censusYear, planID: plan.id, planSHA256: world.planSHA256,
      release: release, populationSHA256: world.populationSHA256, tables: tables,
      forecast: ForecastTable(firstYear: plan.censusYear, years: plan.forecastYears, cells: forecast))
    let bytes = try DSSE.seal(
      payload: message.canonicalBytes, payloadType: ReleaseMessage.payloadType, keyID: key.publicKey.id
    ) { try key.sign($0) }
    return Parcel(release: release, bytes: bytes, sha256: Hex.encode(SHA256.hash(bytes)))
  }

  private func flows(_ year: Int, _ plan: ReleasePlan, _ tables: [NoisedTable]) throws -> ReleasedFlows {
    func table(_ kind: Statistic.Kind) throws -> (cells: [Int64], variance: Double) {
      guard let index = plan.statistics.firstIndex(where: { $0.kind == kind && $0.dataYear == year }),
        let variance = plan.statistics[index].variances.first
      else { throw LinkBenchFailure("no flows of \(year) in the plan") }
      return (tables[index].cells, Double(variance.numerator) / Double(variance.denominator))
    }
    let (cross, margin) = (try table(.flowCross), try table(.flowMargin))
    return ReleasedFlows(
      year: year, cross: cross.cells, margin: margin.cells, crossVariance: cross.variance, marginVariance: margin.variance)
  }

  /// A run of `borough-sender send` as it stands once its program has started: identity and certificates are read.
  func begin() throws -> Sending {
    try Sending(identity: identity, inboxFolder: folder + "/inbox", way: Self.way, retry: Self.retry)
  }

  /// All that the run does for one message, over a new connection, until the receipt is on disk.
  func send(_ parcel: Parcel, by sending: Sending) async throws {
    var (isDelivered, reason) = (false, "nothing was reported")
    try await sending.send([parcel], report: { _, delivery in
      switch delivery {
      case .delivered: isDelivered = true
      case .deliveredBefore: reason = "it had a receipt before"
      case .failed(let error): reason = "\(error)"
      }
    })
    sending.close()
    guard isDelivered else { throw LinkBenchFailure("\(code) was not served: \(reason)") }
  }
}

import ArgumentParser
internal import Cryptography
internal import Files
internal import Intake
internal import Register
internal import ReleaseProtocol
internal import Store

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the hub's folder: settings, certificates, keys, and an empty store.")

  @OptionGroup var home: HomeOption
  @Option(help: "Name of the deployment: lower-case letters, digits, hyphens, dots.") var deployment: String
  @Option(help: "DNS name that the hub's certificate carries.") var hubName: String
  @Option(help: "Host name or IP address that boroughs connect to.") var address: String
  @Option(help: "Port for mutual TLS with boroughs.") var agentPort: Int
  @Option(help: "Port for enrolment.") var enrolPort: Int
  @Option(help: "Port of the web view on loopback.") var webPort: Int
  @Flag(help: "What will arrive is fictional; every page says so.") var rehearsal = false
  @Option(help: "Public population table (CSV); copied into the folder.") var population: String?
  @Option(help: "January that figures are about.") var censusYear = ReleasePlan.builtIn[0].censusYear
  @Option(help: "One of DfE's tables of plans in January (CSV), used where it lies; may be given several times.")
  var published: [String] = []
  @Flag(help: "Write JSON.") var json = false

  mutating func run() throws {
    let place: Deployment
    do {
      place = try Deployment(
        name: deployment, hubName: hubName, address: address, agentPort: agentPort, enrolPort: enrolPort)
    } catch {
      throw HubFailure(.wrongUse, "\(error)")
    }
    guard Set([agentPort, enrolPort, webPort]).count == 3, (1...65_535).contains(webPort) else {
      throw HubFailure(.wrongUse, "the three ports must be different numbers from 1 to 65535")
    }
    try HubSettings.requireOwnUser(home.home)
    try HubSettings.requirePlan(about: censusYear)
    do {
      let populations = try population.map { try Files.read($0, limit: 64 << 20) }
      if let populations { _ = try HubPopulation(populations) }
      _ = try Hub.published(published)
      let root = try makeFolders()
      try fill(root, place, populations)
      if json { Voice.result(.object(["deployment": .string(place.name), "home": .string(root.path)])) } else {
        Voice.result("hub \(place.name) made in \(root.path)")
      }
      Voice.note("move \(root.path)/ca to a safe place: the hub runs without it, and who has it can make another hub")
      Voice.note("then \"aggregator serve --home \(root.path)\", and \"aggregator invite\" for each borough")
    } catch let failure as HubFailure {
      throw failure
    } catch {
      throw HubFailure(.localFault, "\(error)", hint: "init never overwrites: existing keys stay as they are")
    }
  }

  private func makeFolders() throws -> Home {
    try Files.makeFolder(home.home)
    guard let real = Files.realPath(home.home) else { throw HubFailure(.localFault, "\(home.home) can't be used") }
    let names = try Files.list(real)
    guard !names.contains(where: { Home.folders.contains($0) || $0 == "aggregator.conf" }) else {
      throw HubFailure(.refused, "\(real) holds a hub already", hint: "choose another --home")
    }
    for name in Home.folders { try Files.makeFolder(real + "/" + name) }
    return Home(real)
  }

  /// The settings come last: without them nothing else here is used.
  private func fill(_ root: Home, _ place: Deployment, _ populations: [UInt8]?) throws {
    let keys = try FirstKeys.make(for: place, now: SystemClock.now())
    try Files.writeNew(keys.root.keyPEM, to: root.rootKey)
    try Files.writeNew(keys.root.certificatePEM, to: root.rootCertificate, mode: 0o644)
    try Files.writeNew(keys.root.certificatePEM, to: root.rootCertificateCopy, mode: 0o644)
    try Files.writeNew(keys.issuing.keyPEM, to: root.issuingKey)
    try Files.writeNew(keys.issuing.certificatePEM, to: root.issuingCertificate, mode: 0o644)
    try Files.writeNew(keys.hubKey.pem, to: root.hubKey)
    try Files.writeNew(keys.hubChainPEM, to: root.hubChain, mode: 0o644)
    try Files.writeNew(Array((Hex.encode(keys.receiptKey.seed) + "\n").utf8), to: root.receiptKey)
    for file in [root.logKey, root.cosignerKey] {
      try Files.writeNew(Array((Hex.encode(try SigningKey().seed) + "\n").utf8), to: file)
    }
    if let populations { try Files.writeNew(populations, to: root.populationFile, mode: 0o644) }
    try HubStore.create(at: root.store, deployment: place.name).close()
    let settings = HubSettings(
      deployment: place, listenAddress: address, webAddress: "127.0.0.1", webPort: webPort, isRehearsal: rehearsal,
      populationFile: populations == nil ? nil : root.populationFile, censusYear: censusYear, planFile: nil,
      officersFile: nil, publishedTables: published.map { Files.realPath($0) ?? $0 })
    try Files.writeNew(Array(settings.text.utf8), to: root.settingsFile, mode: 0o644)
  }
}

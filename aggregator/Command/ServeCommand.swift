import ArgumentParser
internal import Cryptography
internal import Door
internal import Files
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the hub until SIGINT or SIGTERM.",
    discussion: """
      Prints one line that begins with "ready" once all three ports are open: agent (mutual TLS 1.3), enrol (TLS 1.3), \
      web (plain HTTP on loopback, unless aggregator.conf says otherwise or names a certificate). The log goes to standard \
      error.
      """)

  @OptionGroup var home: HomeOption
  @Flag(help: "Write that line as JSON.") var json = false

  mutating func run() async throws {
    var logger = Logger(label: "aggregator") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .info
    Self.raiseFileLimit(logger)
    Self.renewOwnCertificate(home, logger)
    let hub = try Hub.open(home)
    Self.warn(of: hub, logger)
    try await LogVerifyCommand.require(hub)
    try await Self.settleKeys(hub, logger)
    do {
      try await serve(hub, logger)
      try hub.store.close()
    } catch let error as IOError {
      throw HubFailure(
        .localFault, "a port can't be opened: \(error)",
        hint: "does another program use it? the three ports are in aggregator.conf")
    }
    logger.info("stopped")
  }

  /// A login shell's limit of 1,024 open files is less than three ports may hold.
  private static func raiseFileLimit(_ logger: Logger) {
    let wanted = 3 * connections + 1024
    let limit = Surroundings.raiseOpenLimit(to: wanted)
    if limit < wanted {
      logger.warning(
        "few files may be open: a flood of connections would keep boroughs out",
        metadata: ["limit": "\(limit)", "wanted": "\(wanted)"])
    }
  }

  /// The hub's own certificate past two thirds of its life. A fault is no reason not to start: the old one serves.
  private static func renewOwnCertificate(_ option: HomeOption, _ logger: Logger) {
    do {
      let home = Home(option.home)
      var papers = try HubPapers(home)
      let now = SystemClock.now()
      guard papers.isDue(now: now) else { return }
      try papers.renewHub(of: HubSettings.load(home).deployment, now: now)
      logger.info("the hub's own certificate renewed", metadata: ["until": "\(Moment.text(papers.chain[0].notAfter))"])
    } catch let failure as HubFailure where failure.exit == .notFound {
      // "No hub here" is said once, by who opens it.
    } catch {
      logger.warning("the hub's own certificate could not be renewed", metadata: ["reason": "\(error)"])
    }
  }

  /// Gives up the keys before those that the hub now has. One that boroughs were not told of would only lead them to an
  /// alarm.
  private static func settleKeys(_ hub: Hub, _ logger: Logger) async throws {
    try hub.requireFittingKeys()
    do {
      guard let keys = try await hub.register.settleKeys(now: SystemClock.now()) else { return }
      try KeyFiles(hub.home).keepStatements(hub.register)
      logger.info("the hub's earlier keys given up", metadata: ["statement": "\(keys.number)"])
    } catch RegisterFault.strangeKey {
      throw Hub.keyFailure(.strangeKey)
    }
  }

  /// What an operator should put right, but need not before the start.
  private static func warn(of hub: Hub, _ logger: Logger) {
    if hub.population == nil {
      logger.warning("no population file: forecasts are neither checked nor shown")
    }
    if !hub.settings.isRehearsal, Files.exists(hub.home.rootKey) {
      logger.warning("the root key still lies beside the hub, who breaks in can make another hub: move ca/ away")
    }
    let ends = (try? Certificate.chain(pem: hub.hubChainPEM))?.map(\.notAfter).min() ?? 0
    let days = (ends - SystemClock.now()) / 86_400
    if days < 60 {
      logger.warning("the hub's certificates end soon, and then no borough connects", metadata: ["days": "\(days)"])
    }
  }

  /// Three listeners in one service group: a signal lets requests under way finish, then all stop together.
  private func serve(_ hub: Hub, _ logger: Logger) async throws {
    let settings = hub.settings
    let ready = Readiness(webScheme: settings.webTLS == nil ? "http" : "https", json: json)
    let agentTLS = try TLSContext.server(
      chainPEM: hub.hubChainPEM, keyPEM: hub.hubKeyPEM, clientRootsPEM: hub.rootCertificatePEM)
    let enrolTLS = try TLSContext.server(chainPEM: hub.hubChainPEM, keyPEM: hub.hubKeyPEM, clientRootsPEM: nil)
    let extras = PageExtras(settings) { logger.warning("the page goes without a file of the settings", metadata: ["reason": "\($0)"]) }
    let pages = hub.population.map { Pages(hub, $0, extras) }
    let peers = OpenPeers { [store = hub.store] in store.expectMessages(of: $0) }
    var agents = Application(
      router: AgentRoutes.router(hub: hub, intake: hub.intake, logger: logger),
      server: .tls(context: agentTLS, peers: peers, turnedAway: .counted(hub, logger, port: .agent)),
      configuration: Self.listen(settings.listenAddress, settings.deployment.agentPort, logger),
      onServerRunning: { await ready.opened(.agent, $0) }, logger: logger)
    let enrol = Application(
      router: EnrolRoutes.router(hub: hub, logger: logger),
      server: .tls(context: enrolTLS, turnedAway: .counted(hub, logger, port: .enrol)),
      configuration: Self.listen(settings.listenAddress, settings.deployment.enrolPort, logger),
      onServerRunning: { await ready.opened(.enrol, $0) }, logger: logger)
    let web = Application(
      router: WebRoutes.router(hub: hub, pages: pages),
      server: try Self.webDoor(settings, logger),
      configuration: Self.listen(settings.webAddress, settings.webPort, logger),
      onServerRunning: { await ready.opened(.web, $0) }, logger: logger)
    agents.addServices(enrol, web)
    let watch = PeerWatch(peers, logger: logger) { [store = hub.store] keys in
      try await store.ended(keys, now: SystemClock.now())
    }
    async let _: Void = watch.run()  // ends with this function
    // Taken up where they are accepted.
    try await withTaskExecutorPreference(LoopExecutor(agents.eventLoopGroup.any())) { [agents] in
      try await agents.runService()
    }
  }

  private static func webDoor(_ settings: HubSettings, _ logger: Logger) throws -> HTTPServerBuilder {
    guard let files = settings.webTLS else { return .plain(limits: webLimits) }
    let context: TLSContext
    do {
      let (chain, key) = (try Files.read(files.certificateFile, limit: 1 << 20), try Files.read(files.keyFile, limit: 1 << 16))
      if try Files.isOpenToOthers(files.keyFile) {
        logger.warning("the web view's key can be read by others", metadata: ["file": "\(files.keyFile)"])
      }
      let days = ((try Certificate.chain(pem: chain).map(\.notAfter).min() ?? 0) - SystemClock.now()) / 86_400
      if days < 30 { logger.warning("the web view's certificate ends soon", metadata: ["days": "\(days)"]) }
      context = try TLSContext.server(chainPEM: chain, keyPEM: key, clientRootsPEM: nil, allowTLS12: true)
    } catch {
      throw HubFailure(
        .localFault, "the web view can't be served over TLS: \(error)",
        hint: "web_certificate_file and web_key_file in aggregator.conf name a chain and its key in PEM, readable by this user")
    }
    return .tls(context: context, limits: webLimits, isForPages: true)
  }

  /// A page's request is short, and strangers may ask.
  private static var webLimits: DoorLimits {
    var limits = DoorLimits()
    limits.receive = .seconds(30)
    return limits
  }

  /// The door closes the longest waiting of its strangers before this is reached (`DoorLimits`); it bounds what the
  /// closing ones hold. Later ones wait in the system's queue.
  private static let connections = 4096

  private static func listen(_ address: String, _ port: Int, _ logger: Logger) -> ApplicationConfiguration {
    ApplicationConfiguration(
      address: .hostname(address, port: port), backlog: 4096,
      availableConnectionsDelegate: .maximum(connections, logger: logger))
  }
}

/// Prints the one line that says the hub can be used, once every port is open.
actor Readiness {
  enum Port: String, CaseIterable { case agent, enrol, web }
  private let webScheme: String
  private let json: Bool
  private var addresses: [Port: String] = [:]

  init(webScheme: String, json: Bool) { (self.webScheme, self.json) = (webScheme, json) }

  func opened(_ port: Port, _ channel: any Channel) {
    let address = channel.localAddress
    addresses[port] = "\(address?.ipAddress ?? "?"):\(address?.port ?? 0)"
    guard addresses.count == Port.allCases.count else { return }
    let places = Port.allCases.map { (name: $0.rawValue, place: ($0 == .web ? webScheme + "://" : "") + (addresses[$0] ?? "?")) }
    guard !json else {
      return Voice.result(.object(["ready": .object(Dictionary(uniqueKeysWithValues: places.map { ($0.name, .string($0.place)) }))]))
    }
    Voice.result("ready " + places.map { "\($0.name)=\($0.place)" }.joined(separator: " "))
  }
}

import ArgumentParser
internal import Cryptography
internal import Files
internal import Geography
internal import Ingest
internal import Ledger
internal import Noise
internal import Outbox
internal import Records
internal import ReleaseProtocol

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the agent's folder: settings, signing keys, and an empty privacy ledger.",
    discussion: "Run it again if it was interrupted: what exists is kept, never replaced.")

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of this borough, for example E09000007.") var borough: String
  @Option(help: "Folder with the SEN2 returns and the finance extract.") var records: String
  @Option(help: "Public population table (CSV).") var population: String
  @Option(help: "Schools and colleges: an extract of GIAS (edubasealldata), or the hub's list of providers (CSV).")
  var providers: String
  @Option(help: "What followed closed schools: GIAS's links_edubasealldata (CSV). Optional.") var providerLinks: String?
  @Option(help: "Folder where the sender keeps the hub's receipts. Default: \"inbox\" beside the settings, if it is there.")
  var inbox: String?
  @Option(help: "January that releases are about. Default: that of the latest SEN2 return in the folder of records.")
  var censusYear: Int?
  @Option(help: "Most ρ that one release may cost a child's data.") var rhoPerRelease: String = "2/5"
  @Option(help: "Most ρ that one year's data of a child may cost.") var rhoPerYear: String = "1/5"
  @Option(help: "Most ρ that a child's data may cost in a lifetime.") var rhoLifetime: String = "4/5"
  @Flag(help: "Print as JSON.") var json = false

  mutating func run() throws {
    guard let place = Geography.report2025.borough(code: borough) else {
      throw AgentFailure(
        .wrongUse, "\(borough) is not the code of a London borough", hint: "codes run from E09000001 to E09000033")
    }
    let policy = try policy()
    if let censusYear { try AgentSettings.requirePlan(about: censusYear) }
    try AgentSettings.requireOwnUser(home.home)
    do {
      let root = try makeFolders()
      var settings = AgentSettings(
        home: root, borough: borough, laNumber: place.laNumber, recordsFolder: try real(records),
        populationFile: try real(population), providersFile: try real(providers),
        providerLinksFile: try providerLinks.map { path throws(AgentFailure) in try real(path) }, outboxFolder: root + "/outbox",
        inboxSetting: try inbox.map { path throws(AgentFailure) in try real(path) })
      try settings.requireApart()
      let key = try KeyFile.readOrMake(settings.identityKeyFile, publicHalf: root + "/outbox/identity.pub")
      _ = try KeyFile.readOrMake(settings.egressLogKeyFile, publicHalf: root + "/outbox/egress-log.pub")
      let outbox = OutboxFolder(path: settings.outboxFolder)
      if try outbox.borough() == nil {
        try Files.writeNew(Array((borough + "\n").utf8), to: outbox.path + "/" + OutboxFolder.boroughFile, mode: 0o644)
      }
      guard try outbox.borough() == borough else {
        throw AgentFailure(.localFault, "the outbox in \(outbox.path) is another borough's")
      }
      if !Files.exists(settings.ledgerFolder + "/head") {
        try Ledger.create(at: settings.ledgerFolder, borough: borough, policy: policy, at: SystemClock.now())
      }
      // Opened once: a ledger that is kept must be this borough's, and whole.
      guard try Ledger.open(at: settings.ledgerFolder).borough == borough else {
        throw AgentFailure(.localFault, "the ledger in \(settings.ledgerFolder) is another borough's")
      }
      if let year = try censusYear ?? latestCensus(settings, home: root) { settings.censusYear = year } else {
        Voice.note("the folder of records shows no January that there is a plan about: see census_year in agent.conf")
      }
      try Files.writeNew(Array(settings.text.utf8), to: root + "/agent.conf", mode: 0o644)
      guard !json else {
        return Voice.result(
          .object([
            "borough": .string(borough), "home": .string(root), "signing_key": .string(key.publicKey.id),
            "census_year": .integer(Int64(settings.censusYear)),
          ]))
      }
      Voice.result(
        """
        \(place.name): agent made in \(root); signing key \(key.publicKey.id)
        releases   are about the census of January \(settings.censusYear) (census_year in agent.conf)
        next step  "borough-agent check --home \(root)" reads the records and says what is wrong with them
        """)
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      throw AgentFailure(
        .localFault, "\(error)", hint: "init never overwrites: an existing ledger or key stays as it is")
    }
  }

  /// Of the latest return, if the records can be read and there is a plan about it. What is wrong with them says `check`.
  private func latestCensus(_ settings: AgentSettings, home: String) throws(AgentFailure) -> Int? {
    try Enclosure.close(settings, reading: [settings.recordsFolder] + settings.providerFiles, writing: [home])
    guard let reading = try? RecordsReader(settings).read(folder: settings.recordsFolder) else { return nil }
    return reading.ingested.roll.censusYears.last { ReleasePlan.newest(about: $0) != nil }
  }

  private func makeFolders() throws -> String {
    try Files.makeFolder(home.home)
    let root = try real(home.home)
    guard !Files.exists(root + "/agent.conf") else {
      throw AgentFailure(.localFault, "\(root)/agent.conf exists already", hint: "choose another --home")
    }
    for folder in ["/keys", "/outbox"] { try Files.makeFolder(root + folder) }
    return root
  }

  private func real(_ path: String) throws(AgentFailure) -> String {
    guard let real = Files.realPath(path) else {
      throw AgentFailure(.wrongUse, "\(path) does not exist", hint: "give a path that exists")
    }
    return real
  }

  /// Caps above the standard are refused: a borough may lower them, not raise them.
  private func policy() throws(AgentFailure) -> Policy {
    let standard = Policy.standard
    func cap(_ text: String, atMost most: Rational) throws(AgentFailure) -> Rational {
      if let rho = Rational(text: text), rho > .zero, rho <= most { return rho }
      throw AgentFailure(
        .wrongUse, "a cap on ρ is a fraction such as 1/5, at most \(standard.rhoPerRelease) a release, "
          + "\(standard.rhoPerDataYear) a year and \(standard.rhoLifetime) in a lifetime")
    }
    return Policy(
      rhoPerRelease: try cap(rhoPerRelease, atMost: standard.rhoPerRelease),
      rhoPerDataYear: try cap(rhoPerYear, atMost: standard.rhoPerDataYear),
      rhoLifetime: try cap(rhoLifetime, atMost: standard.rhoLifetime))
  }
}

extension Rational {
  /// A fraction as a person types it: `1/5`, `2/10` or `1`. Files have the one spelling of `init(fraction:)`.
  init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let top = Int64(parts[0]) else { return nil }
    guard let bottom = parts.count == 2 ? Int64(parts[1]) : 1 else { return nil }
    self.init(top, bottom)
  }
}

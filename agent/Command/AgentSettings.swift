internal import Files
internal import Geography
internal import Ingest
internal import ReleaseProtocol
internal import Settings

/// `agent.conf`: where things lie and which borough this is. Unknown keys are refused.
struct AgentSettings {
  let home: String
  let borough: String
  let laNumber: String
  let recordsFolder: String
  let populationFile: String
  let providersFile: String
  var providerLinksFile: String?
  let outboxFolder: String
  /// Where the sender keeps the hub's receipts. There may be none yet.
  var inboxFolder: String { inboxSetting ?? home + "/inbox" }
  var inboxSetting: String?
  /// Contract fees of providers, which are about no child: apart from the records.
  var rateCardsFolder: String?
  /// January that releases are about, when no plan is named: one that the program has a plan about.
  var censusYear = ReleasePlan.builtIn[0].censusYear
  /// How finance extracts are read; read with the settings, before the process gives up other files.
  var maps = ColumnMaps()

  /// The files that say where placements count.
  var providerFiles: [String] { [providersFile] + (providerLinksFile.map { [$0] } ?? []) }

  var mapsFolder: String { home + "/maps" }
  var ledgerFolder: String { home + "/ledger" }
  var identityKeyFile: String { home + "/keys/identity.key" }
  var egressLogKeyFile: String { home + "/keys/egress-log.key" }

  static let keys: Set<String> = [
    "borough", "la_number", "records_folder", "population_file", "providers_file", "provider_links_file",
    "outbox_folder", "inbox_folder", "rate_cards_folder", "census_year",
  ]

  static func load(home: String) throws(AgentFailure) -> AgentSettings {
    let file = home + "/agent.conf"
    guard Files.exists(file) else {
      throw AgentFailure(
        .localFault, "no settings at \(file)", hint: "make them with \"borough-agent init --home \(home) …\"")
    }
    try requireOwnUser(home)
    do {
      let settings = try SettingsFile(parsing: Files.read(file, limit: 1 << 16), file: file, allowed: keys)
      return AgentSettings(
        home: home, borough: try settings.string("borough"), laNumber: try settings.string("la_number"),
        recordsFolder: try settings.string("records_folder"),
        populationFile: try settings.string("population_file"),
        providersFile: try settings.string("providers_file"),
        providerLinksFile: settings.optionalString("provider_links_file"),
        outboxFolder: settings.optionalString("outbox_folder") ?? home + "/outbox",
        inboxSetting: settings.optionalString("inbox_folder"),
        rateCardsFolder: settings.optionalString("rate_cards_folder"), censusYear: try censusYear(in: settings),
        maps: try ColumnMaps(folder: home + "/maps"))
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  /// Settings of before name none: then releases are about January 2025, as they were.
  private static func censusYear(in settings: SettingsFile) throws -> Int {
    guard let year = try settings.optionalInt("census_year", in: 2000...2100) else { return ReleasePlan.builtIn[0].censusYear }
    try requirePlan(about: year)
    return year
  }

  /// Says so where the records show a later January than the one that releases are about.
  func noteLaterCensus(_ years: [Int]) {
    guard let latest = years.last(where: { ReleasePlan.newest(about: $0) != nil }), latest > censusYear else { return }
    Voice.note("the records show January \(latest), and releases are about January \(censusYear): see census_year in agent.conf")
  }

  static func requirePlan(about year: Int) throws(AgentFailure) {
    guard ReleasePlan.newest(about: year) == nil else { return }
    throw AgentFailure(
      .localFault, "this program has no release plan about the census of January \(year) (census_year)",
      hint: "it has plans about \(ReleasePlan.censusYears.map(String.init).joined(separator: ", ")); a newer version may have one")
  }

  /// Root, by mistake, would leave files that the agent's user can't write: a ledger, at the worst.
  static func requireOwnUser(_ home: String) throws(AgentFailure) {
    guard Files.isForRootAnothers(home) else { return }
    throw AgentFailure(
      .localFault, "\(home) belongs to another user, and root would leave files there that this user can't write (wrong-user)",
      hint: "run it as that user, for example \"sudo -u boroughwise-agent borough-agent …\"")
  }

  /// Refuses folders that lie in one another where whoever may read the one may not read the other, and a borough whose
  /// DfE number is another's: then other children's records would be released in its name, and from its budget.
  func requireApart() throws(AgentFailure) {
    guard Geography.report2025.borough(code: borough)?.laNumber == laNumber else {
      throw AgentFailure(
        .localFault, "borough and la_number in agent.conf are not of one borough; no record was read",
        hint: "\"borough-agent init\" wrote both: take them from there")
    }
    for own in [recordsFolder, ledgerFolder, home + "/keys"] {
      guard let inside = Files.realPath(own), let outbox = Files.realPath(outboxFolder) else { continue }
      guard !Self.overlap(inside, outbox) else {
        throw AgentFailure(
          .localFault, "\(outboxFolder) and \(own) lie in one another, and the sender's user reads the first; "
            + "no record was read", hint: "give the outbox a folder of its own (outbox_folder in agent.conf)")
      }
    }
    if let inbox = inboxSetting, !Files.isFolder(inbox) {
      throw AgentFailure(
        .localFault, "there is no folder \(inbox) (inbox_folder in agent.conf); no record was read",
        hint: "it holds the hub's receipts, by which an older copy of the ledger is told from the latest")
    }
    if let cards = rateCardsFolder.flatMap(Files.realPath) {
      for own in [recordsFolder, outboxFolder, ledgerFolder] {
        guard let other = Files.realPath(own), Self.overlap(cards, other) else { continue }
        throw AgentFailure(
          .localFault, "rate_cards_folder and \(own) lie in one another; no record was read",
          hint: "rate cards are about no child: give them a folder of their own")
      }
    }
    if let records = Files.realPath(recordsFolder), let ledger = Files.realPath(ledgerFolder),
      Self.overlap(records, ledger)
    {
      throw AgentFailure(
        .localFault, "\(ledgerFolder) and \(recordsFolder) lie in one another; no record was read",
        hint: "records are only read: keep them apart from what the agent writes")
    }
  }

  /// A report's folder, in which the agent may write while it reads records: nothing else of its own lies in it or
  /// around it.
  ///
  /// - Parameter folder: a real path.
  func requireApart(_ folder: String, and records: String) throws(AgentFailure) {
    for own in [records, recordsFolder, ledgerFolder, home + "/keys", mapsFolder, outboxFolder] {
      guard let inside = Files.realPath(own), Self.overlap(inside, folder) else { continue }
      throw AgentFailure(
        .wrongUse, "the report's folder and \(own) lie in one another; no record was read",
        hint: "give the report a folder of its own, such as a folder \"reports\" beside the records")
    }
  }

  /// Of two real paths.
  private static func overlap(_ a: String, _ b: String) -> Bool {
    let (a, b) = (a == "/" ? a : a + "/", b == "/" ? b : b + "/")
    return a.hasPrefix(b) || b.hasPrefix(a)
  }

  /// The file as `init` writes it: every key, with its meaning.
  var text: String {
    """
    # borough-agent settings. One key = value a line; unknown keys are refused.

    # ONS code and DfE number of this borough.
    borough = \(borough)
    la_number = \(laNumber)

    # Folder with the SEN2 returns and the finance extract. Read, never written.
    records_folder = \(recordsFolder)

    # January that releases are about: that of the latest SEN2 return. Change it each year, once that return is there.
    census_year = \(censusYear)

    # Public tables that the forecast and the placement sectors need. providers_file is an extract of GIAS
    # (edubasealldataYYYYMMDD.csv) or the list of providers from the hub's operator.
    population_file = \(populationFile)
    providers_file = \(providersFile)

    # Optional: GIAS's links_edubasealldataYYYYMMDD.csv, which says what followed closed schools.
    \(providerLinksFile.map { "provider_links_file = \($0)" } ?? "# provider_links_file =")

    # Signed messages wait here for approval; borough-sender reads this folder and no other of the agent's.
    # Optional, default: the folder "outbox" beside this file.
    outbox_folder = \(outboxFolder)

    # The hub's receipts, which borough-sender keeps: a release is refused when they name one that the ledger does not
    # know. Optional, default: the folder "inbox" beside this file, if there is one.
    \(inboxSetting.map { "inbox_folder = \($0)" } ?? "# inbox_folder = /srv/boroughwise/inbox")

    # Optional: a folder with rate cards (contract fees of providers), apart from the records.
    # rate_cards_folder = /srv/boroughwise/rate-cards

    """
  }
}

internal import Files
internal import Register
internal import ReleaseProtocol
internal import Settings

/// `aggregator.conf`: what this hub is called and where it listens. Unknown keys are refused.
struct HubSettings {
  let deployment: Deployment
  /// Address that the agent and enrolment ports are bound to.
  let listenAddress: String
  let webAddress: String
  let webPort: Int
  /// Certificate chain and key of the web view, PEM; nil for plain HTTP.
  var webTLS: (certificateFile: String, keyFile: String)?
  let isRehearsal: Bool
  let populationFile: String?
  /// January that figures are about, where no plan's file is named.
  var censusYear = ReleasePlan.builtIn[0].censusYear
  /// A plan beside those that came with the program.
  let planFile: String?
  /// Plans about earlier censuses, beside those that came with the program.
  var earlierPlanFiles: [String] = []
  /// Who decides about messages in quarantine, and their keys.
  let officersFile: String?
  /// Of each borough's certificate in the long run, and eight minutes' worth of them at once.
  var requestsPerMinute = 30
  /// Simulated behind each range of the page and its files.
  var pageFutures = 200
  /// DfE's files.
  let publishedTables: [String]
  /// Folder of scenario files that the page offers by name.
  var scenariosFolder: String?
  /// Places that there are and that are planned, as `aggregator places` writes it.
  var placesFile: String?

  static let keys: Set<String> = [
    "deployment", "hub_name", "address", "agent_port", "enrol_port", "listen_address", "web_address", "web_port",
    "web_certificate_file", "web_key_file", "rehearsal", "population_file", "published_tables", "census_year", "plan_file", "earlier_plan_files",
    "officers_file", "requests_per_minute", "page_futures", "scenarios_folder", "places_file",
  ]

  /// Root, by mistake, would leave files that the hub's user can't write: the store's, at the worst.
  static func requireOwnUser(_ home: String) throws(HubFailure) {
    guard Files.isForRootAnothers(home) else { return }
    throw HubFailure(
      .localFault, "\(home) belongs to another user, and root would leave files there that this user can't write (wrong-user)",
      hint: "run it as that user, for example \"sudo -u boroughwise-hub aggregator …\"")
  }

  static func load(_ home: Home) throws(HubFailure) -> HubSettings {
    try requireOwnUser(home.path)
    let file = home.settingsFile
    guard Files.exists(file) else {
      throw HubFailure(
        .notFound, "no hub at \(home.path): \(file) is missing",
        hint: "make one with \"aggregator init --home \(home.path) …\"")
    }
    do {
      let text = try SettingsFile(parsing: Files.read(file, limit: 1 << 16), file: file, allowed: keys)
      let ports = 1...65_535
      let deployment = try Deployment(
        name: text.string("deployment"), hubName: text.string("hub_name"), address: text.string("address"),
        agentPort: text.int("agent_port", in: ports), enrolPort: text.int("enrol_port", in: ports))
      return HubSettings(
        deployment: deployment, listenAddress: text.optionalString("listen_address") ?? deployment.address,
        webAddress: text.optionalString("web_address") ?? "127.0.0.1", webPort: try text.int("web_port", in: ports), webTLS: try webTLS(in: text),
        isRehearsal: try text.int("rehearsal", in: 0...1) == 1,
        populationFile: text.optionalString("population_file"), censusYear: try censusYear(in: text),
        planFile: text.optionalString("plan_file"),
        earlierPlanFiles: Self.paths(text.optionalString("earlier_plan_files")), officersFile: text.optionalString("officers_file"),
        requestsPerMinute: try text.optionalInt("requests_per_minute", in: 1...1_000_000) ?? 30,
        pageFutures: try text.optionalInt("page_futures", in: 20...10_000) ?? 200,
        publishedTables: Self.paths(text.optionalString("published_tables")),
        scenariosFolder: text.optionalString("scenarios_folder"), placesFile: text.optionalString("places_file"))
    } catch {
      throw HubFailure(.localFault, "\(error)")
    }
  }

  /// Both files or none.
  private static func webTLS(in settings: SettingsFile) throws(HubFailure) -> (certificateFile: String, keyFile: String)? {
    switch (settings.optionalString("web_certificate_file"), settings.optionalString("web_key_file")) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return (certificate, key)
    default:
      throw HubFailure(
        .localFault, "web_certificate_file and web_key_file belong together, and one of them is missing",
        hint: "give both for HTTPS, or neither for plain HTTP")
    }
  }

  /// Settings of before name none.
  private static func censusYear(in settings: SettingsFile) throws -> Int {
    guard let year = try settings.optionalInt("census_year", in: 2000...2100) else { return ReleasePlan.builtIn[0].censusYear }
    try requirePlan(about: year)
    return year
  }

  static func requirePlan(about year: Int) throws(HubFailure) {
    guard ReleasePlan.newest(about: year) == nil else { return }
    throw HubFailure(
      .wrongUse, "this program has no release plan about the census of January \(year) (census_year)",
      hint: "it has plans about \(ReleasePlan.censusYears.map(String.init).joined(separator: ", ")); a newer version may have one")
  }

  private static func paths(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { path in
      String(path.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
  }

  /// The file as `init` writes it: every key, with its meaning.
  var text: String {
    """
    # aggregator settings. One key = value a line; unknown keys are refused.

    # Name of this deployment: part of every borough's certificate. Never change it after init.
    deployment = \(deployment.name)

    # The DNS name in the hub's certificate, and where boroughs connect to. Both go into each invitation.
    hub_name = \(deployment.hubName)
    address = \(deployment.address)

    # Mutual TLS 1.3, enrolled boroughs only; and TLS 1.3 without a client certificate, for enrolment.
    agent_port = \(deployment.agentPort)
    enrol_port = \(deployment.enrolPort)

    # What those two ports are bound to. Optional, default: the address above. Where boroughs reach this machine by
    # another address than its own (address translation): its own address, or 0.0.0.0 for all.
    listen_address = \(listenAddress)

    # Web view: plain HTTP. Keep it on loopback and put a TLS proxy with a log-in in front. Optional, default 127.0.0.1.
    web_address = \(webAddress)
    web_port = \(webPort)

    # The same as HTTPS (TLS 1.3, and 1.2 with ECDHE and AEAD): certificate chain and key in PEM, from the authority that
    # readers' browsers trust. The hub has no log-in of its own: who reaches the port reads the figures. Optional; read at
    # the start, so restart the hub when the certificate was renewed.
    \(webTLS.map { "web_certificate_file = \($0.certificateFile)\n    web_key_file = \($0.keyFile)" } ?? "# web_certificate_file = /path/to/chain.pem\n    # web_key_file = /path/to/key.pem")

    # 1: what arrives here is fictional, and every page says so. 0: it is real.
    rehearsal = \(isRehearsal ? 1 : 0)

    # Public populations that forecasts are computed and checked with (CSV); boroughs must use the same file.
    # Optional: without it the hub shows no forecast and can't check a borough's.
    \(populationFile.map { "population_file = \($0)" } ?? "# population_file = /path/to/population.csv")

    # January that the figures here are about. Messages about other censuses are taken and kept meanwhile. Change it once
    # enough boroughs have sent about the next one, and restart the hub.
    census_year = \(censusYear)

    # The release plan that the figures here are made by ("aggregator propose" writes one). Optional: the newest about that
    # census that came with the program. Messages by the program's own plans are taken in any case, and those about the same
    # census are in the figures too.
    \(planFile.map { "plan_file = \($0)" } ?? "# plan_file = /path/to/plan.json")

    # Plans of your own about earlier censuses, by which boroughs have sent messages before: paths with commas between.
    # Optional: back-tests and longer windows of forecasts read the flow years of all earlier messages, those by the
    # program's own plans in any case.
    \(earlierPlanFiles.isEmpty
      ? "# earlier_plan_files = /path/to/last-years-plan.json"
      : "earlier_plan_files = \(earlierPlanFiles.joined(separator: ", "))")

    # Who may decide about messages in quarantine: a file with a line "name ssh-ed25519 AAAA…" for each person. Optional:
    # with it each decision needs that person's signature (ssh-keygen -Y sign); without, the name given is written down.
    \(officersFile.map { "officers_file = \($0)" } ?? "# officers_file = /path/to/officers")

    # How many requests a borough's certificate may make in a minute, in the long run; after a pause eight times as many at
    # once. Who asks more often is told to wait ("try-later"), nobody else. Optional, default 30.
    requests_per_minute = \(requestsPerMinute)

    # How many futures stand behind each range on the page, in its files and comparisons: 20 to 10000. 200 fix an end of a 90%
    # interval to about a tenth of its width; ten times as many to a thirtieth, and take ten times as long. Optional, default 200.
    page_futures = \(pageFutures)

    # DfE's tables of plans in January, as downloaded ("Education, health and care plans"): caseload, and sen_needs of all
    # plans; paths with commas between. Optional: with them, figures are fitted to the published totals of each borough
    # and are exact where those tell them; without, the noised tables speak alone. sen_need_newplans may stand beside them:
    # needs of new plans, for `forecast --margins`.
    \(publishedTables.isEmpty
      ? "# published_tables = /path/to/caseload.csv, /path/to/sen_needs_caseload.csv"
      : "published_tables = \(publishedTables.joined(separator: ", "))")

    # A folder of scenario files (*.scenario, docs/forecast.md), which the page offers by their names. Optional; read at the
    # start, and a file that is no scenario is left out with a warning in the log.
    \(scenariosFolder.map { "scenarios_folder = \($0)" } ?? "# scenarios_folder = /path/to/scenarios")

    # Places that there are and that are planned, as "aggregator places" writes them: with it the page has /places.csv, places
    # needed against these. Optional; read at the start.
    \(placesFile.map { "places_file = \($0)" } ?? "# places_file = /path/to/places.csv")

    """
  }
}

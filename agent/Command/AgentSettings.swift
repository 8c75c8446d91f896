internal import Files
internal import Settings

/// `agent.conf`: where things lie and which borough this is. Unknown keys are refused.
struct AgentSettings {
  let home: String
  let borough: String
  let laNumber: String
  let recordsFolder: String
  let populationFile: String
  let providersFile: String
  let outboxFolder: String

  var ledgerFolder: String { home + "/ledger" }
  var identityKeyFile: String { home + "/keys/identity.key" }
  var egressLogKeyFile: String { home + "/keys/egress-log.key" }

  static let keys: Set<String> = [
    "borough", "la_number", "records_folder", "population_file", "providers_file", "outbox_folder",
  ]

  static func load(home: String) throws(AgentFailure) -> AgentSettings {
    let file = home + "/agent.conf"
    guard Files.exists(file) else {
      throw AgentFailure(
        .localFault, "no settings at \(file)", hint: "make them with \"borough-agent init --home \(home) …\"")
    }
    do {
      let settings = try SettingsFile(parsing: Files.read(file, limit: 1 << 16), file: file, allowed: keys)
      return AgentSettings(
        home: home, borough: try settings.string("borough"), laNumber: try settings.string("la_number"),
        recordsFolder: try settings.string("records_folder"),
        populationFile: try settings.string("population_file"),
        providersFile: try settings.string("providers_file"),
        outboxFolder: settings.optionalString("outbox_folder") ?? home + "/outbox")
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
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

    # Public tables that the forecast and the placement sectors need.
    population_file = \(populationFile)
    providers_file = \(providersFile)

    # Signed messages wait here for approval; borough-sender reads this folder and no other of the agent's.
    # Optional, default: the folder "outbox" beside this file.
    outbox_folder = \(outboxFolder)

    """
  }
}

import ArgumentParser
internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol

struct CACommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ca", abstract: "Show and renew the hub's own certificates. Works while the hub runs, and without it.",
    subcommands: [CAShowCommand.self, CARenewCommand.self])
}

struct CAShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Until when the root, the issuing authority and the hub's certificate are valid.")

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON: ends in UTC seconds.") var json = false

  mutating func run() throws {
    let papers = try HubPapers(Home(home.home))
    let now = SystemClock.now()
    if json { return Voice.result(papers.json) }
    for (name, end) in papers.ends {
      let padded = name + String(repeating: " ", count: 8 - name.count)
      Voice.result("\(padded) until \(Moment.text(end)), \(max(0, end - now) / 86_400) days")
    }
  }
}

struct CARenewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew", abstract: "Renew the hub's certificate, and with the root key the issuing authority's.",
    discussion: """
      Keys stay, so boroughs notice nothing: they pin the hub's key and trust the root. "serve" renews the hub's \
      certificate by itself when it is started after two thirds of its life; a running hub uses a renewed one from its \
      next start on.

      The issuing authority's needs the root key: bring the folder ca/ back on its medium, and take it away again.
      Example: aggregator ca renew --home /srv/boroughwise-hub --root /media/safe/ca
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "Folder with root.key and root.pem: renews the issuing authority too.") var root: String?
  @Flag(help: "Write JSON: ends in UTC seconds.") var json = false

  mutating func run() throws {
    let home = Home(home.home)
    let settings = try HubSettings.load(home)
    var papers = try HubPapers(home)
    let now = SystemClock.now()
    do {
      if let root { try papers.renewIssuing(root: root, of: settings.deployment, now: now) }
      try papers.renewHub(of: settings.deployment, now: now)
    } catch let failure as HubFailure {
      throw failure
    } catch {
      throw HubFailure(.localFault, "\(error)", hint: "nothing was changed, or only what \"aggregator ca show\" says")
    }
    if json { Voice.result(papers.json) } else {
      for (name, end) in papers.ends { Voice.result("\(name) until \(Moment.text(end))") }
    }
    Voice.note("a running hub uses them from its next start on")
  }
}

extension HubPapers {
  fileprivate var json: JSON { .object(Dictionary(uniqueKeysWithValues: ends.map { ($0.name, .integer(Int64($0.end))) })) }
}

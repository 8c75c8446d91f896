import ArgumentParser
internal import Cryptography
internal import Files
internal import Pooling
internal import ReleaseProtocol

struct ProposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Choose which tables of plans in January to measure, and at what price each, and write the release plan.",
    discussion: """
      The tables named with --want come out with the least error that the price allows, each table mattering alike. \
      Uses sizes of tables only, no record and no message. Boroughs see the plan with "borough-agent plan show", and \
      release by it once both officers of each have accepted it; this hub takes such messages when plan_file in \
      aggregator.conf names it.
      """)

  @Option(help: "The plan's id: lower-case letters, digits, hyphens.") var id: String
  @Option(help: "A table that matters, its axes with commas: phase,need or need,sector. Several times.")
  var want: [String]
  @Option(help: "A table that DfE publishes, so that nothing is spent on it. Several times.") var published: [String] = []
  @Option(help: "Axes of all tables: age or phase, need, sector.") var axes = "phase,need,sector"
  @Option(help: "Price of all these tables to one child's data of the census year, for example 1/25.") var rho = "1/25"
  @Flag(
    help: "Measure contrasts, too: what tables named with --published don't tell. They say nothing where those are missing."
  ) var contrasts = false
  @Option(help: "With --contrasts: their share of the price; the rest is for counts, which speak everywhere.") var contrastsShare = "1/2"
  @Option(help: "January that the plan is about.") var censusYear = ReleasePlan.builtIn[0].censusYear
  @Option(help: "File to write; never an existing one.") var out: String
  @Flag(help: "Write JSON: standard errors a cell in one borough as text, with one decimal.") var json = false

  mutating func run() throws {
    guard ReleasePlan.builtIn.allSatisfy({ $0.id != id }) else {
      throw HubFailure(.wrongUse, "\(id) is the id of a plan that came with the program", hint: "give another --id")
    }
    try HubSettings.requirePlan(about: censusYear)
    let base = ReleasePlan.newest(about: censusYear) ?? ReleasePlan.builtIn[0]
    let price = try fraction(rho, "--rho", for: "1/25")
    let share = contrasts ? try fraction(contrastsShare, "--contrasts-share", for: "1/2") : nil
    func names(_ text: String) -> [String] { text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let proposal: PlanProposal
    do {
      proposal = try PlanProposal.stock(
        base: base, id: id, domain: names(axes), wanted: want.map(names), published: published.map(names),
        rho: price, contrasts: share)
    } catch { throw HubFailure(.refused, "\(error)") }
    let bytes = proposal.plan.canonicalBytes
    let sha256 = Hex.encode(SHA256.hash(bytes))
    Voice.note("plan \(id), sha-256 \(sha256)")
    for (axes, here, unpublished, apart) in proposal.errors {
      let gain = Int((100 * (1 - here / apart)).rounded())
      Voice.note(
        "  \(axes.joined(separator: " × ")): standard error \(tenths(here)) a cell in one borough, \(tenths(apart)) if each "
          + "table were measured alone (\(gain)% less)")
      guard contrasts else { continue }
      Voice.note(
        "    where published tables are missing: "
          + (unpublished.map { "standard error \(tenths($0))" } ?? "no figure, as contrasts alone tell none"))
    }
    do { try Files.writeNew(bytes, to: out, mode: 0o644) } catch {
      throw HubFailure(.localFault, "\(error)", hint: "propose never overwrites: give another --out")
    }
    guard json else { return Voice.result(out) }
    let tables = proposal.errors.map { axes, here, unpublished, apart in
      var table: [String: JSON] = [
        "axes": .array(axes.map(JSON.string)), "standardError": .string(tenths(here)), "measuredAlone": .string(tenths(apart)),
      ]
      table["withoutPublished"] = unpublished.map { .string(tenths($0)) }
      return JSON.object(table)
    }
    Voice.result(
      .object(["id": .string(id), "sha256": .string(sha256), "file": .string(out), "tables": .array(tables)]))
  }

  private func fraction(_ text: String, _ option: String, for example: String) throws -> Ratio {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2, let top = parts[0], let bottom = parts[1], top > 0, let ratio = Ratio(top, bottom) else {
      throw HubFailure(.wrongUse, "\(option) is a fraction above 0", hint: "for example \(option) \(example)")
    }
    return ratio
  }

  private func tenths(_ value: Double) -> String {
    let units = Int((value * 10).rounded())
    return "\(units / 10).\(units % 10)"
  }
}

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
      The tables named with --want come out with the least error that the price allows: the least sum of their \
      cells' mean variances, each table mattering alike, or as --want says. Uses sizes of tables only, no record and \
      no message. Boroughs see the plan with "borough-agent plan show", and release by it once both officers of each \
      have accepted it; this hub takes such messages when plan_file in aggregator.conf names it.
      """)

  @Option(help: "The plan's id: lower-case letters, digits, hyphens.") var id: String
  @Option(help: "A table that matters, its axes with commas, and how much: phase,need or need,sector=2. Several times.")
  var want: [String]
  @Option(help: "A table that DfE publishes: nothing is spent on it, but for boroughs of --missing. Several times.")
  var published: [String] = []
  @Option(help: "Axes of all tables: age or phase, need, sector.") var axes = "phase,need,sector"
  @Option(help: "Price of all these tables to one child's data of the census year, for example 1/25.") var rho = "1/25"
  @Flag(
    help: "Measure contrasts, too: what tables named with --published don't tell. They say nothing where those are missing."
  ) var contrasts = false
  @Option(
    help: """
      The share of boroughs, or of the time, for which published tables are missing: their errors count by it. Default 0, and \
      with --contrasts 1/4, as a quarter of a year lies between returns in March and DfE's tables in June.
      """)
  var missing: String?
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
    guard price.numerator > 0 else { throw HubFailure(.wrongUse, "--rho is above 0", hint: "for example --rho 1/25") }
    let share = try fraction(missing ?? (contrasts ? "1/4" : "0"), "--missing", for: "1/4")
    let proposal: PlanProposal
    do {
      proposal = try PlanProposal.stock(
        base: base, id: id, domain: names(axes), wanted: want.map(wanted), published: published.map(names), rho: price,
        contrasts: contrasts, missing: share)
    } catch let failure as HubFailure { throw failure } catch { throw HubFailure(.refused, "\(error)") }
    let bytes = proposal.plan.canonicalBytes
    let sha256 = Hex.encode(SHA256.hash(bytes))
    Voice.note("plan \(id), sha-256 \(sha256)")
    for set in proposal.plan.sets { Voice.note(Self.prices(set, proposal.plan)) }
    for error in proposal.errors { for line in lines(error) { Voice.note(line) } }
    do { try Files.writeNew(bytes, to: out, mode: 0o644) } catch {
      throw HubFailure(.localFault, "\(error)", hint: "propose never overwrites: give another --out")
    }
    guard json else { return Voice.result(out) }
    Voice.result(
      .object([
        "id": .string(id), "sha256": .string(sha256), "file": .string(out), "missing": .string("\(share)"),
        "tables": .array(proposal.errors.map(object)),
      ]))
  }

  /// What each table costs, exactly, and all of them.
  private static func prices(_ set: MarginalSet, _ plan: ReleasePlan) -> String {
    let tables = plan.statistics.filter { set.statistics.contains($0.id) }.map { table in
      (table.bound == .contrasts ? "contrasts of " : "") + table.axes.map(\.name).joined(separator: " × ") + " ρ \(table.rho.shown)"
    }
    return "  measured: \(tables.joined(separator: ", ")); together ρ \(set.rho.shown)"
  }

  private func lines(_ error: PlanProposal.TableError) -> [String] {
    let gain = Int((100 * (1 - error.here / error.apart)).rounded())
    let first = "  \(error.axes.joined(separator: " × ")): standard error \(tenths(error.here)) a cell in one borough, "
      + "\(tenths(error.apart)) if each table were measured alone (\(gain)% less)"
    guard !published.isEmpty else { return [first] }
    return [
      first + "; \(tenths(error.best)) if nothing were spent on boroughs without published tables",
      "    where published tables are missing: "
        + (error.unpublished.map { "standard error \(tenths($0))" } ?? "no figure, as contrasts alone tell none")
        + "; \(tenths(error.bestUnpublished)) if all were spent on such boroughs",
    ]
  }

  private func object(_ error: PlanProposal.TableError) -> JSON {
    var table: [String: JSON] = [
      "axes": .array(error.axes.map(JSON.string)), "standardError": .string(tenths(error.here)),
      "measuredAlone": .string(tenths(error.apart)), "best": .string(tenths(error.best)),
      "bestWithoutPublished": .string(tenths(error.bestUnpublished)),
    ]
    table["withoutPublished"] = error.unpublished.map { .string(tenths($0)) }
    return .object(table)
  }

  private func names(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// `phase,need`, or `phase,need=3`.
  private func wanted(_ text: String) throws -> PlanProposal.Wanted {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let weight = try fraction(parts.count > 1 ? String(parts[1]) : "1", "--want", for: "phase,need=2")
    guard weight.numerator > 0 else {
      throw HubFailure(.wrongUse, "a weight of --want is above 0", hint: "for example --want phase,need=2")
    }
    return PlanProposal.Wanted(axes: names(String(parts[0])), weight: weight)
  }

  /// A fraction not below 0, or a whole number.
  private func fraction(_ text: String, _ option: String, for example: String) throws -> Ratio {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
    guard (1...2).contains(parts.count), let top = parts[0], let bottom = parts.count == 2 ? parts[1] : 1, top >= 0,
      let ratio = Ratio(top, bottom)
    else {
      throw HubFailure(.wrongUse, "\(option) takes a fraction that is not below 0", hint: "for example \(option) \(example)")
    }
    return ratio
  }

  private func tenths(_ value: Double) -> String {
    let units = Int((value * 10).rounded())
    return "\(units / 10).\(units % 10)"
  }
}

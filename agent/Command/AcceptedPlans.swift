internal import Contributions
internal import Cryptography
internal import Files
internal import Ledger
internal import ReleaseProtocol

/// The release plans by which this borough may release: those that came with the program, and those that both officers
/// accepted.
///
/// Files `plans/<SHA-256>.json` hold the accepted plans' canonical bytes. They are not trusted: the ledger says which
/// hashes were accepted by whom.
struct AcceptedPlans {
  let settings: AgentSettings
  /// The newest first.
  static let builtIn = ReleasePlan.builtIn

  private var folder: String { settings.home + "/plans" }

  static func hash(_ plan: ReleasePlan) -> String { Hex.encode(SHA256.hash(plan.canonicalBytes)) }

  /// The plan to release by when none is named: of those that came with the program about the census of the settings the
  /// newest, but for a borough that has released by an older one that one still. What it paid for is what it goes on with,
  /// and the same question stays the same question.
  func standing(_ ledger: Ledger) -> ReleasePlan {
    let about = Self.builtIn.filter { $0.censusYear == settings.censusYear }
    let released = Set(ledger.entries.map(\.planHash))
    return about.first { released.contains(Self.hash($0)) } ?? about[0]
  }

  /// Keeps a plan's bytes until, and after, it is accepted.
  func keep(_ plan: ReleasePlan) throws(AgentFailure) {
    do {
      try Files.makeFolder(folder, mode: 0o755)
      try Files.writeDurably(plan.canonicalBytes, to: "\(folder)/\(Self.hash(plan)).json", mode: 0o644)
    } catch { throw AgentFailure(.localFault, "\(error)") }
  }

  /// Plans that were proposed here, with who accepted them; the built-in ones are not among them.
  func proposed(_ ledger: Ledger) throws(AgentFailure) -> [(plan: ReleasePlan, by: Set<OfficerRole>)] {
    guard Files.isFolder(folder) else { return [] }
    var found: [(plan: ReleasePlan, by: Set<OfficerRole>)] = []
    do {
      for name in try Files.list(folder) where name.hasSuffix(".json") {
        let plan = try Self.read(folder + "/" + name)
        found.append((plan, ledger.acceptances(of: Self.hash(plan))))
      }
    } catch let failure as AgentFailure { throw failure } catch { throw AgentFailure(.localFault, "\(error)") }
    return found
  }

  /// The plan that a message was made by, among those that may be used here or could be once.
  /// - Throws: `localFault` where the plan's file is gone.
  func plan(sha256: String) throws(AgentFailure) -> ReleasePlan {
    if let own = Self.builtIn.first(where: { Self.hash($0) == sha256 }) { return own }
    let file = "\(folder)/\(sha256).json"
    guard Files.exists(file) else {
      throw AgentFailure(
        .localFault, "the plan of this message is not in \(folder)", hint: "restore plans/\(sha256).json from a copy")
    }
    let plan = try Self.read(file)
    guard Self.hash(plan) == sha256 else {
      throw AgentFailure(.localFault, "\(file) holds another plan than its name says", hint: "restore it from a copy")
    }
    return plan
  }

  /// The plan to release by.
  ///
  /// - Parameter id: nil for the standing one.
  /// - Throws: refused unless it came with the program or both officers accepted it.
  func plan(_ id: String?, _ ledger: Ledger) throws(AgentFailure) -> ReleasePlan {
    guard let id else { return standing(ledger) }
    if let own = Self.builtIn.first(where: { $0.id == id }) { return own }
    let named = try proposed(ledger).filter { $0.plan.id == id }
    guard let found = named.first(where: { $0.by.count == OfficerRole.allCases.count }) else {
      let missing = OfficerRole.allCases.filter { named.first?.by.contains($0) != true }.map(\.rawValue)
      throw AgentFailure(
        .refused,
        named.isEmpty
          ? "no plan \(id) was proposed here; no record was read"
          : "plan \(id) is not accepted yet by the \(missing.joined(separator: " and the ")); no record was read",
        hint: "\"borough-agent plan list\" shows the plans, \"borough-agent plan accept\" records a signature")
    }
    return found.plan
  }

  /// A plan from a file: canonical, and made of nothing but what this program's own code bounds.
  static func read(_ file: String) throws(AgentFailure) -> ReleasePlan {
    let plan: ReleasePlan
    do {
      let bytes = try Files.read(file, limit: 1 << 20)
      plan = try ReleasePlan(json: CanonicalJSON.decode(bytes))
    } catch { throw AgentFailure(.wrongUse, "\(file) is no release plan: \(error)") }
    for statistic in plan.statistics {
      if let reason = statistic.notInCatalogue {
        throw AgentFailure(
          .refused, "plan \(plan.id) asks for what this program does not compute: \(statistic.id): \(reason)",
          hint: "nothing was accepted; a newer version of the program may know it")
      }
    }
    guard ReleasePlan.price(plan.statistics) != nil else {
      throw AgentFailure(
        .refused, "what the tables of plan \(plan.id) cost together can't be said exactly, so it has no price",
        hint: "nothing was accepted; let the hub propose it with ρ of fewer digits")
    }
    return plan
  }
}

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

  /// Keeps a plan's bytes until, and after, it is accepted. Those that came with the program are there anyway.
  func keep(_ plan: ReleasePlan) throws(AgentFailure) {
    if Self.builtIn.contains(where: { $0.id == plan.id && $0.canonicalBytes == plan.canonicalBytes }) { return }
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
  /// - Throws: refused unless both officers accepted it, or it came with the program and changes nothing, or nobody is
  ///   registered as an officer.
  func plan(_ id: String?, _ ledger: Ledger) throws(AgentFailure) -> ReleasePlan {
    if let own = id.map({ id in Self.builtIn.first { $0.id == id } }) ?? standing(ledger) {
      try requireNotWithdrawn(own, ledger)
      if try isChange(own, ledger) { try requireBoth(own.id, ledger.acceptances(of: Self.hash(own)), "a change of plan, and ") }
      return own
    }
    let named = try proposed(ledger).filter { $0.plan.id == id }
    if let found = named.first(where: { $0.by.count == OfficerRole.allCases.count }) { return found.plan }
    guard let first = named.first else {
      throw AgentFailure(
        .refused, "no plan \(id ?? "") was proposed here; no record was read",
        hint: "\"borough-agent plan list\" shows the plans")
    }
    try requireNotWithdrawn(first.plan, ledger)
    try requireBoth(first.plan.id, first.by, "")
    return first.plan
  }

  private func requireBoth(_ id: String, _ signed: Set<OfficerRole>, _ what: String) throws(AgentFailure) {
    let missing = OfficerRole.allCases.filter { !signed.contains($0) }.map(\.rawValue)
    if missing.isEmpty { return }
    throw AgentFailure(
      .refused, "plan \(id) is \(what)not accepted yet by the \(missing.joined(separator: " and the ")); no record was read",
      hint: "\"borough-agent plan list\" shows the plans, \"borough-agent plan accept\" records a signature")
  }

  /// Whether two people have to agree to a plan although it came with the program: where the borough has officers, and
  /// neither has released by that plan, nor by one that asked the same about another January; before a first release, where
  /// it is not the one that is used unasked.
  func isChange(_ plan: ReleasePlan, _ ledger: Ledger) throws(AgentFailure) -> Bool {
    if ledger.officers.isEmpty { return false }
    let released = Set(ledger.entries.map(\.planHash))
    if released.isEmpty { return plan.id != standing(ledger).id }
    for hash in released where try self.plan(sha256: hash).asksTheSame(as: plan) { return false }
    return true
  }

  /// A plan that came with the program, by its id, or one from a file.
  static func named(_ name: String) throws(AgentFailure) -> ReleasePlan {
    if let own = builtIn.first(where: { $0.id == name }) { return own }
    return try read(name)
  }

  private func requireNotWithdrawn(_ plan: ReleasePlan, _ ledger: Ledger) throws(AgentFailure) {
    let by = ledger.withdrawals(of: Self.hash(plan)).map(\.rawValue).sorted().joined(separator: " and the ")
    if by.isEmpty { return }
    throw AgentFailure(
      .refused, "plan-withdrawn: the \(by) has withdrawn plan \(plan.id); no record was read",
      hint: "\"borough-agent plan list\" shows the plans, \"borough-agent plan accept\" records a signature")
  }

  /// A plan from a file: canonical, and made of nothing but what this program's own code bounds.
  static func read(_ file: String) throws(AgentFailure) -> ReleasePlan {
    let plan: ReleasePlan
    do {
      let bytes = try Files.read(file, limit: 1 << 20)
      plan = try ReleasePlan(json: CanonicalJSON.decode(bytes))
    } catch {
      let isOfAnotherFormat = (error as? WireError) == .field("plan.format", .notAllowed)
      throw AgentFailure(
        .wrongUse, "\(file) is no release plan: \(error)",
        hint: isOfAnotherFormat ? "nothing was accepted; a newer version of the program may know the plan's format" : nil)
    }
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

extension ReleasePlan {
  /// Whether it has the same statistics, bounds and prices, about another January or the same.
  fileprivate func asksTheSame(as other: ReleasePlan) -> Bool {
    statistics.count == other.statistics.count
      && zip(statistics, other.statistics).allSatisfy { own, their in
        (own.kind, own.axes, own.rho) == (their.kind, their.axes, their.rho) && own.bound == their.bound
          && own.dataYear - censusYear == their.dataYear - other.censusYear
      }
  }
}

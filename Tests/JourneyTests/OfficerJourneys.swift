import Foundation
import TestSupport
import Testing

/// Two people, each with a key of his or her own, decide what is released.
@Suite(.serialized) struct OfficerJourneys {
  let london: SmallLondon
  let officers: TwoOfficers
  init() throws {
    london = try SmallLondon.shared.get()
    officers = try TwoOfficers(london, named: "two")
  }

  /// A plan of one cheap table about the latest census.
  /// - Parameter flows: denominators of the prices of the tables of flows.
  private func plan(
    _ name: String, rho: String = "[1,50]", axis: String? = nil, flows denominators: [Int] = [100, 100, 100, 100]
  ) throws -> String {
    let file = london.folder.file("\(name).json")
    let need = axis ?? #"{"labels":["ASD","SLCN","SEMH","MLD","SLD","PMLD","SPLD","HI","VI","MSI","PD","OTH"],"name":"need"}"#
    let flows = [2024, 2025].flatMap { year in
      ["cross", "margin"].map { kind in
        let denominator = denominators[(year - 2024) * 2 + (kind == "cross" ? 0 : 1)]
        let axes = #"{"labels":["STAY","NEW","TIN","LEAVE"],"name":"status"},{"labels":["0","1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21","22","23","24","25"],"name":"age"}"#
        let cross = kind == "cross" ? #",{"labels":["ASD","SLCN","SEMH","MLD","SLD","PMLD","SPLD","HI","VI","MSI","PD","OTH"],"name":"need"}"# : ""
        return #"{"axes":[\#(axes)\#(cross)],"bound":{"kind":"count"},"dataYear":\#(year),"id":"flow-\#(year)-\#(kind)","kind":"flow-\#(kind)","rho":[1,\#(denominator)]}"#
      }
    }
    let stock = #"{"axes":[\#(need)],"bound":{"kind":"count"},"dataYear":2025,"id":"stock-need","kind":"stock","rho":\#(rho)}"#
    let text = #"{"censusYear":2025,"forecastYears":16,"format":"boroughwise-plan-1","id":"\#(name)","statistics":[\#((flows + [stock]).joined(separator: ","))]}"#
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  private func agent(_ arguments: [String], _ home: String) throws -> RunResult {
    try SmallLondon.run("borough-agent", arguments + ["--home", home])
  }

  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func aNewPlanNeedsTwoPeople() throws {
    let home = try london.agent("E09000001", named: "officers")
    let (privacy, data, stranger) = (officers.privacy, officers.data, try TwoOfficers.key(london, "stranger"))
    let plan = try plan("london-test-2")

    // Nobody is registered: nobody can accept.
    #expect(try agent(["plan", "accept", plan, "--as", "privacy-officer"], home).exitCode == 3)
    try officers.register(in: home)

    // One signature is not enough, a stranger's is none, and one officer's does not do for the other's.
    func accept(_ role: String, with key: String) throws -> RunResult {
      let asked = try agent(["plan", "accept", plan, "--as", role], home)
      #expect(asked.exitCode == 0 && asked.standardOutput.contains("ssh-keygen -Y sign"), "\(asked)")
      let signature = try officers.sign("\(home)/statements/accept-london-test-2-\(role).txt", with: key)
      return try agent(["plan", "accept", plan, "--as", role, "--signature", signature], home)
    }
    #expect(try accept("privacy-officer", with: stranger).exitCode == 3)
    #expect(try accept("privacy-officer", with: privacy).exitCode == 0)
    let early = try agent(["release", "--plan", "london-test-2"], home)
    #expect(early.exitCode == 3 && early.standardError.contains("not accepted yet by the data-officer"), "\(early)")
    #expect(try accept("data-officer", with: privacy).exitCode == 3)
    #expect(try accept("data-officer", with: data).exitCode == 0)

    // Now it is used; the plan's own price is paid, to the fraction.
    let released = try agent(["release", "--plan", "london-test-2", "--json"], home)
    #expect(released.exitCode == 0, "\(released)")
    let budget = try agent(["budget", "--json"], home).standardOutput
    #expect(budget.contains("\"spent\":[3,50]"), "\(budget)")

    // The message waits for a registered officer's own signature.
    let waiting = try agent(["outbox", "approve"], home)
    #expect(waiting.exitCode == 0 && waiting.standardOutput.contains("approve a message"), "\(waiting)")
    #expect(try agent(["outbox", "list", "--json"], home).standardOutput.contains("\"approved\":false"))
    let statement = try #require(
      try FileManager.default.contentsOfDirectory(atPath: home + "/statements").first { $0.hasPrefix("approve-") })
    let wrong = try officers.sign("\(home)/statements/\(statement)", with: stranger)
    #expect(try agent(["outbox", "approve", "--signature", wrong], home).exitCode == 3)
    let right = try officers.sign("\(home)/statements/\(statement)", with: privacy)
    #expect(try agent(["outbox", "approve", "--signature", right], home).exitCode == 0)
    #expect(try agent(["outbox", "list", "--json"], home).standardOutput.contains("\"approved\":true"))
  }

  /// One officer withdraws: nothing more is released by the plan, and none of its messages that wait can be approved, by
  /// nobody, until the same officer signs again.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func anOfficerWithdrawsAnAcceptance() throws {
    let home = try london.agent("E09000001", named: "withdrawn")
    let file = try plan("london-test-4")
    try officers.register(in: home)
    try officers.accept("london-test-4", file, in: home)
    let accepted = "\(home)/statements/accept-london-test-4-data-officer.txt." + (officers.data as NSString).lastPathComponent
    #expect(try agent(["release", "--plan", "london-test-4"], home).exitCode == 0)
    let messages = SmallLondon.messages(home)

    let withdraw = ["plan", "withdraw", "london-test-4", "--as", "data-officer"]
    let asked = try agent(withdraw, home)
    #expect(asked.exitCode == 0 && asked.standardOutput.contains("withdraw a release plan"), "\(asked)")
    let statement = home + "/statements/withdraw-london-test-4-data-officer.txt"
    let wrong = try agent(withdraw + ["--signature", officers.sign(statement, with: officers.privacy)], home)
    #expect(wrong.exitCode == 3 && wrong.standardError.contains("ledger-not-signed"), "\(wrong)")
    let done = try agent(withdraw + ["--signature", officers.sign(statement, with: officers.data)], home)
    #expect(done.exitCode == 0 && done.standardOutput.contains("withdrawn by the data-officer"), "\(done)")
    #expect(try agent(withdraw, home).exitCode == 3, "there is nothing more to withdraw")
    let listed = try agent(["plan", "list", "--json"], home).standardOutput
    #expect(listed.contains(#""withdrawn_by":["data-officer"]"#) && listed.contains(#""accepted_by":["privacy-officer"]"#), "\(listed)")

    // Before a record is read. The one message stays, and the other officer alone can't let it go.
    let released = try agent(["release", "--plan", "london-test-4"], home)
    #expect(released.exitCode == 3 && released.standardError.contains("plan-withdrawn"), "\(released)")
    #expect(released.standardError.contains("no record was read"))
    for role in ["privacy-officer", "data-officer"] {
      let approved = try agent(["outbox", "approve", "--as", role], home)
      #expect(approved.exitCode == 3 && approved.standardError.contains("plan-withdrawn"), "\(approved)")
    }
    #expect(SmallLondon.messages(home) == messages)

    // Neither the old signature nor the other officer's brings it back; a new one does.
    let old = try agent(["plan", "accept", file, "--as", "data-officer", "--signature", accepted], home)
    #expect(old.exitCode == 3 && old.standardError.contains("ledger-not-signed"), "\(old)")
    try officers.accept("london-test-4", file, in: home)
    #expect(try agent(["release", "--plan", "london-test-4", "--json"], home).standardOutput.contains("\"repeat\":true"))
    let waiting = try agent(["outbox", "approve"], home)
    #expect(waiting.exitCode == 0, "\(waiting)")
    let approve = try #require(
      try FileManager.default.contentsOfDirectory(atPath: home + "/statements").first { $0.hasPrefix("approve-") })
    let signature = try officers.sign("\(home)/statements/\(approve)", with: officers.privacy)
    #expect(try agent(["outbox", "approve", "--signature", signature], home).exitCode == 0)
    // What is approved stays so, whoever withdraws now.
    #expect(try agent(withdraw, home).exitCode == 0)
    #expect(try agent(withdraw + ["--signature", officers.sign(statement, with: officers.data)], home).exitCode == 0)
    let before = try agent(["outbox", "approve"], home)
    #expect(before.exitCode == 0 && before.standardOutput.contains("approved before"), "\(before)")
  }

  /// One officer puts a key of his own in the other's place and signs for both: nothing of it is taken.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func oneOfficerAloneChangesNothing() throws {
    let home = try london.agent("E09000001", named: "replaced")
    let (privacy, data, fresh) = (officers.privacy, officers.data, try TwoOfficers.key(london, "fresh"))
    try officers.register(in: home)
    let add = ["officer", "add", fresh + ".pub", "--as", "privacy-officer"]
    let asked = try agent(add, home)
    #expect(asked.exitCode == 0 && asked.standardOutput.contains("the data-officer and the privacy-officer sign"), "\(asked)")
    let statement = home + "/statements/replace-privacy-officer.txt"
    let signed = try [privacy, fresh, data].map { try officers.sign(statement, with: $0) }
    for (other, old) in [(2, 2), (2, 1), (0, 0), (1, 1)] {
      let result = try agent(add + ["--signature", signed[other], "--old-signature", signed[old]], home)
      #expect(result.exitCode == 3 && result.standardError.contains("ledger-not-signed"), "\(result)")
    }
    // Nor under a plan, for which the data officer signs twice.
    let plan = try plan("london-test-3")
    for (role, exit) in [("privacy-officer", Int32(3)), ("data-officer", 0)] {
      #expect(try agent(["plan", "accept", plan, "--as", role], home).exitCode == 0)
      let signature = try officers.sign("\(home)/statements/accept-london-test-3-\(role).txt", with: data)
      #expect(try agent(["plan", "accept", plan, "--as", role, "--signature", signature], home).exitCode == exit)
    }
    #expect(try agent(["release", "--plan", "london-test-3"], home).exitCode == 3)

    // With both signatures the key is replaced; the statement names the ledger's line, so that it serves once.
    #expect(try agent(add, home).exitCode == 0)
    let (byData, byPrivacy) = (try officers.sign(statement, with: data), try officers.sign(statement, with: privacy))
    let both = ["--signature", byData, "--old-signature", byPrivacy]
    #expect(try agent(add + both, home).exitCode == 0)
    #expect(try agent(add + both, home).exitCode == 3)
  }

  /// What one officer says of the other's key is told by every command, and the other ends it.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func aKeyThatIsSaidToBeLostIsNotReplacedAtOnce() throws {
    let home = try london.agent("E09000001", named: "lost-key")
    let fresh = try TwoOfficers.key(london, "fresh")
    try officers.register(in: home)
    let add = ["officer", "add", fresh + ".pub", "--as", "privacy-officer", "--lost"]
    #expect(try agent(add, home).exitCode == 0)
    let signature = try officers.sign(home + "/statements/announce-privacy-officer.txt", with: officers.data)
    let announced = try agent(add + ["--signature", signature], home)
    #expect(announced.exitCode == 0 && announced.standardOutput.contains("the same command without --signature"), "\(announced)")
    let early = try agent(add, home)
    #expect(early.exitCode == 3 && early.standardError.contains("ledger-too-early"), "\(early)")
    for command in [["budget"], ["officer", "list"], ["release"], ["outbox", "approve"]] {
      let told = try agent(command, home)
      #expect(told.standardError.contains("officer keep --as privacy-officer"), "\(told)")
    }
    #expect(try agent(["officer", "list", "--json"], home).standardOutput.contains("privacy-officer-announced"))
    #expect(try agent(["officer", "keep", "--as", "privacy-officer"], home).exitCode == 0)
    let keeping = try officers.sign(home + "/statements/keep-privacy-officer.txt", with: officers.privacy)
    #expect(try agent(["officer", "keep", "--as", "privacy-officer", "--signature", keeping], home).exitCode == 0)
    #expect(try !agent(["budget"], home).standardError.contains("officer keep"))
  }

  /// A message does not go in the name of an officer who is not there.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func oneRegisteredOfficerIsEnoughToBeAsked() throws {
    let home = try london.agent("E09000001", named: "one-officer")
    #expect(try agent(["officer", "add", officers.privacy + ".pub", "--as", "privacy-officer"], home).exitCode == 0)
    #expect(try agent(["release"], home).exitCode == 0)
    let refused = try agent(["outbox", "approve", "--as", "data-officer"], home)
    #expect(refused.exitCode == 3 && refused.standardError.contains("no data-officer is registered"), "\(refused)")
    let add = ["officer", "add", officers.data + ".pub", "--as", "data-officer"]
    #expect(try agent(add, home).standardOutput.contains("the privacy-officer signs"))
    #expect(try agent(["officer", "list"], home).standardOutput.contains("data-officer  not registered"))
    #expect(try agent(["outbox", "list", "--json"], home).standardOutput.contains("\"approved\":false"))
  }

  /// A plan that came with the program is another answer to what is released, too. The same one a year on is not.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func anotherPlanOfTheProgramNeedsTwoPeopleAsWell() throws {
    let home = try london.agent("E09000001", named: "built-in")
    #expect(try !agent(["plan", "list"], home).standardOutput.contains("a change of plan"), "nobody is registered")
    try officers.register(in: home)
    let refused = try agent(["release", "--plan", "london-send-1"], home)
    #expect(refused.exitCode == 3 && refused.standardError.contains("plan london-send-1 is a change of plan"), "\(refused)")
    let listed = try agent(["plan", "list"], home).standardOutput
    #expect(listed.hasPrefix("london-send-3  came with the program\n"), "\(listed)")
    #expect(listed.contains("london-send-1  came with the program; a change of plan, signed by nobody"), "\(listed)")
    for (role, key) in [("data-officer", officers.data), ("privacy-officer", officers.privacy)] {
      #expect(try agent(["release", "--plan", "london-send-1"], home).exitCode == 3)
      #expect(try agent(["plan", "accept", "london-send-1", "--as", role], home).exitCode == 0)
      let signature = try officers.sign("\(home)/statements/accept-london-send-1-\(role).txt", with: key)
      #expect(try agent(["plan", "accept", "london-send-1", "--as", role, "--signature", signature], home).exitCode == 0)
    }
    #expect(try agent(["release", "--plan", "london-send-1"], home).exitCode == 0)
    // It is what stands now, unasked; the newest is a change, this year and the next.
    #expect(try agent(["release", "--json"], home).standardOutput.contains("\"repeat\":true"))
    for plan in ["london-send-3", "london-send-3-2026"] {
      let newer = try agent(["release", "--plan", plan], home)
      #expect(newer.exitCode == 3 && newer.standardError.contains("plan \(plan) is a change of plan"), "\(newer)")
    }
    // Where the newest was released, the same about the next January goes on without a word.
    let other = try london.agent("E09000001", named: "built-in-newest")
    try officers.register(in: other)
    #expect(try agent(["release"], other).exitCode == 0)
    let lists = try agent(["plan", "list"], other).standardOutput
    #expect(lists.contains("london-send-3-2026  came with the program\n") || lists.hasSuffix("london-send-3-2026  came with the program"), "\(lists)")
    #expect(lists.contains("london-send-2  came with the program; a change of plan"), "\(lists)")
  }

  /// What a plan asks beyond the program's catalogue, or beyond the budget, is refused.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func aPlanOutsideTheCatalogueOrTheBudgetIsRefused() throws {
    let home = try london.agent("E09000001", named: "refused-plan")
    for axis in [
      #"{"labels":["Camden","Barnet"],"name":"home"}"#, #"{"labels":["ASD","SLCN"],"name":"need"}"#,
      #"{"labels":["STAY","NEW","TIN","LEAVE"],"name":"status"}"#,
    ] {
      let result = try agent(["plan", "accept", plan("odd-plan", axis: axis), "--as", "privacy-officer"], home)
      #expect(result.exitCode == 3 && result.standardError.contains("does not compute"), "\(result)")
    }
    let (privacy, data) = (officers.privacy, officers.data)
    try officers.register(in: home)
    let dear = try plan("dear-plan", rho: "[1,2]")
    for (key, role) in [(privacy, "privacy-officer"), (data, "data-officer")] {
      let asked = try agent(["plan", "accept", dear, "--as", role], home)
      #expect(asked.standardOutput.contains("budget refuses it"), "\(asked)")
      let signature = try officers.sign("\(home)/statements/accept-dear-plan-\(role).txt", with: key)
      #expect(try agent(["plan", "accept", dear, "--as", role, "--signature", signature], home).exitCode == 0)
    }
    // The officers see beforehand that the caps stop it, and that no order of releases can pass them.
    let stated = try agent(["budget", "--json"], home).standardOutput
    #expect(stated.contains(#""plan":"dear-plan","refused":"budget-"#), "\(stated)")
    #expect(stated.contains(#"{"rho":[1,5],"year":2025}"#), "\(stated)")
    let release = try agent(["release", "--plan", "dear-plan"], home)
    #expect(release.exitCode == 3 && release.standardError.contains("budget-"), "\(release)")
    #expect(try agent(["budget", "--json"], home).standardOutput.contains("\"spent\":[0,1]"))
  }

  /// A price that can't be added up can't be told either: before, the officer read the sum of those parts that could.
  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func aPlanWhosePriceCannotBeToldIsRefused() throws {
    let home = try london.agent("E09000001", named: "odd-prices")
    // Four primes near a million: no common denominator of 64 bits.
    let odd = try plan("odd-plan", rho: "[9,10]", flows: [999_983, 999_979, 999_961, 999_959])
    for command in [["plan", "show", odd], ["plan", "accept", odd, "--as", "privacy-officer", "--home", home]] {
      let result = try SmallLondon.run("borough-agent", command)
      #expect(result.exitCode == 3 && result.standardError.contains("it has no price"), "\(result)")
      #expect(!result.standardOutput.contains("one person, over all tables"))
    }
    // Each of two has a price, and they have none together: the budget is stated all the same, by its caps.
    let plans = [try plan("half-1", flows: [999_983, 999_979, 50, 50]), try plan("half-2", flows: [999_961, 999_959, 50, 50])]
    try officers.register(in: home)
    for (role, key) in [("privacy-officer", officers.privacy), ("data-officer", officers.data)] {
      for (place, plan) in plans.enumerated() {
        #expect(try agent(["plan", "accept", plan, "--as", role], home).standardOutput.contains("budget covers it"))
        let signature = try officers.sign("\(home)/statements/accept-half-\(place + 1)-\(role).txt", with: key)
        #expect(try agent(["plan", "accept", plan, "--as", role, "--signature", signature], home).exitCode == 0)
      }
    }
    let stated = try agent(["budget", "--json"], home)
    #expect(stated.exitCode == 0 && stated.standardOutput.contains(#""plan":"half-2","refused":false"#), "\(stated)")
    #expect(stated.standardOutput.contains(#""worst_case":{"data_years":[{"rho":[1,5],"year":2024},{"rho":[1,5],"year":2025}],"lifetime":[2,5]}"#), "\(stated)")
  }
}

import Ingest
import Records
import Testing

/// Checks that look at a return, or several, as a whole: they speak above a share and not below it.
@Suite struct WholeReturnTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  /// Many children; one in ten has a plan of the year before the census day, one in twenty ceased in it.
  static func children(_ count: Int, year: Int = 2025) -> [Child] {
    (0..<count).map { number in
      var child = Child(upn: TinyReturn.upn(number))
      if number % 10 == 0 { child.plans = [Plan(received: "\(year - 1)-03-04", start: "\(year - 1)-07-20")] }
      if number % 20 == 1 { child.plans = [Plan(cease: "\(year - 1)-09-01")] }
      return child
    }
  }

  static func codes(_ children: [Child]) throws -> Set<String> {
    let ingested = try TinyFolder(["r.xml": TinyReturn(children: children).xml]).read()
    #expect(ingested.isBalanced)
    return Set(ingested.report.findings.map(\.code))
  }

  static let changes: [(code: String, percent: Int, change: @Sendable (inout Child) -> Void)] = [
    ("many-without-identifier", 20, { $0.upn = "" }), ("many-needs-missing", 20, { $0.plans[0].needs = [] }),
    ("many-needs-missing", 20, { $0.plans[0].needs = [("UNKNOWN", "1")] }),
    ("many-placements-missing", 20, { $0.plans[0].placements = [] }),
    ("many-placements-missing", 20, { $0.plans[0].hasActivePlan = false }),
    ("many-unknown-providers", 20, { $0.plans[0].placements = [Placement(urn: "199999")] }),
    ("many-rows-listed", 5, { $0.birth = "" }),
  ]

  @Test(arguments: changes.indices) func aShareIsNamedAboveItsLimitOnly(index: Int) throws {
    let (code, percent, change) = Self.changes[index]
    // Children without plans of the year, so that all are on roll.
    let plain = (0..<100).map { Child(upn: TinyReturn.upn($0)) }
    for (count, isFound) in [(percent - 1, false), (percent + 1, true)] {
      var children = plain
      for number in 0..<count { change(&children[number]) }
      #expect(try Self.codes(children).contains(code) == isFound)
    }
    // Two of two say nothing about an export.
    var few = Array(plain.prefix(2))
    for number in few.indices { change(&few[number]) }
    #expect(try !Self.codes(few).contains(code))
  }

  @Test func aReturnWithoutRequestsOrEndsIsLikelyNotWhole() throws {
    let whole = try Self.codes(Self.children(200))
    #expect(!whole.contains("no-requests") && !whole.contains("no-ceased-plans"))
    let plain = try Self.codes((0..<100).map { Child(upn: TinyReturn.upn($0)) })
    #expect(plain.isSuperset(of: ["no-requests", "no-ceased-plans"]))
    let small = try Self.codes((0..<99).map { Child(upn: TinyReturn.upn($0)) })
    #expect(small.isDisjoint(with: ["no-requests", "no-ceased-plans"]))
  }

  @Test func aHundredRequestsWithoutARefusalAreNamed() throws {
    let request = Plan(received: "2024-03-04", start: "2024-07-20")
    let agreed = (0..<100).map { Child(upn: TinyReturn.upn($0), plans: [request]) }
    #expect(try Self.codes(agreed).contains("no-refusals"))
    let refused = OneChild.element("Requests").replacing(OneChild.element("Assessment"), with: "")
      .replacing(OneChild.element("ActivePlans"), with: "").replacing("<RequestOutcome>Y", with: "<RequestOutcome>N")
    let xml = TinyReturn(children: agreed).xml.replacing("</Person>", with: refused + "</Person>", maxReplacements: 1)
    let ingested = try TinyFolder(["r.xml": xml]).read()
    #expect(ingested.finding("no-refusals") == nil && ingested.isBalanced)
  }

  @Test func anExceptionForEveryPlanIsNamed() throws {
    let request = Plan(received: "2024-01-04", start: "2024-07-20")
    let xml = TinyReturn(children: (0..<60).map { Child(upn: TinyReturn.upn($0), plans: [request]) }).xml
    for (count, isFound) in [(30, false), (31, true)] {
      let changed = xml.replacing("<Assessment>", with: "<Assessment><Week20>1</Week20>", maxReplacements: count)
      #expect(try (TinyFolder(["r.xml": changed]).read().finding("week20-everywhere") != nil) == isFound)
    }
  }

  // Several returns

  static func read(_ returns: [TinyReturn]) throws -> Ingested {
    let tiny = try TinyFolder()
    for one in returns { try tiny.write(Array(one.xml.utf8), "\(one.year).xml") }
    let ingested = try tiny.read()
    #expect(ingested.isBalanced)
    return ingested
  }

  @Test func aYearBetweenTwoReturnsIsMissed() throws {
    let child = Child(upn: TinyReturn.upn(1))
    let ingested = try Self.read([
      TinyReturn(year: "2022", day: "2022-01-20", children: [child]), TinyReturn(children: [child]),
    ])
    let missing = ingested.report.findings.filter { $0.code == "collection-missing" }
    #expect(missing.map(\.about) == ["collection 2023", "collection 2024"])
    #expect(ingested.report.verdict == .usableWithWarnings)
  }

  @Test func aStockThatJumpsAndReturnsThatDisagreeAreNamed() throws {
    let children = (0..<100).map { Child(upn: TinyReturn.upn($0)) }
    func two(_ before: Int, _ after: Int) throws -> Set<String> {
      let returns = [
        TinyReturn(year: "2024", day: "2024-01-18", children: Array(children.prefix(before))),
        TinyReturn(children: Array(children.prefix(after))),
      ]
      return Set(try Self.read(returns).report.findings.map(\.code)).intersection(["stock-jump", "many-years-disagree", "years-disagree"])
    }
    #expect(try two(100, 100) == [])
    #expect(try two(95, 100) == ["years-disagree"])
    #expect(try two(94, 100) == ["years-disagree", "many-years-disagree"])
    #expect(try two(100, 65) == ["years-disagree", "many-years-disagree", "stock-jump"])
  }

  @Test func identifiersThatDisagreeAreNamed() throws {
    let uln = "1000000001"
    let one = Child(upn: TinyReturn.upn(1), uln: uln)
    let other = Child(upn: TinyReturn.upn(2), uln: uln)
    let within = try Self.read([TinyReturn(children: [one, other])])
    #expect(within.codes.contains("two-upns-one-uln") && !within.codes.contains("duplicate-person"))
    #expect(within.roll.persons.count == 1 && within.report.rowsListed == 8)
    let twice = try Self.read([TinyReturn(children: [one, Child(upn: "", uln: uln)])])
    #expect(twice.codes.contains("duplicate-person") && !twice.codes.contains("two-upns-one-uln"))
    let between = try Self.read([
      TinyReturn(year: "2024", day: "2024-01-18", children: [one]), TinyReturn(children: [other]),
    ])
    #expect(between.codes == ["upn-changed"] && between.roll.persons.count == 1)
  }
}

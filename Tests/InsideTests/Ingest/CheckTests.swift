import Records
import Testing

@testable import Ingest

/// Every check by one change to a return in which there is nothing to find: that check speaks, and no other.
@Suite struct CheckTests {
  /// What is changed, into what, and the codes that follow; sorted.
  typealias Case = (from: String, to: String, codes: [String])

  static let needs = "<SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>"
  static let second = "<SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"
  static let placement = String(OneChild.element("PlacementDetail"))
  static let detail = String(OneChild.element("PlanDetail"))

  static let persons: [Case] = [
    (OneChild.upn, "X" + OneChild.upn.dropFirst(), ["upn-check-letter"]),
    (OneChild.upn, OneChild.upn.dropLast() + "A", ["upn-temporary"]),
    (OneChild.upn, "1" + OneChild.upn.dropFirst(), ["upn-shape"]),
    ("<UPN>\(OneChild.upn)", "<UPN>", []),
    (">1000000003<", "><", []), (">1000000003<", ">9999999999<", []), (">1000000003<", ">0000000003<", ["uln-shape"]),
    (">1000000003<", ">1.0E+09<", ["uln-shape"]), (">1000000003<", ">1000000003.0<", []),
    ("<UPNunknown>", "<UPNunknown>UN3", ["reason-with-identifier"]),
    ("2011-03-09", "09/03/2011", []), ("2011-03-09", "09/03/11", ["bad-date", "nobody-on-roll"]), ("2011-03-09", "", ["birth-date-missing", "nobody-on-roll"]),
    ("2011-03-09", "2024-08-20", ["before-birth"]), ("2011-03-09", "1990-03-09", ["age-outside-range", "nobody-on-roll"]),
  ]
  static let requests: [Case] = [
    ("<ReceivedDate>2024-02-05", "<ReceivedDate>", ["received-date-missing"]),
    ("<ReceivedDate>2024-02-05", "<ReceivedDate>2025-02-05", ["plan-before-request", "received-after-census", "request-decided-before-received"]),
    ("<ReceivedDate>2024-02-05", "<ReceivedDate>1904-02-05", ["before-birth", "date-implausible"]),
    ("<ReceivedDate>2024-02-05", "<ReceivedDate>5/2/24", ["bad-date-ignored"]),
    ("<RequestSource>1", "<RequestSource>", ["request-source-missing"]), ("<RequestSource>1", "<RequestSource>1.0", []),
    ("<RequestSource>1", "<RequestSource>9", ["unknown-request-source"]),
    ("<RequestOutcome>Y", "<RequestOutcome>", ["request-outcome-date-unexpected", "request-outcome-missing"]),
    ("<RequestOutcome>Y", "<RequestOutcome>Q", ["request-outcome-date-unexpected", "unknown-request-outcome"]),
    ("<RequestOutcome>Y", "<RequestOutcome>N", ["assessment-not-agreed"]),
    ("<RequestOutcome>Y", "<RequestOutcome>A", ["assessment-not-agreed", "request-outcome-date-unexpected"]),
    ("<RequestOutcome>Y", "<RequestOutcome>h", []),
    ("<RequestOutcomeDate>2024-03-11", "<RequestOutcomeDate>", ["request-outcome-date-missing"]),
    ("<RequestOutcomeDate>2024-03-11", "<RequestOutcomeDate>2024-02-04", ["request-decided-before-received"]),
    ("<RequestTribunal>0", "<RequestTribunal>maybe", ["bad-flag"]), ("<RYA>0", "<RYA>No", []), ("<RYA>0", "<RYA>0.0", []),
    ("<Requests>", "<Requests><Exported>305</Exported>", []),
    ("</Person>", request("A") + "</Person>", []),
    ("</Person>", request("A") + request("A") + "</Person>", ["several-open-requests"]),
    ("</Person>", request("Y", "2024-10-01") + "</Person>", ["assessment-missing"]),
    (String(OneChild.element("Requests")), "", ["nobody-on-roll", "person-without-request"]),
  ]
  static let assessments: [Case] = [
    ("<AssessmentOutcome>Y", "<AssessmentOutcome>", ["assessment-outcome-date-unexpected", "assessment-outcome-missing"]),
    ("<AssessmentOutcome>Y", "<AssessmentOutcome>Z", ["assessment-outcome-date-unexpected", "unknown-assessment-outcome"]),
    ("<AssessmentOutcome>Y", "<AssessmentOutcome>A", ["assessment-outcome-date-unexpected", "plan-not-agreed"]),
    ("<AssessmentOutcomeDate>2024-06-03", "<AssessmentOutcomeDate>", ["assessment-outcome-date-missing"]),
    ("<AssessmentOutcomeDate>2024-06-03", "<AssessmentOutcomeDate>2024-03-10", ["assessment-decided-before-request"]),
    ("<AssessmentOutcomeDate>2024-06-03", "<AssessmentOutcomeDate>2024-07-21", ["plan-before-assessment"]),
    ("<Week20>0", "<Week20>1", []), ("<Week20>0", "<Week20>1.0", []),
  ]
  static let plans: [Case] = [
    ("<StartDate>2024-07-20", "<StartDate>", ["nobody-on-roll", "plan-without-start"]),
    ("<StartDate>2024-07-20", "<StartDate>2024-02-01", ["plan-before-assessment", "plan-before-request"]),
    ("<StartDate>2024-07-20", "<StartDate>2025-01-20", ["nobody-on-roll", "plan-starts-after-census"]),
    ("<StartDate>2024-07-20", "<StartDate>2034-07-20", ["date-implausible", "nobody-on-roll"]),
    ("<CeaseDate>", "<CeaseDate>2024-07-19", ["cease-before-start", "nobody-on-roll"]),
    ("<CeaseDate>", "<CeaseDate>2025-02-01", ["cease-in-future"]),
    ("<CeaseReason>", "<CeaseReason>5", ["cease-date-missing"]),
    ("<CeaseDate></CeaseDate><CeaseReason>", "<CeaseDate>2024-12-01</CeaseDate><CeaseReason>", ["cease-reason-missing", "nobody-on-roll"]),
    ("<CeaseDate></CeaseDate><CeaseReason>", "<CeaseDate>2024-12-01</CeaseDate><CeaseReason>5.0", ["nobody-on-roll"]),
    ("<CeaseDate></CeaseDate><CeaseReason>", "<CeaseDate>2024-12-01</CeaseDate><CeaseReason>10", ["nobody-on-roll", "unknown-cease-reason"]),
    ("<CeaseDate></CeaseDate><CeaseReason>", "<CeaseDate>2044-12-01</CeaseDate><CeaseReason>1", ["date-implausible"]),
    ("<PlanRes>", "<PlanRes>C", ["unknown-residential"]), ("<PlanRes>", "<PlanRes>a", []),
    ("<TransferLA>", "<TransferLA>305", []), ("<TransferLA>", "<TransferLA>0", []), ("<TransferLA>", "<TransferLA>No", []),
    ("<TransferLA>", "<TransferLA>201", ["unknown-transfer-la"]), ("<TransferLA>", "<TransferLA>Kent", ["unknown-transfer-la"]),
    (String(OneChild.element("NamedPlan")), "", ["named-plan-missing", "nobody-on-roll"]),
    (String(OneChild.element("ActivePlans")), "", ["active-plan-missing"]),
    (detail, "", ["named-setting-missing"]),
    ("</NamedPlan>", "</NamedPlan><NamedPlan><StartDate>2024-12-01</StartDate></NamedPlan>", ["repeated-module"]),
  ]
  static let needChecks: [Case] = [
    (needs, "", ["secondary-without-primary"]), (needs + "\n" + second, "", ["need-missing"]),
    (needs, needs + "<SENneed><SENtype>MLD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>", ["two-primary-needs"]),
    (second, second + second, ["two-secondary-needs"]), (">SLCN<", ">ASD<", ["need-doubled"]),
    (">SLCN<", ">SLC<", ["unknown-need"]), (">ASD<", ">Autism spectrum<", ["unknown-need"]), (">ASD<", ">asd<", []),
    (">ASD<", ">DS<", []), (">ASD<", "><", ["need-missing"]),
    ("<SENtypeRank>2", "<SENtypeRank>3", ["need-rank"]), ("<SENtypeRank>1", "<SENtypeRank>1.0", []),
    ("<SENtypeRank>2", "<SENtypeRank>", ["need-rank"]),
    (needs + "\n" + second, "<SENneed><SENtype>ASD</SENtype></SENneed>", ["need-rank-assumed"]),
  ]
  static let settings: [Case] = [
    (placement, "", ["placement-missing"]), ("<EntryDate>2022-09-01", "<EntryDate>2025-01-17", ["placement-missing"]),
    ("<LeavingDate>", "<LeavingDate>2022-08-31", ["leaving-before-entry", "placement-missing"]),
    ("<LeavingDate>", "<LeavingDate>2025-01-16", []), ("<LeavingDate>", "<LeavingDate>2052-07-31", ["date-implausible"]),
    (placement, placement + placement, ["placements-overlap"]),
    (placement, placement + placement.replacing("<PlacementRank>1", with: "<PlacementRank>2"), []),
    (placement, placement + placement.replacing("<LeavingDate>", with: "<LeavingDate>2024-08-31"), []),
    ("<PlacementRank>1</PlacementRank>\n", "<PlacementRank>3</PlacementRank>\n", ["placement-rank"]),
    ("<EntryDate>2022-09-01", "<EntryDate>", ["entry-date-missing"]), ("<EntryDate>2022-09-01", "<EntryDate>1/9/22", ["bad-date", "placement-missing"]),
    ("<PlacementDetail>\n<URN>100001", "<PlacementDetail>\n<URN>2011234", ["urn-shape"]),
    ("<PlacementDetail>\n<URN>100001", "<PlacementDetail>\n<URN>100001.0", []),
    ("<PlacementDetail>\n<URN>100001", "<PlacementDetail>\n<URN>199999", ["unknown-provider"]),
    ("<PlacementDetail>\n<URN>100001", "<PlacementDetail>\n<URN>", ["placement-without-setting"]),
    ("<SENsetting>", "<SENsetting>EHE", ["setting-and-provider"]),
    ("100001</URN><UKPRN></UKPRN><SENsetting>", "</URN><UKPRN></UKPRN><SENsetting>ABC", ["unknown-setting"]),
    ("100001</URN><UKPRN></UKPRN><SENsetting>", "</URN><UKPRN></UKPRN><SENsetting>neet", ["neet-below-16"]),
    ("100001</URN><UKPRN></UKPRN><SENsetting>", "</URN><UKPRN>10000004</UKPRN><SENsetting>", []),
    ("100001</URN><UKPRN></UKPRN><SENsetting>", "</URN><UKPRN>90000004</UKPRN><SENsetting>", ["ukprn-shape"]),
    ("<SENunitIndicator>0", "<SENunitIndicator>2", ["bad-flag"]), ("<Res>", "<Res>X", ["unknown-residential"]),
    ("<SENSetting>", "<SENSetting>ZZZ", ["setting-and-provider", "unknown-setting"]),
  ]
  static let several: [(changes: [(String, String)], codes: [String])] = [
    ([("<UPN>\(OneChild.upn)", "<UPN>"), (">1000000003<", "><")], ["no-identifier"]),
    ([("<UPN>\(OneChild.upn)", "<UPN>"), (">1000000003<", "><"), ("<UPNunknown>", "<UPNunknown>UN3")], ["identifier-unavailable"]),
    (
      [("<UPN>\(OneChild.upn)", "<UPN>"), (">1000000003<", "><"), ("<UPNunknown>", "<UPNunknown>none")],
      ["identifier-unavailable", "unknown-upn-reason"]
    ),
    ([("<TransferLA>", "<TransferLA>305"), ("<ReceivedDate>2024-02-05", "<ReceivedDate>")], ["transfer-without-date"]),
    ([("<TransferLA>", "<TransferLA>305"), (placement, "")], ["placement-missing-transfer"]),
    ([("<TransferLA>", "<TransferLA>305"), ("<StartDate>2024-07-20", "<StartDate>2019-07-20")], []),
    ([("<Week20>0", "<Week20>1"), ("<StartDate>2024-07-20", "<StartDate>2024-06-24")], ["week20-within-limit"]),
    (
      [
        ("<CeaseDate></CeaseDate><CeaseReason>", "<CeaseDate>2025-03-01</CeaseDate><CeaseReason>6"),
        ("<EntryDate>2022-09-01", "<EntryDate>2025-03-02"),
      ], ["cease-in-future", "entry-after-cease", "placement-missing"]
    ),
    (
      [("<Assessment>", ""), ("</Assessment>", ""), (String(OneChild.element("AssessmentOutcome")), "")],
      ["assessment-missing", "misplaced-element", "named-plan-missing", "nobody-on-roll"]
    ),
    ([("2011-03-09", "1998-03-09"), ("2022-09-01", "2012-09-01")], ["nobody-on-roll", "open-above-25"]),
  ]

  private static func request(_ outcome: String, _ date: String = "") -> String {
    "<Requests><ReceivedDate>2024-09-09</ReceivedDate><RequestSource>2</RequestSource><RequestOutcome>\(outcome)"
      + "</RequestOutcome><RequestOutcomeDate>\(date)</RequestOutcomeDate></Requests>\n"
  }

  static let all =
    (persons + requests + assessments + plans + needChecks + settings).map { ([($0.from, $0.to)], $0.codes) }
    + several.map { ($0.changes, $0.codes) }

  @Test func aCompleteReturnHasNothingToFind() throws {
    let ingested = try TinyFolder(["r.xml": OneChild.xml]).read()
    #expect(ingested.report.findings.map(\.code) == ["no-finance", "single-return"])
    #expect(ingested.roll.persons.count == 1 && ingested.report.rowsListed == 0)
  }

  @Test(arguments: all.indices)
  func oneChangeIsFoundByItsCheckAndNoOther(index: Int) throws {
    let (changes, codes) = Self.all[index]
    var xml = OneChild.xml
    for (from, to) in changes {
      #expect(xml.contains(from))
      xml = xml.replacing(from, with: to, maxReplacements: 1)
    }
    let ingested = try TinyFolder(["r.xml": xml]).read()
    let found = Set(ingested.report.findings.map(\.code)).subtracting(["no-finance", "single-return", "belongs-to-listed-row"])
    #expect(found.sorted() == codes, "\(changes.map(\.1))")
    #expect(ingested.isBalanced)
    for finding in ingested.report.findings where !finding.file.isEmpty { #expect(!finding.rows.isEmpty) }
  }

  /// 23 is a prime and the weights are below it.
  @Test func theCheckLetterFindsOneWrongDigitAndTwoSwappedOnes() throws {
    for number in [0, 7, 123_456_789, 987_654_321] {
      let right = Array(TinyReturn.upn(number))
      var wrong: [String] = []
      for place in 1..<13 {
        var changed = right
        changed[place] = changed[place] == "9" ? "0" : "9"
        wrong.append(String(changed))
        guard place < 12, right[place] != right[place + 1] else { continue }
        changed = right
        changed.swapAt(place, place + 1)
        wrong.append(String(changed))
      }
      let ingested = try TinyFolder(["r.xml": TinyReturn(children: wrong.map { TinyReturn.Child(upn: $0) }).xml]).read()
      #expect(ingested.finding("upn-check-letter")?.count == wrong.count)
      let good = try TinyFolder(["r.xml": TinyReturn(children: [TinyReturn.Child(upn: String(right))]).xml]).read()
      #expect(good.finding("upn-check-letter") == nil)
    }
  }
}

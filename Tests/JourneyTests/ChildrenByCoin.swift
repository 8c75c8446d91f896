import Foundation
import TestSupport

/// A borough's files in which each of 49 children is there or not there by a coin, so placed that no two of them ever
/// share a cell of a table of `london-send-3`: with everybody else known, each is a draw of its own. Twelve of them, two in
/// each sector, have a cost, since so few cells are there for those who are clamped. The sums of quarter days are shared by
/// two of one age, so that one release has a draw of one of the two; the sums of all are one draw.
///
/// What the files and the tables should hold is written down here apart from the program.
struct ChildrenByCoin {
  /// On the records since autumn 2023: new in the flows of 2024, staying in those of 2025. Academic ages 1 to 25 in 2025.
  /// Or gone in 2023 and back in 2024: left in the flows of 2024, moved in in those of 2025. Ages 2 to 25.
  struct Child {
    let number: Int
    let isBack: Bool
    /// Academic age on the census day of January 2025.
    let age: Int
  }

  static let children =
    (1...25).map { Child(number: $0, isBack: false, age: $0) }
    + (2...25).map { Child(number: 24 + $0, isBack: true, age: $0) }

  static let needs = ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "SPLD", "HI", "VI", "MSI", "PD", "OTH"]
  /// Sectors in the order of the tables, with a provider of each in the rehearsal's list.
  static let providers = [
    "<URN>900001</URN>", "<URN>900001</URN>", "<URN>940001</URN>", "<URN>960001</URN>", "<UKPRN>19900001</UKPRN>",
    "<URN>980001</URN>",
  ]
  static let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]
  /// More than any cap and its negative, in pence: in each sector one child has the one, one of another phase the other.
  static let dear = 99_999_999
  static let fees: [Int: Int] = {
    var fees: [Int: Int] = [:]
    for sector in 0..<6 {
      let inSector = children.filter { $0.sector == sector }
      guard let first = inSector.first, let second = inSector.first(where: { $0.phase != first.phase }) else { continue }
      (fees[first.number], fees[second.number]) = (dear, -dear)
    }
    return fees
  }()

  /// Who is there. Tossed again, once in 4,096 times, where no child with a cost would be: a plan with costs is refused
  /// without any, and the noise of a draw does not know how its coin came about.
  static func toss() -> [Bool] {
    while true {
      let present = children.map { _ in Bool.random() }
      if zip(children, present).contains(where: { fees[$0.number] != nil && $1 }) { return present }
    }
  }

  // MARK: files

  static func write(to folder: String, present: [Bool], years: [Int] = [2024, 2025]) throws {
    let there = zip(children, present).filter(\.1).map(\.0)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for year in years {
      let text = xml(year, there).data(using: .utf8) ?? Data()
      try text.write(to: URL(fileURLWithPath: "\(folder)/sen2_\(year).xml"))
    }
    var lines = ["UPN,Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year"]
    lines += there.compactMap { child in
      fees[child.number].map { fee in
        let amount = "\(fee < 0 ? "-" : "")\(abs(fee) / 100).\(abs(fee) % 100)"
        return "\(child.upn),Fictional,,Placement,2024-04-01,,\(amount),Annual,,2024-25"
      }
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/finance_2024-25.csv"))
  }

  private static func xml(_ year: Int, _ children: [Child]) -> String {
    let day = [2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15"][year] ?? ""
    // A return without persons is refused: somebody is always there, whose plan ended before any of the tables.
    let other = person("A999000000001", "2004-10-05", plan("2015-05-01", ceased: "2021-05-01", need: "ASD", sector: 0))
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Message><Header>
      <CollectionDetails><Collection>SEN2</Collection><Year>\(year)</Year>
      <ReferenceDate>\(day)</ReferenceDate></CollectionDetails>
      <Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SerialNo>1</SerialNo></Source>
      </Header><Persons>
      \(other)\(children.map { person($0.upn, $0.birth, $0.plan(in: year)) }.joined())
      </Persons></Message>

      """
  }

  private static func person(_ upn: String, _ birth: String, _ plan: String) -> String {
    "<Person><Surname>Fictional</Surname><Forename>Invented</Forename><PersonBirthDate>\(birth)</PersonBirthDate><Sex>F</Sex>"
      + "<Postcode>ZZ99 8QJ</Postcode><UPN>\(upn)</UPN>\(plan)</Person>\n"
  }

  fileprivate static func plan(_ start: String, ceased: String?, need: String, sector: Int) -> String {
    let provider = providers[sector]
    let unit =
      "<SENunitIndicator>\(sector == 1 ? 1 : 0)</SENunitIndicator>"
      + "<ResourcedProvisionIndicator>0</ResourcedProvisionIndicator>"
    let end = ceased.map { "<CeaseDate>\($0)</CeaseDate><CeaseReason>7</CeaseReason>" } ?? ""
    return """
      <Requests><ReceivedDate>\(start)</ReceivedDate><RequestSource>3</RequestSource><RequestOutcome>H</RequestOutcome>
      <Assessment><AssessmentOutcome>H</AssessmentOutcome><NamedPlan><StartDate>\(start)</StartDate>\(end)
      <PlanDetail>\(provider)<PlacementRank>1</PlacementRank>\(unit)</PlanDetail></NamedPlan></Assessment>
      <ActivePlans><PlacementDetail>\(provider)<PlacementRank>1</PlacementRank><EntryDate>\(start)</EntryDate>
      \(unit)</PlacementDetail>
      <SENneed><SENtype>\(need)</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests>
      """
  }

  // MARK: tables

  /// What each sum of quarter days weighs 31 March, 30 June, 30 September and 31 December of 2024 by.
  private static let weights = [[5, -6, -6, 5], [5, 1, 1, 5], [1, 9, -9, -1], [7, -4, 4, -7]]
  /// The largest square of a child's move: that of all four days (−2, 12, 0, 0), and of the last three (−7, 7, −1, −7).
  static let squaredMove = 148

  /// By how much a child moves the four sums of its cohort, and of all: those who came back did so on 3 June.
  static func move(_ child: Child) -> [Int] {
    weights.map { $0.dropFirst(child.isBack ? 1 : 0).reduce(0, +) }
  }

  /// For each table of the plan but quarter days, in its order, of costs only for a child that has one: the cell that a child counts in, by
  /// how much it moves the cell, the bound.
  static func cells(_ child: Child) -> [(cell: Int, step: Int, bound: Int)] {
    let ages = [child.isBack ? child.age - 2 : child.age - 1, child.age]
    let statuses = child.isBack ? [3, 2] : [1, 0]  // STAY, NEW, TIN, LEAVE
    let need = child.number % 12
    var flows: [Int] = []
    for (status, age) in zip(statuses, ages) {
      let margin: Int = status * 26 + age
      flows += [margin * 12 + need, margin]
    }
    let place = (child.phase * 12 + need) * 6 + child.sector
    let counts: [(cell: Int, step: Int, bound: Int)] = (flows + [place]).map { ($0, 1, 1) }
    guard let fee = fees[child.number] else { return counts }
    let (half, isDear) = (caps[child.sector] / 2, fee > 0)
    let row = child.phase * 6 + child.sector
    return counts + [
      (row, 1, 1), (row, isDear ? half : -half, half), (child.sector * 40 + (isDear ? 39 : 0), 1, 1),
      (child.sector * 2 + (isDear ? 1 : 0), 1, 1),
    ]
  }
}

extension ChildrenByCoin.Child {
  var upn: String { "X9990000010\(number < 10 ? "0" : "")\(number)" }
  var sector: Int { (number / 12 + number) % 6 }
  var phase: Int { age < 5 ? 0 : age < 11 ? 1 : age < 16 ? 2 : age < 19 ? 3 : 4 }
  var need: String { ChildrenByCoin.needs[number % 12] }
  /// Academic age on 31 August before the census.
  var birth: String { "\(2023 - age)-10-05" }

  fileprivate func plan(in year: Int) -> String {
    if !isBack { return ChildrenByCoin.plan("2023-11-06", ceased: nil, need: need, sector: sector) }
    return year == 2024
      ? ChildrenByCoin.plan("2022-11-07", ceased: "2023-06-05", need: need, sector: sector)
      : ChildrenByCoin.plan("2024-06-03", ceased: nil, need: need, sector: sector)
  }
}

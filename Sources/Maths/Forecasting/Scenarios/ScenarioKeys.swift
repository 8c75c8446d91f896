import Vocabulary

/// Why a scenario file was refused: the key, and what its value should have been. Never the value.
public struct ScenarioError: Error, Equatable, CustomStringConvertible {
  public let key: String
  public let expected: String

  public var description: String { "bad-scenario: \(key) is not \(expected)" }
}

/// The scenario file: `key = value` lines, every key optional but `name`. A lever is there when its first key is.
extension Scenario {
  /// Levers of one kind in a file: `eligibility_…`, `eligibility_2_…`, `eligibility_3_…`.
  static let repeats = ["", "_2", "_3"]
  private static let repeated: [(lever: String, keys: [String])] = [
    ("eligibility", ["factor", "from_year", "over_years", "ages", "needs"]),
    ("earlier", ["percent", "by_years", "from_year", "over_years", "ages", "needs"]),
    ("inclusion", ["percent", "from_sectors", "to_sector", "from_year", "over_years", "phases", "needs"]),
  ]

  /// Every key that a file may hold.
  public static let keys: Set<String> = Set(
    [
      "name", "window_weights", "growth_percent_a_year", "growth_to_plans", "growth_to_year", "growth_years",
      "return_flow_year", "return_ratios", "return_over_years",
    ]
      + repeated.flatMap { lever, keys in repeats.flatMap { number in keys.map { "\(lever)\(number)_\($0)" } } })

  /// - Parameter value: the value of a key, nil where the file does not have it.
  public init(_ value: @escaping (String) -> String?) throws(ScenarioError) {
    let fields = ScenarioFields(value)
    guard let name = value("name"), Self.isName(name) else {
      throw ScenarioError(key: "name", expected: "letters, digits, spaces and hyphens, 60 at most")
    }
    var window = Window.standard
    if let weights = try fields.numbers("window_weights", in: ScenarioBounds.weight) {
      guard let own = Window(weights: weights) else {
        throw ScenarioError(key: "window_weights", expected: "weights of flow years, oldest first, the last above 0")
      }
      window = own
    }
    var levers: [Lever] = []
    if let growth = try Self.growth(fields) { levers.append(.growth(growth)) }
    if let issuing = try Self.issuing(fields) { levers.append(.issuing(issuing)) }
    for number in Self.repeats {
      if let lever = try Self.eligibility(fields, "eligibility\(number)_") { levers.append(.eligibility(lever)) }
    }
    for number in Self.repeats {
      if let lever = try Self.earlier(fields, "earlier\(number)_") { levers.append(.earlier(lever)) }
    }
    for number in Self.repeats {
      if let lever = try Self.inclusion(fields, "inclusion\(number)_") { levers.append(.inclusion(lever)) }
    }
    self.init(name: name, window: window, levers: levers)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 60
      && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == " " || $0 == "-" }
  }

  private static func growth(_ fields: ScenarioFields) throws(ScenarioError) -> Growth? {
    let percent = try fields.percent("growth_percent_a_year", in: ScenarioBounds.growthPercent)
    let plans = try fields.number("growth_to_plans", in: ScenarioBounds.plans)
    guard percent != nil || plans != nil else {
      try fields.none("growth_to_year", "growth_years", without: "growth_percent_a_year")
      return nil
    }
    guard percent == nil || plans == nil else {
      throw ScenarioError(key: "growth_to_plans", expected: "given without growth_percent_a_year: one of the two")
    }
    let years = try fields.whole("growth_years", in: ScenarioBounds.years, missing: ScenarioBounds.growthYears)
    if let percent {
      try fields.none("growth_to_year", without: "growth_to_plans")
      return Growth(.rate(percent), years: years)
    }
    return Growth(.reaching(plans: plans ?? 0, year: try fields.year("growth_to_year")), years: years)
  }

  private static func issuing(_ fields: ScenarioFields) throws(ScenarioError) -> IssuingReturn? {
    let years = try fields.whole("return_over_years", in: ScenarioBounds.years, missing: ScenarioBounds.returnYears)
    let ratios = try fields.numbers("return_ratios", in: ScenarioBounds.factor)
    if fields.has("return_flow_year") {
      guard ratios == nil else {
        throw ScenarioError(key: "return_ratios", expected: "given without return_flow_year: one of the two")
      }
      return IssuingReturn(to: .flowYear(try fields.year("return_flow_year")), overYears: years)
    }
    guard let ratios else {
      try fields.none("return_over_years", without: "return_flow_year")
      return nil
    }
    guard ratios.count == MixGroup.count else {
      throw ScenarioError(key: "return_ratios", expected: "five numbers, for ages 0-4, 5-6, 7-10, 11-15 and 16-25")
    }
    return IssuingReturn(to: .ratios(ratios), overYears: years)
  }

  private static func eligibility(_ fields: ScenarioFields, _ lever: String) throws(ScenarioError) -> Eligibility? {
    guard let factor = try fields.number(lever + "factor", in: ScenarioBounds.factor) else {
      let others = ["from_year", "over_years", "ages", "needs"].map { lever + $0 }
      for key in others { try fields.none(key, without: lever + "factor") }
      return nil
    }
    return Eligibility(
      factor: factor, phasing: try fields.phasing(lever), ages: try fields.ages(lever + "ages", from: 0),
      needs: try fields.codes(lever + "needs", Need.codes, Need.init(code:)))
  }

  private static func earlier(_ fields: ScenarioFields, _ lever: String) throws(ScenarioError) -> EarlierIdentification? {
    guard let percent = try fields.percent(lever + "percent", in: ScenarioBounds.percent) else {
      for key in ["by_years", "from_year", "over_years", "ages", "needs"] {
        try fields.none(lever + key, without: lever + "percent")
      }
      return nil
    }
    let byYears = try fields.whole(lever + "by_years", in: ScenarioBounds.earlier, missing: nil)
    return EarlierIdentification(
      share: percent, byYears: byYears, phasing: try fields.phasing(lever),
      ages: try fields.ages(lever + "ages", from: byYears),
      needs: try fields.codes(lever + "needs", Need.codes, Need.init(code:)))
  }

  private static func inclusion(_ fields: ScenarioFields, _ lever: String) throws(ScenarioError) -> Inclusion? {
    guard let percent = try fields.percent(lever + "percent", in: ScenarioBounds.percent) else {
      for key in ["from_sectors", "to_sector", "from_year", "over_years", "phases", "needs"] {
        try fields.none(lever + key, without: lever + "percent")
      }
      return nil
    }
    func sector(_ code: String) -> Sector? { Sector.codes.firstIndex(of: code).flatMap(Sector.init(rawValue:)) }
    let sectors =
      fields.has(lever + "from_sectors")
      ? try fields.codes(lever + "from_sectors", Sector.codes, sector) : [.stateSpecial, .independent]
    let target = fields.has(lever + "to_sector") ? try fields.codes(lever + "to_sector", Sector.codes, sector) : [.mainstream]
    guard let to = target.first, target.count == 1, !sectors.contains(to) else {
      throw ScenarioError(key: lever + "to_sector", expected: "one sector that is not among \(lever)from_sectors")
    }
    return Inclusion(
      share: percent, from: sectors, to: to, phasing: try fields.phasing(lever),
      phases: try fields.codes(lever + "phases", Phase.codes) { code in
        Phase.codes.firstIndex(of: code).flatMap(Phase.init(rawValue:))
      },
      needs: try fields.codes(lever + "needs", Need.codes, Need.init(code:)))
  }
}

import Vocabulary

/// How a fee is quoted in the finance extract.
enum FeePeriod {
  case weekly(weeks: Int), termly, annual

  /// Times a year.
  var times: Int {
    switch self {
    case .weekly(let weeks): weeks
    case .termly: 3
    case .annual: 1
    }
  }
}

/// One fee: `pence` × `period.times` is its cost in a year, exactly.
struct Fee {
  let pence: Int
  let period: FeePeriod
  var annualPence: Int { pence * period.times }
}

/// What a placement costs, and whether it is residential.
struct PlacementFee {
  let main: Fee
  let support: Fee?
  /// Below 0: what a provider gave back, more than all fees of the year.
  let credit: Fee?
  /// SEN2 code: A 38 to 51 weeks, B 52 weeks, empty for a day placement.
  let residence: String
  /// No line in the finance extract although the plan is held.
  let isUnrecorded: Bool

  var annualPence: Int { main.annualPence + (support?.annualPence ?? 0) + (credit?.annualPence ?? 0) }
}

/// Draws fees by sector. Ranges: mainstream top-up £3k to £20k, resourced £11k to £25k, state special about £26k,
/// independent day £35k to £90k, residential £80k to £350k; about £63k on average in the independent sector, which
/// is the published English mean (written answer, January 2026). Beyond these a few placements are made for one child
/// alone, above the cap of the release plans (with them the mean is £65k); and in some boroughs a few children have a
/// credit note above their fees.
struct Fees {
  let seed: UInt64

  /// Share of plan holders whom the finance extract does not know.
  private static let unrecorded = 0.02
  /// Of the places made for one child, by sector; of children with more credit than fees, in the boroughs that book both
  /// on the child.
  private static let bespoke = [0.010, 0.010, 0.010, 0.006, 0.010, 0.010]
  private static let credited = 0.016
  /// Of boroughs in the order of their codes: Lambeth and all after it.
  private static let crediting = 21...32

  /// - Parameter borough: that pays.
  func fee(of person: Int, _ sector: Sector, borough: Int) -> PlacementFee {
    var random = RandomSource(seed: seed, stream: .cost, index: person * 8 + sector.rawValue)
    let isUnrecorded = random.chance(Self.unrecorded)
    var residence = ""
    if sector == .independent {
      residence = ["", "A", "B"][random.weighted([0.915, 0.079, 0.006])]
    }
    var pounds = Self.quantile(Self.table(sector, residence), random.unit())
    let period = Self.period(sector, residence, &random)
    let share = [0.07, 0.05, 0.04, 0.06, 0.04, 0.02][sector.rawValue]
    let support = random.chance(share) ? Fee(pence: random.pick(12_000...36_000), period: .weekly(weeks: 38)) : nil
    if random.chance(Self.bespoke[sector.rawValue]) {
      let (least, most) = Self.alone(sector)
      pounds = least + (most - least) * random.unit()
    }
    let main = Fee(pence: Int(pounds * 100 / Double(period.times)), period: period)
    let fees = main.annualPence + (support?.annualPence ?? 0)
    let isCredited = random.chance(Self.credited) && Self.crediting.contains(borough)
    let credit = isCredited ? Fee(pence: -fees - random.pick(20_000...900_000), period: .annual) : nil
    return PlacementFee(main: main, support: support, credit: credit, residence: residence, isUnrecorded: isUnrecorded)
  }

  /// Least and most pounds a year of a place made for one child.
  private static func alone(_ sector: Sector) -> (Double, Double) {
    switch sector {
    case .mainstream: (44_000, 90_000)
    case .resourced: (65_000, 110_000)
    case .independent: (320_000, 480_000)
    case .stateSpecial, .furtherEducation, .other: (88_000, 160_000)
    }
  }

  private static func period(_ sector: Sector, _ residence: String, _ random: inout RandomSource) -> FeePeriod {
    switch (sector, residence) {
    case (.independent, "A"): random.chance(0.7) ? .weekly(weeks: 38) : .weekly(weeks: 39)
    case (.independent, "B"): .weekly(weeks: 52)
    case (.independent, _): random.chance(0.6) ? .termly : .weekly(weeks: random.chance(0.5) ? 38 : 39)
    case (.other, _): random.chance(0.5) ? .weekly(weeks: 39) : .annual
    case (.mainstream, _): random.chance(0.2) ? .termly : .annual
    default: .annual
    }
  }

  /// Pounds a year at 0, 10, 25, 50, 75, 90 and 100 of 100 placements.
  private static func table(_ sector: Sector, _ residence: String) -> [Double] {
    switch (sector, residence) {
    case (.mainstream, _): [3_000, 4_500, 6_200, 8_800, 12_000, 15_500, 20_000]
    case (.resourced, _): [11_000, 12_500, 14_500, 17_000, 20_000, 22_500, 25_000]
    case (.stateSpecial, _): [18_000, 20_000, 22_500, 25_500, 29_000, 33_000, 45_000]
    case (.independent, "A"): [80_000, 90_000, 100_000, 115_000, 135_000, 155_000, 180_000]
    case (.independent, "B"): [150_000, 165_000, 185_000, 220_000, 260_000, 300_000, 350_000]
    case (.independent, _): [35_000, 40_000, 47_000, 56_000, 66_000, 78_000, 90_000]
    case (.furtherEducation, _): [4_000, 6_000, 8_000, 11_000, 15_500, 22_000, 38_000]
    case (.other, _): [1_500, 4_000, 8_000, 14_000, 21_000, 30_000, 48_000]
    }
  }

  private static func quantile(_ points: [Double], _ u: Double) -> Double {
    let places = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]
    for place in 1..<places.count where u < places[place] {
      let part = (u - places[place - 1]) / (places[place] - places[place - 1])
      return points[place - 1] + part * (points[place] - points[place - 1])
    }
    return points[points.count - 1]
  }
}

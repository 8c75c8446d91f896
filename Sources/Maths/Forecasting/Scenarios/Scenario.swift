public import Vocabulary

/// A named future: what differs from the base forecast, in which rates of the window stay as they are.
///
/// Scenarios change rates of new plans and shares of placements, nothing else: the plans held now are the same in all.
/// Levers of one scenario work together; factors on the same rates multiply.
public struct Scenario: Sendable, Equatable {
  /// For headings and files.
  public let name: String
  /// Flow years behind the rates.
  public let window: Window
  public let levers: [Lever]

  public init(name: String, window: Window = .standard, levers: [Lever]) {
    (self.name, self.window, self.levers) = (name, window, levers)
  }

  /// Whether it says nothing but a name.
  public var isBase: Bool { levers.isEmpty && window == .standard }

  /// Nothing changes but the population.
  public static let base = Scenario(name: "base", levers: [])

  /// Issuing returns to what it was in flow year 2020, the last that ended before the pandemic, over three years.
  public static let prePandemic = Scenario(
    name: "pre-pandemic", levers: [.issuing(IssuingReturn(to: .flowYear(2020), overYears: 3))])

  /// The same where the flows of that year are not known: multiples of today's rates from the reference's London, which
  /// was fitted to DfE's new plans of calendar year 2019.
  public static let prePandemicByRatios = Scenario(
    name: "pre-pandemic", levers: [.issuing(IssuingReturn(to: .ratios([0.857, 0.627, 0.654, 0.803, 0.632]), overYears: 3))])

  /// Issuing grows by a tenth over four years, then stays: London passes 140,000 plans in 2032, as in the report's
  /// further-growth scenario. The report prints neither rate nor length.
  public static let furtherGrowth = Scenario(
    name: "further-growth", levers: [.growth(Growth(.rate(0.0251), years: 4))])

  /// Issuing goes on growing for three years as it has since 2009, then stays. DfE's new plans in London rose from 4,247 in
  /// 2009 to 14,894 in 2025, the mean change of their logarithm a year being 0.078: in 13 of those 16 years they rose, so
  /// that rates which stay have mostly been too low. Not in the report.
  public static let risingRates = Scenario(
    name: "rising-rates", levers: [.growth(Growth(.rate(0.078), years: 3))])

  /// Flow years to whose rates it returns.
  public var returnYears: [Int] {
    levers.compactMap { lever in
      guard case .issuing(let lever) = lever, case .flowYear(let year) = lever.level else { return nil }
      return year
    }
  }

  /// Years from the census of which it states how all rates of new plans go; beyond them, and in the base from the beginning,
  /// they are held, and nobody knows whether they will be.
  var statedYears: Int {
    levers.reduce(0) { years, lever in
      switch lever {
      case .growth(let growth): max(years, growth.years)
      case .issuing(let lever): max(years, lever.overYears)
      case .eligibility, .earlier, .inclusion: years
      }
    }
  }
}

/// One change. Years are of the January census that first shows the effect.
public enum Lever: Sendable, Equatable {
  case growth(Growth)
  case issuing(IssuingReturn)
  case eligibility(Eligibility)
  case earlier(EarlierIdentification)
  case inclusion(Inclusion)
}

/// New-plan rates grow by a fixed part a year from the census on, for so many years, then stay.
public struct Growth: Sendable, Equatable {
  public enum Size: Sendable, Equatable {
    /// A year: 0.025 is 2.5%. Above −1.
    case rate(Double)
    /// The rate is solved so that the pool holds `plans` in January `year`.
    case reaching(plans: Double, year: Int)
  }
  public let size: Size
  public let years: Int

  public init(_ size: Size, years: Int) { (self.size, self.years) = (size, years) }
}

/// New-plan rates go in equal steps to another level, over `overYears` years from the census on.
public struct IssuingReturn: Sendable, Equatable {
  public enum Level: Sendable, Equatable {
    /// To the pool's own rates of that flow year, by mix group: it must be among the flows of one borough at least. Where some
    /// boroughs do not know it, all follow those that do.
    case flowYear(Int)
    /// To these multiples of the base rates, for ages 0-4, 5-6, 7-10, 11-15 and 16-25.
    case ratios([Double])
  }
  public let level: Level
  public let overYears: Int

  public init(to level: Level, overYears: Int) { (self.level, self.overYears) = (level, overYears) }
}

/// From when a change works, and over how many years it builds up in equal steps.
public struct Phasing: Sendable, Hashable {
  /// January that first shows it.
  public let from: Int
  /// 1: in full at once.
  public let overYears: Int

  public init(from: Int, overYears: Int = 1) { (self.from, self.overYears) = (from, overYears) }

  /// The part that is in force, 0 to 1.
  func share(_ year: Int) -> Double { min(1, max(0, Double(year - from + 1) / Double(max(overYears, 1)))) }
}

/// New plans of some ages and needs are multiplied: fewer below 1, more above.
public struct Eligibility: Sendable, Equatable {
  public let factor: Double
  public let phasing: Phasing
  /// Academic ages.
  public let ages: ClosedRange<Int>
  public let needs: Set<Need>

  public init(
    factor: Double, phasing: Phasing, ages: ClosedRange<Int> = AcademicAge.range, needs: Set<Need> = Set(Need.allCases)
  ) {
    (self.factor, self.phasing, self.ages, self.needs) = (factor, phasing, ages, needs)
  }
}

/// A part of the children who would get a plan at some ages gets it some years earlier, and not again later.
public struct EarlierIdentification: Sendable, Equatable {
  /// 0 to 1.
  public let share: Double
  public let byYears: Int
  public let phasing: Phasing
  /// Ages at which these children get a plan today; none below `byYears`.
  public let ages: ClosedRange<Int>
  public let needs: Set<Need>

  public init(
    share: Double, byYears: Int, phasing: Phasing, ages: ClosedRange<Int>, needs: Set<Need> = Set(Need.allCases)
  ) {
    (self.share, self.byYears, self.phasing, self.ages, self.needs) = (share, byYears, phasing, ages, needs)
  }
}

/// A part of the placements in some sectors goes to another sector instead.
public struct Inclusion: Sendable, Equatable {
  /// 0 to 1, of the placements in `sectors`.
  public let share: Double
  public let sectors: Set<Sector>
  public let to: Sector
  public let phasing: Phasing
  public let phases: Set<Phase>
  public let needs: Set<Need>

  public init(
    share: Double, from sectors: Set<Sector>, to: Sector, phasing: Phasing, phases: Set<Phase> = Set(Phase.allCases),
    needs: Set<Need> = Set(Need.allCases)
  ) {
    (self.share, self.sectors, self.to, self.phasing) = (share, sectors, to, phasing)
    (self.phases, self.needs) = (phases, needs)
  }
}

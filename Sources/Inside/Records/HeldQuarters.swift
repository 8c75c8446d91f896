public import Vocabulary

/// On which quarter days a borough maintained a person's plan, by the returns that tell of them: a few bytes.
///
/// Of the latest such year and the seven before; what is older is not kept.
public struct HeldQuarters: Equatable, Sendable, Silent {
  /// Four bits a year, the latest lowest; in a year bit 0 for 31 March to bit 3 for 31 December.
  private let bits: UInt32
  private let latestYear: Int16

  /// Years that are kept, the latest included.
  public static let years = 8

  /// - Parameter years: census years that end a year of quarter days, each once, with the days as above.
  public init(_ years: [(year: Int, days: UInt8)] = []) {
    let held = years.filter { $0.days != 0 }
    let latest = held.map(\.year).max() ?? 0
    latestYear = Int16(clamping: latest)
    bits = held.filter { latest - $0.year < Self.years }.reduce(0) { bits, held in
      bits | UInt32(held.days & 0xF) << (4 * UInt32(latest - held.year))
    }
  }

  /// Of one such year.
  public init(_ year: Int, days: UInt8) {
    (latestYear, bits) = days & 0xF == 0 ? (0, 0) : (Int16(clamping: year), UInt32(days & 0xF))
  }

  public var isEmpty: Bool { bits == 0 }

  /// The quarter days of the year that ends with census `year`.
  public func days(_ year: Int) -> [QuarterDay] {
    let back = Int(latestYear) - year
    guard (0..<Self.years).contains(back) else { return [] }
    return QuarterDay.allCases.filter { bits >> UInt32(4 * back + $0.rawValue) & 1 == 1 }
  }
}

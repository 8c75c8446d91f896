public import Vocabulary

/// What a provider charges by contract for a kind of place, whoever the child: commercial data about no child.
///
/// Kept apart from what was paid for children (finance extracts) by type, file and folder. Nothing of it is released.
public struct ContractFee: Hashable, Sendable {
  /// Weeks that a place covers.
  public enum Stay: String, CaseIterable, Sendable {
    case day
    /// Residential in term time, 38 weeks.
    case residential38 = "residential-38"
    /// Residential all the year, 52 weeks.
    case residential52 = "residential-52"
  }

  /// Name as the card gives it.
  public let provider: String
  public let urn: Int?
  public let ukprn: Int?
  /// Framework and lot, band or need, region: as the card gives them; empty where it does not.
  public let framework: String
  public let band: String
  public let region: String
  public let stay: Stay?
  public let annualPence: Int
  /// First and last day of validity; open where nil.
  public let from: CalendarDate?
  public let to: CalendarDate?
  /// Row in its file, from 1.
  public let row: Int

  public init(
    provider: String, urn: Int?, ukprn: Int?, framework: String, band: String, region: String, stay: Stay?,
    annualPence: Int, from: CalendarDate?, to: CalendarDate?, row: Int
  ) {
    (self.provider, self.urn, self.ukprn, self.framework) = (provider, urn, ukprn, framework)
    (self.band, self.region, self.stay, self.annualPence) = (band, region, stay, annualPence)
    (self.from, self.to, self.row) = (from, to, row)
  }

  /// What must agree for two fees to be for the same place: provider (URN, else UKPRN, else name), framework, band,
  /// region and stay. Names are compared without regard to case.
  public var place: String {
    let who = urn.map { "URN \($0)" } ?? ukprn.map { "UKPRN \($0)" } ?? provider.lowercased()
    return [who, framework.lowercased(), band.lowercased(), region.lowercased(), stay?.rawValue ?? ""]
      .joined(separator: "\u{1F}")
  }
}

/// The contract fees of one or more files.
public struct RateCard: Sendable, Equatable {
  /// What is odd between two fees for the same place. Rows are those of the later one.
  public enum Oddity: Hashable, Sendable {
    /// The same fee for the same time twice.
    case duplicate(row: Int, earlier: Int)
    /// Two fees are valid on the same day.
    case overlap(row: Int, earlier: Int)
    /// So many days without a fee between the two.
    case gap(row: Int, earlier: Int, days: Int)
  }

  public let fees: [ContractFee]

  public init(_ fees: [ContractFee]) { self.fees = fees }

  /// In the order of places, then of the days from which fees are valid.
  public var oddities: [Oddity] {
    Dictionary(grouping: fees, by: \.place).sorted { $0.key < $1.key }.flatMap { Self.oddities($0.value) }
  }

  private static func oddities(_ fees: [ContractFee]) -> [Oddity] {
    let fees = fees.sorted { ($0.first, $0.row) < ($1.first, $1.row) }
    guard var latest = fees.first else { return [] }
    var found: [Oddity] = []
    for fee in fees.dropFirst() {
      if latest.first == fee.first, latest.last == fee.last, latest.annualPence == fee.annualPence {
        found.append(.duplicate(row: fee.row, earlier: latest.row))
      } else if latest.last >= fee.first {
        found.append(.overlap(row: fee.row, earlier: latest.row))
      } else if fee.first - latest.last > 1 {
        found.append(.gap(row: fee.row, earlier: latest.row, days: fee.first - latest.last - 1))
      }
      if fee.last >= latest.last { latest = fee }
    }
    return found
  }
}

extension ContractFee {
  fileprivate var first: Int { from?.dayNumber ?? .min / 2 }
  fileprivate var last: Int { to?.dayNumber ?? .max / 2 }
}

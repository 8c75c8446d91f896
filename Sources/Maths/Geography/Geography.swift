// Geography: which boroughs there are and how they add up, as named versions with a date.
//
// Groups are lists of whole boroughs, so any figure of a group is arithmetic on figures the boroughs have
// already released. The module holds public facts only; it reads no file and knows no person. It never crosses
// two groupings: a sub-region's inner part can be a single borough.

/// One London borough (or the City of London), as the maintaining authority of plans.
public struct Borough: Sendable, Hashable {
  /// ONS code, for example `E09000001`.
  public let code: String
  /// DfE local authority number, three digits, for example `201`.
  public let laNumber: String
  public let name: String
  public let subRegion: SubRegion
  /// On the inner London list of this geography.
  public let isInner: Bool
}

/// The five sub-regions of London: the areas of the integrated care boards as they were in June 2025.
public enum SubRegion: String, CaseIterable, Sendable {
  case NCL, NEL, NWL, SEL, SWL

  public var name: String {
    switch self {
    case .NCL: "North Central London"
    case .NEL: "North East London"
    case .NWL: "North West London"
    case .SEL: "South East London"
    case .SWL: "South West London"
    }
  }
}

/// A set of whole boroughs that figures are shown for.
public struct Group: Sendable, Hashable {
  /// `london`, a sub-region's code, `inner` or `outer`.
  public let id: String
  public let name: String
  /// ONS codes, ascending.
  public let members: [String]
}

/// One version of the map.
public struct Geography: Sendable {
  public let id: String
  /// First day on which this version describes London, `2025-06-01`.
  public let validFrom: String
  /// All 33, by ONS code.
  public let boroughs: [Borough]
  /// London, the five sub-regions, inner, outer: in the order in which they are shown.
  public let groups: [Group]

  public init(id: String, validFrom: String, boroughs: [Borough]) {
    let sorted = boroughs.sorted { $0.code < $1.code }
    func group(_ id: String, _ name: String, _ holds: (Borough) -> Bool) -> Group {
      Group(id: id, name: name, members: sorted.filter(holds).map(\.code))
    }
    self.id = id
    self.validFrom = validFrom
    self.boroughs = sorted
    groups =
      [group("london", "London") { _ in true }]
      + SubRegion.allCases.map { region in group(region.rawValue, region.name) { $0.subRegion == region } }
      + [group("inner", "Inner London") { $0.isInner }, group("outer", "Outer London") { !$0.isInner }]
  }

  public func borough(code: String) -> Borough? { boroughs.first { $0.code == code } }
  public func borough(laNumber: String) -> Borough? { boroughs.first { $0.laNumber == laNumber } }
  public func group(id: String) -> Group? { groups.first { $0.id == id } }
}

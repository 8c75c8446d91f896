public import Geography
public import Vocabulary

/// Places in London's specialist provision on one census day, from an extract of GIAS.
///
/// An establishment counts in the borough in which it lies, when it was open on that day. Whoever takes the places: a
/// school's capacity does not say whose pupils it has.
public struct SpecialistPlaces: Sendable {
  /// Sectors that GIAS states places of; none are stated of mainstream schools' other places and of colleges.
  public static let sectors: [Sector] = [.resourced, .stateSpecial, .independent, .other]

  /// Sums over establishments.
  public struct Tally: Sendable, Equatable {
    public internal(set) var establishments = 0
    /// As far as stated.
    public internal(set) var places = 0
    /// Establishments that don't state all their places: how many, and by the column that is empty.
    public internal(set) var withoutPlaces = 0
    public internal(set) var unstated: [String: Int] = [:]
    /// Places by phase, in their order: those of establishments that state their ages.
    public internal(set) var phases = [Int](repeating: 0, count: Phase.allCases.count)
    /// Establishments that state places and no ages, and these places, which are in no phase.
    public internal(set) var withoutAges = 0, placesWithoutAges = 0
    public internal(set) var pupils = 0, withPupils = 0
    /// Establishments that name a need for which they are organised, and those that name each.
    public internal(set) var withNeeds = 0
    public internal(set) var needs: [Need: Int] = [:]
    /// Establishments whose number of places belongs to a kind that they say they don't have.
    public internal(set) var contradicted = 0

    public init() {}

    mutating func add(_ other: Tally) {
      establishments += other.establishments
      places += other.places
      withoutPlaces += other.withoutPlaces
      unstated.merge(other.unstated) { $0 + $1 }
      for phase in phases.indices { phases[phase] += other.phases[phase] }
      withoutAges += other.withoutAges
      placesWithoutAges += other.placesWithoutAges
      pupils += other.pupils
      withPupils += other.withPupils
      withNeeds += other.withNeeds
      needs.merge(other.needs) { $0 + $1 }
      contradicted += other.contradicted
    }
  }

  public let day: CalendarDate
  /// Boroughs in which any establishment of the extract lies, by ONS code: of the others it says nothing.
  public let boroughs: Set<String>
  /// Establishments open in London on that day whose type is newer than our list.
  public let ofUnknownType: Int
  /// Every establishment in London has a name that begins with Fictional: the extract is a rehearsal's.
  public let isFictional: Bool
  /// What of the extract could not be read: rows of London, and rows of which it is not known where they are.
  public let unread: [RegisterFaults.Fault]
  private let tallies: [String: [Sector: Tally]]

  /// - Throws: `missing-columns` where the extract lacks one that this can't be made without, `no-london-rows`.
  public init(
    _ register: EstablishmentRegister, on day: CalendarDate, geography: Geography = .report2025
  ) throws(SpecialistPlacesError) {
    let missing = Self.missing(register.missingColumns)
    guard missing.isEmpty else { throw SpecialistPlacesError(reason: .missingColumns, columns: missing) }
    var tallies: [String: [Sector: Tally]] = [:]
    var (boroughs, unknown, isFictional) = (Set<String>(), 0, true)
    for one in register.byURN.values {
      guard let code = one.laNumber.flatMap({ geography.borough(laNumber: $0)?.code }) else { continue }
      boroughs.insert(code)
      if !one.name.hasPrefix("Fictional") { isFictional = false }
      guard one.isOpen(on: day) else { continue }
      if one.type == nil { unknown += 1 }
      guard let offer = SpecialistOffer.of(one) else { continue }
      tallies[code, default: [:]][offer.sector, default: Tally()].add(Tally(offer, of: one))
    }
    guard !boroughs.isEmpty else { throw SpecialistPlacesError(reason: .noLondonRows) }
    (self.day, self.boroughs, self.tallies) = (day, boroughs, tallies)
    (ofUnknownType, self.isFictional) = (unknown, isFictional)
    unread = register.faults.faults.filter { fault in
      fault.laNumber.map { $0.isEmpty || geography.borough(laNumber: $0) != nil } ?? true
    }
  }

  /// Of some boroughs together.
  public func tally(_ members: some Sequence<String>, _ sector: Sector) -> Tally {
    members.reduce(into: Tally()) { sum, code in
      if let one = tallies[code]?[sector] { sum.add(one) }
    }
  }

  private static let needed: Set<String> = [
    "LA (code)", "OpenDate", "CloseDate", "SchoolCapacity", "StatutoryLowAge", "StatutoryHighAge",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionCapacity", "SenUnitCapacity",
  ]

  /// For figures about what schools are organised for.
  /// - Throws: `missing-columns` where the extract has none that would say so.
  public static func requireNeeds(_ register: EstablishmentRegister) throws(SpecialistPlacesError) {
    let columns = (1...13).map { "SEN\($0) (name)" }
    guard columns.allSatisfy(register.missingColumns.contains) else { return }
    throw SpecialistPlacesError(reason: .missingColumns, columns: columns)
  }

  /// Of the columns that an extract lacks, those without which something would have to be guessed. Of code and name of
  /// the status one is enough.
  private static func missing(_ columns: [String]) -> [String] {
    let status = ["EstablishmentStatus (code)", "EstablishmentStatus (name)"]
    let lacksStatus = status.allSatisfy(columns.contains)
    return columns.filter { needed.contains($0) || lacksStatus && $0 == status[0] }
  }
}

extension SpecialistPlaces.Tally {
  init(_ offer: SpecialistOffer, of one: Establishment) {
    self.init()
    if offer.isContradicted { contradicted = 1 }
    // Nothing but a number that it disowns.
    if offer.sector == .resourced, one.hasProvision == false { return }
    establishments = 1
    places = offer.places
    if !offer.unstated.isEmpty { withoutPlaces = 1 }
    for column in offer.unstated { unstated[column] = 1 }
    if let ages = one.academicAges {
      phases = PhaseShares.divide(places, over: ages, in: offer.sector)
    } else if places > 0 {
      (withoutAges, placesWithoutAges) = (1, places)
    }
    if let own = offer.pupils { (pupils, withPupils) = (own, 1) }
    if !one.needs.isEmpty { withNeeds = 1 }
    for need in Set(one.needs) { needs[need] = 1 }
  }
}

/// Why no places could be taken from an extract of GIAS.
public struct SpecialistPlacesError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case missingColumns = "missing-columns"
    case noLondonRows = "no-london-rows"
  }
  public let reason: Reason
  /// By GIAS's names.
  public var columns: [String] = []

  public var description: String {
    let what =
      switch reason {
      case .missingColumns:
        "it lacks \(columns.joined(separator: ", ")), and without them places would be guessed; download it again with all columns"
      case .noLondonRows: "holds no establishment of a London borough; download the extract of all establishments"
      }
    return "\(reason.rawValue): extract of GIAS: \(what)"
  }
}

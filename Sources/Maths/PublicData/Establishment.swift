public import Vocabulary

/// One establishment of GIAS, as far as placements and places need it.
public struct Establishment: Sendable, Equatable {
  public enum Status: Int, Sendable {
    case open = 1, closed, openProposedToClose, proposedToOpen

    init?(name: String) {
      switch name {
      case "open": self = .open
      case "closed": self = .closed
      case "open, but proposed to close": self = .openProposedToClose
      case "proposed to open": self = .proposedToOpen
      default: return nil
      }
    }
  }

  public let urn: Int
  /// Eight digits; several establishments, most of them closed, can share one.
  public let ukprn: Int?
  public let name: String
  /// DfE number of the authority in whose area it lies, three digits.
  public let laNumber: String?
  public let typeCode: Int?
  /// Nil for a type newer than our list.
  public let type: EstablishmentType?
  public let status: Status?
  /// Nil also for days before 1900.
  public let opened, closed: CalendarDate?
  /// Independent institution that young people may ask for under section 41; nil where the extract does not say.
  public let isSection41: Bool?
  /// Needs for which the school is organised (SEN1 to SEN13), in order.
  public let needs: [Need]
  /// `Resourced provision`, `SEN unit`, both or neither, as printed; places of each.
  public let hasResourcedProvision, hasSENUnit: Bool
  /// Either of the two; nil where the extract does not say.
  public let hasProvision: Bool?
  public let resourcedPlaces, unitPlaces: Int?
  /// On roll in resourced provision and in the SEN unit.
  public let resourcedPupils, unitPupils: Int?
  /// `SchoolCapacity`: places of the school as a whole; nil where none is stated, which is not 0.
  public let capacity: Int?
  /// `NumberOfPupils`, at the school census before the extract.
  public let pupils: Int?
  /// `StatutoryLowAge` and `StatutoryHighAge`: pupils leave in the school year in which they reach the latter.
  public let lowAge, highAge: Int?

  /// Academic ages of its pupils: a school from 11 to 16 has those from 11 to 15. Nil where the extract does not say, or
  /// says what can't be.
  public var academicAges: ClosedRange<Int>? {
    guard let lowAge, let highAge, lowAge <= highAge, AcademicAge.range.contains(lowAge) else { return nil }
    return lowAge...min(AcademicAge.range.upperBound, max(lowAge, highAge - 1))
  }

  /// Open on a day: opened by then, and not closed before it. Unknown days count as open.
  public func isOpen(on day: CalendarDate) -> Bool {
    if let opened, opened > day { return false }
    if let closed { return day <= closed }
    return status != .closed && status != .proposedToOpen
  }
}

/// All establishments of a GIAS extract, with successors where the links file was given.
public struct EstablishmentRegister: Sendable {
  public let byURN: [Int: Establishment]
  /// Columns that placements and places would use and this extract does not have.
  public let missingColumns: [String]
  /// What of the extract could not be read.
  public let faults: RegisterFaults
  private var links = EstablishmentLinks([:])

  init(_ establishments: [Establishment], missingColumns: [String], faults: RegisterFaults) {
    self.faults = faults
    byURN = Dictionary(establishments.map { ($0.urn, $0) }) { first, _ in first }
    self.missingColumns = missingColumns
  }

  /// Adds successors from the links file.
  public mutating func add(_ links: EstablishmentLinks) { self.links = links }

  /// Establishments that took a closed one's place, followed to those that are not closed themselves; the URN itself if
  /// it is not closed, empty if nobody followed. Ascending.
  public func current(_ urn: Int) -> [Int] {
    links.followed(from: urn) { byURN[$0].map { $0.status != .closed } ?? false }
  }
}

import Vocabulary

/// Why a table of places, or of planned places, was refused.
public struct PlacesFileError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Error, Sendable {
    case emptyFile = "empty-file"
    case badHeader = "bad-header"
    case wrongFieldCount = "wrong-field-count"
    case unknownBorough = "unknown-borough"
    case unknownSector = "unknown-sector"
    case unknownPhase = "unknown-phase"
    case badYear = "bad-year"
    case badNumber = "bad-number"
    case duplicateRow = "duplicate-row"
    case noPlacesToAddTo = "no-places-to-add-to"
    case belowZero = "below-zero"
  }
  public let reason: Reason
  /// Line in the file, from 1; 0 when the file as a whole is meant.
  public let line: Int
  /// Of planned places.
  public var isPlanned = false

  public var description: String {
    "\(reason.rawValue): \(isPlanned ? "planned places" : "places file")\(line == 0 ? "" : ", line \(line)"): \(advice)"
  }

  private var advice: String {
    switch reason {
    case .emptyFile: "holds no rows; give one for each borough, sector, phase and change"
    case .badHeader: "the header must be " + (isPlanned ? PlannedPlaces.header : PlacesFile.header).joined(separator: ",")
    case .wrongFieldCount: "a row needs five fields, without quotes"
    case .unknownBorough: "not an ONS code of a London borough"
    case .unknownSector: "the sector is none of " + Sector.codes.joined(separator: " ")
    case .unknownPhase: "the phase is none of " + Phase.codes.joined(separator: " ")
    case .badYear: "the year of a January in four digits, 1990 to 2150"
    case .badNumber where isPlanned:
      "additional places are a whole number, without separators; places that go have a minus before it"
    case .badNumber: "places are a whole number, without separators"
    case .duplicateRow: "this borough, sector, phase and year came before; keep one row"
    case .noPlacesToAddTo:
      "the extract says nothing of places in this borough and sector, so there is no number to add to; give totals in the "
        + "places file"
    case .belowZero: "more places would go than there are then; see which of the two is out of date"
    }
  }
}

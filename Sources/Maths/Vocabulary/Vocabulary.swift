// Vocabulary: the words of SEND statistics as closed sets, with the codes used in tables and messages.
//
// Every axis of every published table is one of these sets, in this order. The order is part of the
// protocol: cells travel as row-major arrays. Source of the sets: DfE SEN2 guide items 5.7c and 5.8a,
// grouped as in the product's specification of the forecast.

/// Primary need (SEN2 item 5.8a), twelve values; `oth` takes other, Down syndrome and unknown.
public enum Need: Int, CaseIterable, Sendable {
  case asd, slcn, semh, mld, sld, pmld, spld, hi, vi, msi, pd, oth

  /// Code in tables, for example `ASD`.
  public var code: String { Self.codes[rawValue] }
  public static let codes = ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "SPLD", "HI", "VI", "MSI", "PD", "OTH"]

  public init?(code: String) {
    guard let index = Self.codes.firstIndex(of: code) else { return nil }
    self.init(rawValue: index)
  }
}

/// Phase of education by academic age: EY 0-3, PRI 4-10, SEC 11-15, P16 16-18, P19 19-25.
public enum Phase: Int, CaseIterable, Sendable {
  case earlyYears, primary, secondary, post16, post19

  public var code: String { Self.codes[rawValue] }
  public static let codes = ["EY", "PRI", "SEC", "P16", "P19"]

  /// - Parameter academicAge: completed years on 31 August before the census, 0 to 25.
  public init(academicAge: Int) {
    switch academicAge {
    case ..<4: self = .earlyYears
    case ..<11: self = .primary
    case ..<16: self = .secondary
    case ..<19: self = .post16
    default: self = .post19
    }
  }
}

/// Placement sector: mainstream state (not a resourced place), resourced provision or SEN unit, state special,
/// independent or non-maintained, further education and specialist post-16, anything else.
public enum Sector: Int, CaseIterable, Sendable {
  case mainstream, resourced, stateSpecial, independent, furtherEducation, other

  public var code: String { Self.codes[rawValue] }
  public static let codes = ["MS", "RP", "SS", "IN", "FE", "OT"]
}

/// What happened to a plan in one borough between two census days.
public enum FlowStatus: Int, CaseIterable, Sendable {
  /// On roll at both; new plan; an existing plan arrived (or restarted); on roll at the earlier day only.
  case stay, new, transferredIn, leave

  public var code: String { Self.codes[rawValue] }
  public static let codes = ["STAY", "NEW", "TIN", "LEAVE"]
}

/// Academic age: completed years on 31 August before the census day.
public enum AcademicAge {
  public static let range = 0...25
  public static let count = 26

  /// - Returns: the age at census `year`, which may lie outside `range`.
  public static func at(census year: Int, bornIn birthYear: Int, month: Int) -> Int {
    (year - 1) - birthYear - (month >= 9 ? 1 : 0)
  }
}

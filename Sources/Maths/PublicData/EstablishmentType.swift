public import Vocabulary

/// A type of establishment of *Get Information About Schools* (GIAS), and where DfE counts a placement there.
public struct EstablishmentType: Sendable, Hashable {
  /// GIAS code, for example 7.
  public let code: Int
  public let name: String
  /// GIAS group, for example 5, special schools. Independent special schools are in it, academies are not.
  public let group: Int
  /// Setting of a placement that is in no SEN unit or resourced provision.
  public let setting: PublishedSetting
  /// Not expected in a SEND plan (higher education, secure, overseas, Welsh, …): worth a second look, not an error.
  public let isUnexpected: Bool

  public static func of(code: Int) -> EstablishmentType? { byCode[code] }
  /// - Parameter name: GIAS's name, in any case.
  public static func of(name: String) -> EstablishmentType? { byName[folded(name)] }

  /// Setting with the two flags of SEN2. They count only in state mainstream schools; with both set the place is
  /// taken as resourced provision (the sector is the same).
  public func setting(senUnit: Bool, resourced: Bool) -> PublishedSetting {
    switch (setting, resourced, senUnit) {
    case (.mainstreamMaintained, true, _): .mainstreamMaintainedResourced
    case (.mainstreamMaintained, _, true): .mainstreamMaintainedUnit
    case (.mainstreamAcademy, true, _): .mainstreamAcademyResourced
    case (.mainstreamAcademy, _, true): .mainstreamAcademyUnit
    case (.mainstreamFree, true, _): .mainstreamFreeResourced
    case (.mainstreamFree, _, true): .mainstreamFreeUnit
    default: setting
    }
  }
  public var sector: Sector { setting.sector }

  private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
  private static let byName = Dictionary(all.map { (folded($0.name), $0) }) { first, _ in first }

  private init(_ group: Int, _ code: Int, _ name: String, _ setting: PublishedSetting, unexpected: Bool = false) {
    (self.code, self.name, self.group, self.setting, isUnexpected) = (code, name, group, setting, unexpected)
  }

  /// Every type of the GIAS extract of 22 April 2025 (DfE, OGL v3.0). Settings follow the footnotes of DfE's release:
  /// other school types are service children's education, offshore schools, secure units, British schools overseas and
  /// "miscellaneous"; colleges include sixth forms. City technology, technical and studio schools go where GIAS groups
  /// them or where they are funded: an inference, since the release does not say.
  public static let all: [EstablishmentType] = [
    EstablishmentType(1, 18, "Further education", .generalFurtherEducation),
    EstablishmentType(1, 31, "Sixth form centres", .generalFurtherEducation),
    EstablishmentType(2, 29, "Higher education institutions", .generalFurtherEducation, unexpected: true),
    EstablishmentType(3, 6, "City technology college", .mainstreamAcademy),
    EstablishmentType(3, 11, "Other independent school", .mainstreamIndependent),
    EstablishmentType(4, 1, "Community school", .mainstreamMaintained),
    EstablishmentType(4, 2, "Voluntary aided school", .mainstreamMaintained),
    EstablishmentType(4, 3, "Voluntary controlled school", .mainstreamMaintained),
    EstablishmentType(4, 5, "Foundation school", .mainstreamMaintained),
    EstablishmentType(4, 14, "Pupil referral unit", .alternativeMaintained),
    EstablishmentType(4, 15, "Local authority nursery school", .mainstreamMaintained),
    EstablishmentType(5, 7, "Community special school", .specialMaintained),
    EstablishmentType(5, 8, "Non-maintained special school", .specialNonMaintained),
    EstablishmentType(5, 10, "Other independent special school", .specialIndependent),
    EstablishmentType(5, 12, "Foundation special school", .specialMaintained),
    EstablishmentType(6, 30, "Welsh establishment", .welsh, unexpected: true),
    EstablishmentType(9, 24, "Secure units", .otherSchools, unexpected: true),
    EstablishmentType(9, 25, "Offshore schools", .otherSchools, unexpected: true),
    EstablishmentType(9, 26, "Service children's education", .otherSchools, unexpected: true),
    EstablishmentType(9, 27, "Miscellaneous", .otherSchools, unexpected: true),
    EstablishmentType(9, 32, "Special post 16 institution", .specialistPost16),
    EstablishmentType(9, 37, "British schools overseas", .otherSchools, unexpected: true),
    EstablishmentType(9, 56, "Institution funded by other government department", .otherSchools, unexpected: true),
    EstablishmentType(10, 28, "Academy sponsor led", .mainstreamAcademy),
    EstablishmentType(10, 33, "Academy special sponsor led", .specialAcademy),
    EstablishmentType(10, 34, "Academy converter", .mainstreamAcademy),
    EstablishmentType(10, 42, "Academy alternative provision converter", .alternativeAcademy),
    EstablishmentType(10, 43, "Academy alternative provision sponsor led", .alternativeAcademy),
    EstablishmentType(10, 44, "Academy special converter", .specialAcademy),
    EstablishmentType(10, 45, "Academy 16-19 converter", .generalFurtherEducation),
    EstablishmentType(10, 46, "Academy 16 to 19 sponsor led", .generalFurtherEducation),
    EstablishmentType(10, 57, "Academy secure 16 to 19", .otherSchools, unexpected: true),
    EstablishmentType(11, 35, "Free schools", .mainstreamFree),
    EstablishmentType(11, 36, "Free schools special", .specialFree),
    EstablishmentType(11, 38, "Free schools alternative provision", .alternativeFree),
    EstablishmentType(11, 39, "Free schools 16 to 19", .generalFurtherEducation),
    EstablishmentType(11, 40, "University technical college", .mainstreamFree, unexpected: true),
    EstablishmentType(11, 41, "Studio schools", .mainstreamFree, unexpected: true),
    EstablishmentType(13, 49, "Online provider", .online, unexpected: true),
  ]
}

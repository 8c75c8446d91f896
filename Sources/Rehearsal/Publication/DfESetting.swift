/// Where the Department for Education (DfE) counts a placement, in the order of its tables since 2023.
enum DfESetting: Int, CaseIterable {
  case maintained, maintainedResourced, maintainedUnit
  case academy, academyResourced, academyUnit
  case free, freeResourced, freeUnit
  case independent
  case specialMaintained, specialAcademy, specialFree, specialIndependent, specialNonMaintained
  case alternativeAcademy, alternativeFree, alternativeMaintained
  case college, specialistCollege, registeredProvider
  case homeEducation, byAuthority, byParents, online, welsh, otherSchools, otherPlacement
  case neet, noticeToCease, outsideEducation, outsideEducationSchoolAge
  case earlyYears
  case notRecorded

  /// Compulsory school age as the published figures divide `NIEO`: 5 to 15 on the 31 August before.
  static let schoolAge = 5...15

  /// - Parameters:
  ///   - setting: nil where none was returned.
  ///   - academicAge: completed years on the 31 August before the day that counts.
  init(_ setting: Setting?, academicAge: Int) {
    guard let setting else {
      self = .notRecorded
      return
    }
    if let provider = setting.provider {
      self = provider.kind.map { Self.at($0, setting) } ?? .registeredProvider
      return
    }
    switch setting.code {
    case "OLA": self = .byAuthority
    case "OPA": self = .byParents
    case "EHE": self = .homeEducation
    case "EYP": self = .earlyYears
    case "OTH": self = .otherPlacement
    case "NEET": self = .neet
    case "NIEC": self = .noticeToCease
    case "NIEO": self = Self.schoolAge.contains(academicAge) ? .outsideEducationSchoolAge : .outsideEducation
    default: self = .notRecorded
    }
  }

  private static func at(_ kind: EstablishmentKind, _ setting: Setting) -> DfESetting {
    func mainstream(_ plain: DfESetting, _ resourced: DfESetting, _ unit: DfESetting) -> DfESetting {
      setting.isResourced ? resourced : setting.isUnit ? unit : plain
    }
    return switch kind {
    case .community, .voluntaryAided, .voluntaryControlled, .foundation, .nursery:
      mainstream(.maintained, .maintainedResourced, .maintainedUnit)
    case .academySponsored, .academyConverter: mainstream(.academy, .academyResourced, .academyUnit)
    case .freeSchool, .technicalCollege, .studioSchool: mainstream(.free, .freeResourced, .freeUnit)
    case .otherIndependent: .independent
    case .communitySpecial, .foundationSpecial: .specialMaintained
    case .academySpecialSponsored, .academySpecialConverter: .specialAcademy
    case .freeSchoolSpecial: .specialFree
    case .otherIndependentSpecial: .specialIndependent
    case .nonMaintainedSpecial: .specialNonMaintained
    case .pupilReferralUnit: .alternativeMaintained
    case .academyAlternativeConverter, .academyAlternativeSponsored: .alternativeAcademy
    case .freeSchoolAlternative: .alternativeFree
    case .furtherEducation, .sixthForm, .freeSchool16To19, .academy16To19Converter, .higherEducation: .college
    case .specialPost16: .specialistCollege
    case .online: .online
    case .welsh: .welsh
    case .secureUnit: .otherSchools
    }
  }
}

/// A run of settings of which DfE prints the total.
struct DfESettingGroup {
  let label: String
  let column: String
  let members: [DfESetting]

  static let mainstream = group("Mainstream - total", "mainstream_total", .maintained ... .independent)
  static let special = group("Special - total", "special_total", .specialMaintained ... .specialNonMaintained)
  static let alternative = group("AP/PRU - total", "ap_pru_total", .alternativeAcademy ... .alternativeMaintained)
  static let furtherEducation = group("FE - total", "fe_total", .college ... .registeredProvider)
  static let elsewhere = group(
    "Educated elsewhere - total", "ed_elsewhere", .homeEducation ... .outsideEducationSchoolAge)

  private static func group(_ label: String, _ column: String, _ range: ClosedRange<DfESetting>) -> DfESettingGroup {
    DfESettingGroup(label: label, column: column, members: DfESetting.allCases.filter(range.contains))
  }
}

extension DfESetting: Comparable {
  static func < (one: DfESetting, other: DfESetting) -> Bool { one.rawValue < other.rawValue }
}

public import Vocabulary

/// A setting as the Department for Education (DfE) prints it: a column of the caseload table from 2025 on, a row
/// label of the other tables, or an establishment type of the 2022 layout. Raw values are the column names.
///
/// Source: *Education, health and care plans*, data guidance of reporting years 2022, 2025 and 2026 (OGL v3.0).
public enum PublishedSetting: String, CaseIterable, Sendable {
  case mainstreamMaintained = "mainstream_la_maintained"
  case mainstreamMaintainedResourced = "mainstream_la_maintained_resourced_provision"
  case mainstreamMaintainedUnit = "mainstream_la_maintained_senunit"
  case mainstreamAcademy = "mainstream_academy"
  case mainstreamAcademyResourced = "mainstream_academy_resourced_provision"
  case mainstreamAcademyUnit = "mainstream_academy_senunit"
  case mainstreamFree = "mainstream_free_school"
  case mainstreamFreeResourced = "mainstream_free_school_resourced_provision"
  case mainstreamFreeUnit = "mainstream_free_school_senunit"
  case mainstreamIndependent = "mainstream_independent"
  case specialMaintained = "special_la_maintained"
  /// Academies and free schools together: up to the 2025 release, and years before 2025 in the 2026 release.
  case specialAcademyFree = "special_academy_free"
  case specialAcademy = "special_academy"
  case specialFree = "special_free_school"
  case specialIndependent = "special_independent"
  case specialNonMaintained = "special_non_maintained"
  /// 2022 layout only; later releases count it within `specialMaintained`.
  case hospital = "hospital_school"
  case alternativeAcademy = "ap_pru_academy"
  case alternativeFree = "ap_pru_free_school"
  case alternativeMaintained = "ap_pru_la_maintained"
  case generalFurtherEducation = "general_fe_tertiary_colleges"
  case sixthFormCollege = "sixth_form_college"
  case otherFurtherEducation = "other_fe"
  case independentSpecialistProvider = "independent_specialist_providers"
  case specialistPost16 = "specialist_post_16_institutions"
  case registeredProvider = "ukrlp_provider"
  case electiveHomeEducation = "elective_home_education"
  case arrangedByAuthority = "other_arrangements_la"
  case arrangedByParents = "other_arrangements_parents"
  case online = "online_provider"
  case welsh = "w_settings"
  case otherSchools = "other_schools"
  case otherPlacement = "other_placement_settings"
  case neet = "neet"
  case noticeToCease = "neet_ntci"
  case notInEducationOther = "neet_other"
  case notInEducationSchoolAge = "neet_other_csa"
  case earlyYears = "nm_early_years"
  case notRecorded = "placement_unknown"
  case awaiting = "await_prov_2022"
  case permanentlyExcluded = "perm_ex_2022"
  case awaitingAboveInEducation = "awaiting_above_csa_in_education"
  case awaitingAbove = "awaiting_above_csa"
  case awaitingBelowInEducation = "awaiting_below_csa_in_education"
  case awaitingBelow = "awaiting_below_csa"
  case awaitingSchoolAgeInEducation = "awaiting_csa_in_education"
  case awaitingSchoolAge = "awaiting_csa"
  case apprenticeship, traineeship
  case supportedInternship = "supported_internship"
  case workBasedLearning = "work_based_learning"

  /// MS state mainstream outside resourced places; RP resourced provision and SEN units; SS state special (hospital
  /// schools included); IN independent and non-maintained special and independent mainstream; FE colleges and post-16;
  /// OT the rest. These are the classes of the forecast's specification.
  public var sector: Sector {
    switch self {
    case .mainstreamMaintained, .mainstreamAcademy, .mainstreamFree: .mainstream
    case .mainstreamMaintainedResourced, .mainstreamMaintainedUnit, .mainstreamAcademyResourced, .mainstreamAcademyUnit,
      .mainstreamFreeResourced, .mainstreamFreeUnit:
      .resourced
    case .specialMaintained, .specialAcademyFree, .specialAcademy, .specialFree, .hospital: .stateSpecial
    case .mainstreamIndependent, .specialIndependent, .specialNonMaintained: .independent
    case .generalFurtherEducation, .sixthFormCollege, .otherFurtherEducation, .independentSpecialistProvider,
      .specialistPost16, .registeredProvider:
      .furtherEducation
    default: .other
    }
  }

  /// The sub-total that counts it; nil for settings that stand apart (early years, not recorded, the rare ones of 2022).
  public var group: PublishedSettingGroup? {
    switch self {
    case .mainstreamMaintained, .mainstreamMaintainedResourced, .mainstreamMaintainedUnit, .mainstreamAcademy,
      .mainstreamAcademyResourced, .mainstreamAcademyUnit, .mainstreamFree, .mainstreamFreeResourced,
      .mainstreamFreeUnit, .mainstreamIndependent:
      .mainstream
    case .specialMaintained, .specialAcademyFree, .specialAcademy, .specialFree, .specialIndependent,
      .specialNonMaintained, .hospital:
      .special
    case .alternativeAcademy, .alternativeFree, .alternativeMaintained: .alternative
    case .generalFurtherEducation, .sixthFormCollege, .otherFurtherEducation, .independentSpecialistProvider,
      .specialistPost16, .registeredProvider:
      .furtherEducation
    case .electiveHomeEducation, .arrangedByAuthority, .arrangedByParents, .online, .welsh, .otherSchools,
      .otherPlacement, .neet, .noticeToCease, .notInEducationOther, .notInEducationSchoolAge:
      .elsewhere
    default: nil
    }
  }

  /// The setting of a SENsetting code (SEN2 items 4.7c and 5.7c), which a return gives where there is no URN or UKPRN.
  /// - Parameter schoolAge: of compulsory school age, which divides `NIEO`.
  /// - Returns: nil for a code outside the list.
  public init?(senSetting code: String, schoolAge: Bool) {
    switch code {
    case "OLA": self = .arrangedByAuthority
    case "OPA": self = .arrangedByParents
    case "EHE": self = .electiveHomeEducation
    case "EYP": self = .earlyYears
    case "OTH": self = .otherPlacement
    case "NEET": self = .neet
    case "NIEC": self = .noticeToCease
    case "NIEO": self = schoolAge ? .notInEducationSchoolAge : .notInEducationOther
    default: return nil
    }
  }
}

/// Totals over settings that DfE prints beside them.
public enum PublishedSettingGroup: String, CaseIterable, Sendable {
  case mainstream, special, alternative, furtherEducation, elsewhere, neet, earlyYears, other, unknown

  /// The caseload table's column, where it has one.
  public var column: String? {
    switch self {
    case .mainstream: "mainstream_total"
    case .special: "special_total"
    case .alternative: "ap_pru_total"
    case .furtherEducation: "fe_total"
    case .elsewhere: "ed_elsewhere"
    case .neet, .earlyYears, .other, .unknown: nil
    }
  }
}

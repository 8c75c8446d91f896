/// What kind of establishment a provider is, by its code in Get Information About Schools (GIAS).
enum EstablishmentKind: Int, CaseIterable {
  case community = 1
  case voluntaryAided = 2
  case voluntaryControlled = 3
  case foundation = 5
  case communitySpecial = 7
  case nonMaintainedSpecial = 8
  case otherIndependentSpecial = 10
  case otherIndependent = 11
  case foundationSpecial = 12
  case pupilReferralUnit = 14
  case nursery = 15
  case furtherEducation = 18
  case secureUnit = 24
  case academySponsored = 28
  case higherEducation = 29
  case welsh = 30
  case sixthForm = 31
  case specialPost16 = 32
  case academySpecialSponsored = 33
  case academyConverter = 34
  case freeSchool = 35
  case freeSchoolSpecial = 36
  case freeSchoolAlternative = 38
  case freeSchool16To19 = 39
  case technicalCollege = 40
  case studioSchool = 41
  case academyAlternativeConverter = 42
  case academyAlternativeSponsored = 43
  case academySpecialConverter = 44
  case academy16To19Converter = 45
  case online = 49

  /// GIAS's name.
  var name: String {
    switch self {
    case .community: "Community school"
    case .voluntaryAided: "Voluntary aided school"
    case .voluntaryControlled: "Voluntary controlled school"
    case .foundation: "Foundation school"
    case .communitySpecial: "Community special school"
    case .nonMaintainedSpecial: "Non-maintained special school"
    case .otherIndependentSpecial: "Other independent special school"
    case .otherIndependent: "Other independent school"
    case .foundationSpecial: "Foundation special school"
    case .pupilReferralUnit: "Pupil referral unit"
    case .nursery: "Local authority nursery school"
    case .furtherEducation: "Further education"
    case .secureUnit: "Secure units"
    case .academySponsored: "Academy sponsor led"
    case .higherEducation: "Higher education institutions"
    case .welsh: "Welsh establishment"
    case .sixthForm: "Sixth form centres"
    case .specialPost16: "Special post 16 institution"
    case .academySpecialSponsored: "Academy special sponsor led"
    case .academyConverter: "Academy converter"
    case .freeSchool: "Free schools"
    case .freeSchoolSpecial: "Free schools special"
    case .freeSchoolAlternative: "Free schools alternative provision"
    case .freeSchool16To19: "Free schools 16 to 19"
    case .technicalCollege: "University technical college"
    case .studioSchool: "Studio schools"
    case .academyAlternativeConverter: "Academy alternative provision converter"
    case .academyAlternativeSponsored: "Academy alternative provision sponsor led"
    case .academySpecialConverter: "Academy special converter"
    case .academy16To19Converter: "Academy 16-19 converter"
    case .online: "Online provider"
    }
  }

  /// Code and name of GIAS's group of kinds.
  var group: (code: Int, name: String) {
    switch self {
    case .furtherEducation, .sixthForm: (1, "Colleges")
    case .higherEducation: (2, "Universities")
    case .otherIndependent: (3, "Independent schools")
    case .community, .voluntaryAided, .voluntaryControlled, .foundation, .pupilReferralUnit, .nursery:
      (4, "Local authority maintained schools")
    case .communitySpecial, .nonMaintainedSpecial, .otherIndependentSpecial, .foundationSpecial: (5, "Special schools")
    case .welsh: (6, "Welsh schools")
    case .secureUnit, .specialPost16: (9, "Other types")
    case .academySponsored, .academySpecialSponsored, .academyConverter, .academyAlternativeConverter,
      .academyAlternativeSponsored, .academySpecialConverter, .academy16To19Converter:
      (10, "Academies")
    case .freeSchool, .freeSchoolSpecial, .freeSchoolAlternative, .freeSchool16To19, .technicalCollege, .studioSchool:
      (11, "Free Schools")
    case .online: (13, "Online provider")
    }
  }

  // The kinds of fictional providers, in turn.

  static let primary: [EstablishmentKind] = [
    .community, .voluntaryAided, .academyConverter, .community, .foundation, .academySponsored, .community, .freeSchool,
    .voluntaryAided, .voluntaryControlled,
  ]
  static let secondary: [EstablishmentKind] = [
    .academyConverter, .academySponsored, .community, .freeSchool, .voluntaryAided,
  ]
  static let special: [EstablishmentKind] = [
    .communitySpecial, .academySpecialConverter, .foundationSpecial, .freeSchoolSpecial, .communitySpecial,
    .academySpecialSponsored,
  ]
  static let alternative: [EstablishmentKind] = [
    .pupilReferralUnit, .academyAlternativeConverter, .freeSchoolAlternative, .pupilReferralUnit,
    .academyAlternativeSponsored,
  ]
  static let independent: [EstablishmentKind] = [
    .otherIndependent, .otherIndependentSpecial, .otherIndependentSpecial, .nonMaintainedSpecial, .otherIndependent,
    .otherIndependentSpecial, .otherIndependentSpecial, .otherIndependentSpecial, .otherIndependent,
    .otherIndependentSpecial,
  ]
  /// Nil: a registered provider that GIAS does not know.
  static let college: [EstablishmentKind?] = [
    .furtherEducation, .specialPost16, .furtherEducation, .sixthForm, .specialPost16, .furtherEducation,
    .academy16To19Converter, nil, .furtherEducation, .freeSchool16To19,
  ]
}

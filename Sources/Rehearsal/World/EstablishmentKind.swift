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
  case furtherEducation = 18
  case academySponsored = 28
  case sixthForm = 31
  case specialPost16 = 32
  case academySpecialSponsored = 33
  case academyConverter = 34
  case freeSchool = 35
  case freeSchoolSpecial = 36
  case freeSchoolAlternative = 38
  case freeSchool16To19 = 39
  case academyAlternativeConverter = 42
  case academyAlternativeSponsored = 43
  case academySpecialConverter = 44
  case academy16To19Converter = 45

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

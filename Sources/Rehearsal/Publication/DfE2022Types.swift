/// Types of establishment of the 2022 layout, by its groups, with the settings that each takes in.
enum DfE2022Types {
  struct Group {
    let name: String
    let types: [(name: String, settings: [DfESetting])]
  }

  static let groups = [
    Group(
      name: "Mainstream school",
      types: [
        ("Mainstream - LA maintained", [.maintained]), ("Mainstream - LA maintained - SEN unit", [.maintainedUnit]),
        ("Mainstream - LA maintained - Resourced provision", [.maintainedResourced]),
        ("Mainstream - Academy", [.academy]), ("Mainstream - Academy - SEN unit", [.academyUnit]),
        ("Mainstream - Academy - Resourced Provision", [.academyResourced]), ("Mainstream - Free school", [.free]),
        ("Mainstream - Free school - SEN unit", [.freeUnit]),
        ("Mainstream - Free school - Resourced provision", [.freeResourced]), ("Mainstream - Independent", [.independent]),
      ]),
    Group(
      name: "Special school",
      types: [
        ("Special - LA maintained", [.specialMaintained]), ("Special - Academy/free", [.specialAcademy, .specialFree]),
        ("Special - Non-maintained", [.specialNonMaintained]), ("Special - Independent", [.specialIndependent]),
        ("Hospital School", []),
      ]),
    Group(
      name: "Alternative provision/Pupil referral unit",
      types: [
        ("AP/PRU - LA maintained", [.alternativeMaintained]), ("AP/PRU - Academy", [.alternativeAcademy]),
        ("AP/PRU - Free school", [.alternativeFree]),
      ]),
    Group(
      name: "Further education",
      types: [
        ("General FE and tertiary colleges/HE", [.college]), ("Other FE", [.registeredProvider]),
        ("Sixth form college", []), ("Specialist post-16 institutions", [.specialistCollege]),
      ]),
    Group(name: "NEET", types: [("NEET", [.neet, .noticeToCease])]),
    Group(name: "Other", types: [("Other", [.otherPlacement, .online, .welsh, .otherSchools])]),
    Group(
      name: "Educated elsewhere",
      types: [
        ("Elective home education", [.homeEducation]), ("Other arrangements by local authority", [.byAuthority]),
        ("Other arrangements by parents", [.byParents]), ("Permanently excluded", []),
        ("Awaiting provision - above compulsory school age and in education", []),
        ("Awaiting provision - above compulsory school age and not in education", [.outsideEducation]),
        ("Awaiting provision - below compulsory school age and in education", []),
        ("Awaiting provision - below compulsory school age and not in education", []),
        ("Awaiting provision - compulsory school age and in education", []),
        ("Awaiting provision - compulsory school age and not in education", [.outsideEducationSchoolAge]),
      ]),
    Group(name: "Non-maintained early years", types: [("Non-maintained early years", [.earlyYears])]),
  ]
}

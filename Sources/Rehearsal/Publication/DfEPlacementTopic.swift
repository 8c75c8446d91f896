extension Topic {
  /// Rows by setting and by groups of settings, in the words of the need tables.
  static func placements(is2026: Bool) -> Topic {
    let special: [(String, [DfESetting])] =
      is2026
      ? [("Special - academy", [.specialAcademy]), ("Special - free school", [.specialFree])]
      : [("Special - Academy/free schools", [.specialAcademy, .specialFree])]
    let groups: [DfESettingGroup] = [.mainstream, .special, .alternative, .furtherEducation, .elsewhere]
    let rows = labels.map { ($0.1, [$0.0]) } + special + groups.map { ($0.label, $0.members) }
    return Topic(
      title: "Type of placement", dimension: .setting,
      groups: rows.sorted { $0.0 < $1.0 }.map { (label: $0.0, members: $0.1.map(\.rawValue)) })
  }

  private static let labels: [(DfESetting, String)] = [
    (.maintained, "Mainstream - LA maintained"),
    (.maintainedResourced, "Mainstream - LA maintained (resourced provision)"),
    (.maintainedUnit, "Mainstream - LA maintained (SEN unit)"),
    (.academy, "Mainstream - academy"),
    (.academyResourced, "Mainstream - academy (resourced provision)"),
    (.academyUnit, "Mainstream - academy (SEN unit)"),
    (.free, "Mainstream - free school"),
    (.freeResourced, "Mainstream - free school (resourced provision)"),
    (.freeUnit, "Mainstream - free school (SEN unit)"),
    (.independent, "Mainstream - independent"),
    (.specialMaintained, "Special - LA maintained"),
    (.specialIndependent, "Special - independent"),
    (.specialNonMaintained, "Special - non-maintained"),
    (.alternativeAcademy, "AP/PRU - academy"),
    (.alternativeFree, "AP/PRU - free school"),
    (.alternativeMaintained, "AP/PRU - LA maintained"),
    (.college, "FE - general FE and tertiary colleges"),
    (.specialistCollege, "FE - specialist post-16 institutions"),
    (.registeredProvider, "FE - UKRLP provider"),
    (.homeEducation, "Educated elsewhere - elective home education"),
    (.byAuthority, "Educated elsewhere - other arrangements by LA"),
    (.byParents, "Educated elsewhere - other arrangements by parents"),
    (.online, "Educated elsewhere - online provider"),
    (.welsh, "Educated elsewhere - Welsh establishment"),
    (.otherSchools, "Educated elsewhere - other schools and establishments"),
    (.otherPlacement, "Educated elsewhere - other placement settings"),
    (.neet, "Educated elsewhere - NEET"),
    (.noticeToCease, "Educated elsewhere - not in education or training (notice to cease issued)"),
    (.outsideEducation, "Educated elsewhere - not in education or training (other)"),
    (.outsideEducationSchoolAge, "Educated elsewhere - not in education or training (compulsory school age)"),
    (.earlyYears, "Non-maintained early years"),
    (.notRecorded, "Placement not recorded"),
  ]
}

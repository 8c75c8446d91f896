extension Geography {
  /// The geography of *SEND Commissioning in London* (LIIA/Mime, June 2025): five sub-regions by integrated care
  /// board, inner and outer London by the London Councils list. That list differs from the statutory one:
  /// Greenwich is inner here and Haringey outer. Codes and numbers: ONS and DfE, Open Government Licence v3.0.
  public static let report2025 = Geography(
    id: "report-2025", validFrom: "2025-06-01",
    boroughs: [
      Borough(code: "E09000001", laNumber: "201", name: "City of London", subRegion: .NEL, isInner: true),
      Borough(code: "E09000002", laNumber: "301", name: "Barking and Dagenham", subRegion: .NEL, isInner: false),
      Borough(code: "E09000003", laNumber: "302", name: "Barnet", subRegion: .NCL, isInner: false),
      Borough(code: "E09000004", laNumber: "303", name: "Bexley", subRegion: .SEL, isInner: false),
      Borough(code: "E09000005", laNumber: "304", name: "Brent", subRegion: .NWL, isInner: false),
      Borough(code: "E09000006", laNumber: "305", name: "Bromley", subRegion: .SEL, isInner: false),
      Borough(code: "E09000007", laNumber: "202", name: "Camden", subRegion: .NCL, isInner: true),
      Borough(code: "E09000008", laNumber: "306", name: "Croydon", subRegion: .SWL, isInner: false),
      Borough(code: "E09000009", laNumber: "307", name: "Ealing", subRegion: .NWL, isInner: false),
      Borough(code: "E09000010", laNumber: "308", name: "Enfield", subRegion: .NCL, isInner: false),
      Borough(code: "E09000011", laNumber: "203", name: "Greenwich", subRegion: .SEL, isInner: true),
      Borough(code: "E09000012", laNumber: "204", name: "Hackney", subRegion: .NEL, isInner: true),
      Borough(code: "E09000013", laNumber: "205", name: "Hammersmith and Fulham", subRegion: .NWL, isInner: true),
      Borough(code: "E09000014", laNumber: "309", name: "Haringey", subRegion: .NCL, isInner: false),
      Borough(code: "E09000015", laNumber: "310", name: "Harrow", subRegion: .NWL, isInner: false),
      Borough(code: "E09000016", laNumber: "311", name: "Havering", subRegion: .NEL, isInner: false),
      Borough(code: "E09000017", laNumber: "312", name: "Hillingdon", subRegion: .NWL, isInner: false),
      Borough(code: "E09000018", laNumber: "313", name: "Hounslow", subRegion: .NWL, isInner: false),
      Borough(code: "E09000019", laNumber: "206", name: "Islington", subRegion: .NCL, isInner: true),
      Borough(code: "E09000020", laNumber: "207", name: "Kensington and Chelsea", subRegion: .NWL, isInner: true),
      Borough(code: "E09000021", laNumber: "314", name: "Kingston upon Thames", subRegion: .SWL, isInner: false),
      Borough(code: "E09000022", laNumber: "208", name: "Lambeth", subRegion: .SEL, isInner: true),
      Borough(code: "E09000023", laNumber: "209", name: "Lewisham", subRegion: .SEL, isInner: true),
      Borough(code: "E09000024", laNumber: "315", name: "Merton", subRegion: .SWL, isInner: false),
      Borough(code: "E09000025", laNumber: "316", name: "Newham", subRegion: .NEL, isInner: true),
      Borough(code: "E09000026", laNumber: "317", name: "Redbridge", subRegion: .NEL, isInner: false),
      Borough(code: "E09000027", laNumber: "318", name: "Richmond upon Thames", subRegion: .SWL, isInner: false),
      Borough(code: "E09000028", laNumber: "210", name: "Southwark", subRegion: .SEL, isInner: true),
      Borough(code: "E09000029", laNumber: "319", name: "Sutton", subRegion: .SWL, isInner: false),
      Borough(code: "E09000030", laNumber: "211", name: "Tower Hamlets", subRegion: .NEL, isInner: true),
      Borough(code: "E09000031", laNumber: "320", name: "Waltham Forest", subRegion: .NEL, isInner: false),
      Borough(code: "E09000032", laNumber: "212", name: "Wandsworth", subRegion: .SWL, isInner: true),
      Borough(code: "E09000033", laNumber: "213", name: "Westminster", subRegion: .NWL, isInner: true),
    ])
}

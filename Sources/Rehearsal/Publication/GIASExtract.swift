import Geography
import Vocabulary

/// The fictional providers as *Get Information About Schools* (GIAS) would list them: its `edubasealldata` extract and
/// the links between closed establishments and those that followed.
///
/// Windows-1252, CRLF, texts quoted; columns of the extract since April 2025, so without those of Ofsted. Every name
/// begins with Fictional.
struct GIASExtract {
  private let boroughs: [Borough]
  private let seed: UInt64
  private let sizes: SchoolSizes
  private var establishments: [Establishment] = []
  private var links: [(closed: Establishment, opened: Establishment)] = []

  /// One row.
  struct Establishment {
    let urn: Int
    let ukprn: Int
    let kind: EstablishmentKind
    let name: String
    let borough: Int
    var level: Provider.Level
    var resourced: (hasUnit: Bool, hasPlaces: Bool) = (false, false)
    var opened = "01-09-1990"
    var closed = ""
    var size = SchoolSizes.Size()
    /// Needs for which it is organised.
    var needs: [Need] = []
  }

  init(_ world: World) {
    (boroughs, seed, sizes) = (world.boroughs, world.seed, SchoolSizes(seed: world.seed))
    for (place, provider) in world.placements.providers.all.enumerated() { add(provider, place) }
    addOthers()
  }

  private mutating func add(_ provider: Provider, _ place: Int) {
    guard let kind = provider.kind else { return }
    // A college's number of 19900007 is 990007 here: returns know it by its UKPRN alone.
    var one = Establishment(
      urn: provider.urn ?? 990_000 + provider.ukprn % 1000, ukprn: provider.ukprn, kind: kind,
      name: place % 29 == 7 ? provider.name + " \u{2013} Élan\u{2019}s Site" : provider.name,
      borough: provider.borough ?? place % boroughs.count, level: provider.level)
    one.resourced = (provider.hasResourcedPlaces && provider.hasUnit, provider.hasResourcedPlaces && !provider.hasUnit)
    one.size = sizes.size(
      one.level, kind, number: one.urn, borough: one.borough, hasResourced: provider.hasResourcedPlaces)
    one.needs = GIASColumns.needs(one, seed: seed)
    let becameAcademy = kind == .community && one.urn % 40 == 0 || kind == .communitySpecial && one.urn % 12 == 0
    guard becameAcademy else {
      if kind == .furtherEducation { addMerged(into: one) }
      return establishments.append(one)
    }
    // Children are still returned under the closed school's number.
    one.closed = "31-08-2023"
    var academy = Establishment(
      urn: one.urn + 10_000, ukprn: 19_500_000 + one.urn % 100_000,
      kind: kind == .community ? .academyConverter : .academySpecialConverter,
      name: provider.name.replacing("School", with: "Academy"), borough: one.borough, level: one.level)
    academy.opened = "01-09-2023"
    (academy.resourced, academy.size, academy.needs) = (one.resourced, one.size, one.needs)
    establishments += [one, academy]
    links.append((one, academy))
  }

  /// A closed college that shares its UKPRN with the one it became part of.
  private mutating func addMerged(into college: Establishment) {
    var closed = Establishment(
      urn: college.urn - 9000, ukprn: college.ukprn, kind: .specialPost16, name: "\(college.name), former site",
      borough: college.borough, level: .college)
    closed.closed = "31-07-2019"
    establishments.append(closed)
    links.append((closed, college))
  }

  /// Kinds that no plan of the rehearsal names.
  private mutating func addOthers() {
    let kinds: [EstablishmentKind] = [
      .nursery, .higherEducation, .welsh, .secureUnit, .technicalCollege, .studioSchool, .online,
    ]
    for (place, kind) in kinds.enumerated() {
      establishments.append(
        Establishment(
          urn: 999_001 + place, ukprn: 19_600_001 + place, kind: kind, name: "Fictional \(kind.name), \"No Plan\"",
          borough: place, level: .secondary))
    }
    addPlanted()
  }

  /// For planted defects: a school, one that closed before any placement began, and one that is known as followed alone.
  private mutating func addPlanted() {
    func school(_ urn: Int, closed: String = "") -> Establishment {
      var one = Establishment(
        urn: urn, ukprn: Planted.ukprn + urn - Planted.school, kind: .community, name: "Fictional School \(urn)",
        borough: 0, level: .secondary)
      one.closed = closed
      return one
    }
    let open = school(Planted.school)
    let closed = school(Planted.closed, closed: "31-08-2012")
    establishments += [open, closed]
    links += [(closed, open), (school(Planted.followed, closed: "31-08-2011"), open)]
  }

  /// Establishments that no plan names unless a defect is planted.
  enum Planted {
    static let university = 999_002
    static let school = 999_011
    /// Of that school.
    static let ukprn = 18_600_011
    static let closed = 999_012
    /// Is in the links alone.
    static let followed = 999_013
  }

  static let name = "edubasealldata_fictional.csv"
  static let linksName = "links_edubasealldata_fictional.csv"

  func write(to folder: Folder) throws {
    var text = Bytes()
    text.add(GIASColumns.names.joined(separator: ","))
    text.add("\r\n")
    for one in establishments.sorted(by: { $0.urn < $1.urn }) {
      let values = GIASColumns.values(one, boroughs[one.borough])
      add(GIASColumns.names.map { values[$0] ?? "" }, to: &text)
    }
    try folder.write(text, to: Self.name)

    var linked = Bytes()
    linked.add("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n")
    for (closed, opened) in links {
      let day = opened.opened == "01-09-1990" ? "" : opened.opened
      add([String(closed.urn), String(opened.urn), opened.name, "Successor", day], to: &linked)
      add([String(opened.urn), String(closed.urn), closed.name, "Predecessor", day], to: &linked)
    }
    try folder.write(linked, to: Self.linksName)
  }

  /// Numbers and dates stand plain, all else in quotation marks.
  private func add(_ values: [String], to text: inout Bytes) {
    for (place, value) in values.enumerated() {
      if place > 0 { text.add(",") }
      if value.utf8.allSatisfy({ (0x2D...0x39).contains($0) }) {
        text.add(value)
      } else {
        text.addWindows1252("\"\(value.replacing("\"", with: "\"\""))\"")
      }
    }
    text.add("\r\n")
  }
}

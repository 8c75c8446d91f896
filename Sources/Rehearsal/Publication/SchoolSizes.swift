import Vocabulary

/// How many places each fictional school has and how many pupils: about as many in special schools and in resourced
/// provision as plans place there in January 2025, whichever boroughs are written.
///
/// Pupils are the expected placements, give or take a twelfth; places are those, from a fourteenth less (a school that is
/// over-full) to an eighth more. One school in 40 states no places, as real ones don't.
struct SchoolSizes {
  /// What an extract states; nil: nothing.
  struct Size {
    var capacity, pupils, resourcedPlaces, resourcedPupils: Int?
  }

  private let seed: UInt64
  /// Expected placements by the borough that holds the plan and by sector.
  private let expected: [[Double]]
  /// Of those in resourced provision, in primary schools.
  private let primaryShare: Double

  init(seed: UInt64) {
    self.seed = seed
    // Newham's shares are of another January, so they are taken of the plans that it holds in the rehearsal.
    expected = zip(PublishedBoroughs.sectors2025.rows, PublishedBoroughs.stock.rows).map { sectors, stock in
      let all = Double(sectors.reduce(0, +))
      return sectors.map { Double($0) * Double(stock[Years.published]) / all }
    }
    let resourced = zip(PublishedLondon.sectorByAge.keys, PublishedLondon.sectorByAge.column(Sector.resourced.rawValue))
    let primary = resourced.reduce(0) { sum, one in (Int(one.0) ?? 99) < 11 ? sum + one.1 : sum }
    primaryShare = Double(primary) / Double(max(1, resourced.reduce(0) { $0 + $1.1 }))
  }

  /// - Parameter number: the school's own, which a successor keeps.
  func size(_ level: Provider.Level, _ kind: EstablishmentKind, number: Int, borough: Int, hasResourced: Bool) -> Size {
    var random = RandomSource(seed: seed, stream: .size, index: number)
    var size = Size()
    switch level {
    case .special: (size.capacity, size.pupils) = full(placed(.stateSpecial, in: borough) / 6, &random)
    case .independent where kind == .otherIndependent:
      (size.capacity, size.pupils) = roomy(Double(random.pick(150...900)), &random)
    case .independent: (size.capacity, size.pupils) = full(total(.independent) / 180, &random)
    case .alternative: (size.capacity, size.pupils) = roomy(Double(random.pick(40...120)), &random)
    case .primary: (size.capacity, size.pupils) = roomy(Double(210 * random.pick(1...3)), &random)
    case .secondary: (size.capacity, size.pupils) = roomy(Double(150 * random.pick(6...10)), &random)
    case .college: break
    }
    if hasResourced {
      let (share, schools) = level == .primary ? (primaryShare, 8.0) : (1 - primaryShare, 3.0)
      (size.resourcedPlaces, size.resourcedPupils) = full(placed(.resourced, in: borough) * share / schools, &random)
    }
    return size
  }

  /// Placements in a borough's schools: its own, but for one in nine, and its part of those from elsewhere.
  private func placed(_ sector: Sector, in borough: Int) -> Double {
    0.89 * expected[borough][sector.rawValue] + 0.11 * total(sector) / Double(expected.count)
  }

  private func total(_ sector: Sector) -> Double { expected.reduce(0) { $0 + $1[sector.rawValue] } }

  /// About as many pupils as expected, and places for about as many.
  private func full(_ expected: Double, _ random: inout RandomSource) -> (places: Int?, pupils: Int?) {
    let pupils = max(1, (expected * (0.92 + 0.16 * random.unit())).rounded())
    let places = max(2, (pupils * (0.93 + 0.2 * random.unit())).rounded())
    return (random.chance(0.025) ? nil : Int(places), Int(pupils))
  }

  /// Places for so many, and fewer pupils.
  private func roomy(_ places: Double, _ random: inout RandomSource) -> (places: Int?, pupils: Int?) {
    let pupils = (places * (0.8 + 0.2 * random.unit())).rounded()
    return (random.chance(0.025) ? nil : Int(places), Int(pupils))
  }
}

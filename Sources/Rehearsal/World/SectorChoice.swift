import Vocabulary

/// Shares of placement sectors by borough, age and need, and who stands where in them.
///
/// Raked to three published tables of January 2025: age × sector and need × sector of London, sector of each borough.
/// A person keeps a place in a fixed order of sectors, so that few change sector except where an age makes them.
struct SectorChoice {
  /// age 26 × need 12 × sector 6.
  private let london: [Double]
  /// Factor by borough and sector.
  private let factors: [[Double]]

  private static let (needs, sectors) = (Need.allCases.count, Sector.allCases.count)
  private static let order: [Sector] = [.stateSpecial, .resourced, .mainstream, .other, .independent, .furtherEducation]

  init(_ lives: Lives, _ needs: PersonNeeds) {
    let last = Years.published
    let boroughs = PublishedBoroughs.sectors2025.rows
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: 26 * Self.needs), count: boroughs.count)
    for person in 0..<lives.count where lives.home(person, last) >= 0 {
      counts[lives.home(person, last)][lives.age(person, last) * Self.needs + needs.need(person, last)] += 1
    }
    var all = [Double](repeating: 0, count: 26 * Self.needs)
    for borough in counts { for cell in all.indices { all[cell] += borough[cell] } }
    london = Self.raked(all)
    factors = zip(boroughs, counts).map { [london] in Self.factor(published: $0, counts: $1, london) }
  }

  func sector(borough: Int, age: Int, need: Int, luck: Double) -> Sector {
    let start = (min(25, max(2, age)) * Self.needs + need) * Self.sectors
    let factor = factors[borough]
    var sum = 0.0
    for sector in 0..<Self.sectors { sum += london[start + sector] * factor[sector] }
    var left = luck * sum
    for sector in Self.order {
      left -= london[start + sector.rawValue] * factor[sector.rawValue]
      if left < 0 { return sector }
    }
    return .other
  }

  private static func raked(_ counts: [Double]) -> [Double] {
    let byAge = (0..<26).map { age in
      AgeTargets.shares(PublishedLondon.sectorByAge[max(2, age)].map { Double($0) + 0.2 })
    }
    let byNeed = Need.codes.map { AgeTargets.shares(PublishedLondon.sectorByNeed[$0].map { Double($0) + 0.2 }) }
    var table = [Double](repeating: 0, count: counts.count * sectors)
    for cell in counts.indices {
      let (ofAge, ofNeed) = (byAge[cell / needs], byNeed[cell % needs])
      for sector in 0..<sectors { table[cell * sectors + sector] = ofAge[sector] * ofNeed[sector] }
    }
    for _ in 0..<15 {
      rake(&table, counts, to: byNeed) { $0 % needs }
      rake(&table, counts, to: byAge) { $0 / needs }
    }
    return table
  }

  /// One step of iterative proportional fitting of shares within cells to shares within groups of cells.
  private static func rake(
    _ table: inout [Double], _ counts: [Double], to wanted: [[Double]], group: (Int) -> Int
  ) {
    var got = wanted.map { $0.map { _ in 1e-9 } }
    for cell in counts.indices {
      let start = cell * sectors
      var sum = 0.0
      for sector in 0..<sectors { sum += table[start + sector] }
      for sector in 0..<sectors {
        table[start + sector] /= sum
        got[group(cell)][sector] += (counts[cell] + 1e-6) * table[start + sector]
      }
    }
    let shares = got.map { AgeTargets.shares($0) }
    for cell in counts.indices {
      let place = group(cell)
      for sector in 0..<sectors {
        table[cell * sectors + sector] *= wanted[place][sector] / max(shares[place][sector], 1e-9)
      }
    }
  }

  private static func factor(published: [Int], counts: [Double], _ london: [Double]) -> [Double] {
    let size = Double(published.reduce(0, +))
    let wanted = published.map { (Double($0) + 0.3) / (size + 1.8) }
    var factor = [Double](repeating: 1, count: sectors)
    for _ in 0..<8 {
      var got = [Double](repeating: 1e-9, count: sectors)
      for cell in counts.indices where counts[cell] > 0 {
        var sum = 0.0
        for sector in 0..<sectors { sum += london[cell * sectors + sector] * factor[sector] }
        for sector in 0..<sectors {
          got[sector] += counts[cell] * london[cell * sectors + sector] * factor[sector] / sum
        }
      }
      let shares = AgeTargets.shares(got)
      for sector in 0..<sectors {
        factor[sector] = min(max(factor[sector] * wanted[sector] / shares[sector], 0.02), 50)
      }
    }
    return factor
  }
}

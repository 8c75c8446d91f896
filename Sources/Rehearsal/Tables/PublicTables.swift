import Geography
import Vocabulary

/// `public/`: what anybody may know of the fictional London. Comment lines begin with `#`.
struct PublicTables {
  let world: World
  /// Boroughs written, and their tables.
  let boroughs: [Int]
  let truths: [BoroughTruth]

  private static let about = "# FICTIONAL, made by the program rehearsal of Boroughwise.\n"
  private static let needs = Need.allCases.count

  func write(to folder: Folder) throws {
    try folder.writeNotice()
    try folder.write(population(), to: "population.csv")
    try folder.write(providers(), to: "providers.csv")
    try folder.write(caseload(), to: "dfe_caseload.csv")
    try folder.write(need(), to: "dfe_need.csv")
    try folder.write(placement(), to: "dfe_placement.csv")
  }

  private func population() -> Bytes {
    var text = Bytes()
    text.add(Self.about)
    text.add("# January population by academic age, with one decimal. After ONS mid-2019 and mid-2020 estimates\n")
    text.add("# (Open Government Licence v3.0); all other years are invented.\ncode,year")
    for age in AcademicAge.range { text.add(",\(age)") }
    text.add("\n")
    let january = January()
    for (place, borough) in world.boroughs.enumerated() {
      for year in January.range {
        text.add("\(borough.code),\(year)")
        for people in january.years[year]?[place] ?? [] {
          let tenths = max(1, Int(people * 10 + 0.5))
          text.add(",")
          text.add(tenths / 10)
          text.add(".")
          text.add(tenths % 10)
        }
        text.add("\n")
      }
    }
    return text
  }

  private func providers() -> Bytes {
    var text = Bytes()
    text.add(Self.about)
    text.add("# URN 900001 on state mainstream, 940001 on state special, 960001 on independent and non-maintained,\n")
    text.add("# 980001 on alternative provision; UKPRN 19900001 on colleges and specialist post-16 (no URN).\n")
    text.add("# A resourced place is a mainstream URN with SENunitIndicator or ResourcedProvisionIndicator 1.\n")
    text.add("urn,ukprn,sector,name\n")
    for provider in world.placements.providers.all {
      text.add(provider.urn.map { String($0) } ?? "")
      text.add(",")
      text.add(provider.ukprn)
      text.add(",\(provider.sector.code),\"\(provider.name)\"\n")
    }
    return text
  }

  /// Plans by age in January, new and ceased plans of calendar years by academic age at the January after.
  private func caseload() -> Bytes {
    var text = Bytes()
    text.add(Self.about)
    text.add("# plans: January of the year. new, ceased: in the calendar year before that January.\n")
    text.add("# age: completed years on 31 August before that January.\n")
    text.add("measure,year,code,name,age,plans\n")
    for (borough, truth) in zip(boroughs, truths) {
      for year in 2023...2025 { add("plans", year, borough, truth.plansByAge[year] ?? [], to: &text) }
      for year in 2024...2025 {
        let (new, ceased) = events(borough, year)
        add("new", year, borough, new, to: &text)
        add("ceased", year, borough, ceased, to: &text)
      }
    }
    return text
  }

  private func add(_ measure: String, _ year: Int, _ borough: Int, _ ages: [Int], to text: inout Bytes) {
    let place = world.boroughs[borough]
    for (age, count) in ages.enumerated() where count > 0 {
      text.add("\(measure),\(year),\(place.code),\(place.name),\(age),\(count)\n")
    }
  }

  private func events(_ borough: Int, _ year: Int) -> (new: [Int], ceased: [Int]) {
    let days = Years.newYear(year - 1)..<Years.newYear(year)
    // Whoever is 26 by then is shown with the oldest, as in the published tables.
    var (new, ceased) = ([Int](repeating: 0, count: AcademicAge.count), [Int](repeating: 0, count: AcademicAge.count))
    for person in world.rolls[borough] {
      let age = min(25, max(0, world.lives.age(person, Years.place(year))))
      for spell in world.story.spells(of: person) where spell.borough == borough {
        if case .own = spell.origin, days.contains(spell.from) { new[age] += 1 }
        if let to = spell.to, days.contains(to) { ceased[age] += 1 }
      }
    }
    return (new, ceased)
  }

  private func need() -> Bytes {
    var text = Bytes()
    text.add(Self.about)
    text.add("year,code,name,age,need,plans\n")
    for (borough, truth) in zip(boroughs, truths) {
      let place = world.boroughs[borough]
      let cells = truth.flowCross[2025] ?? []
      let size = AcademicAge.count * Self.needs
      for cell in 0..<size {
        // On roll: stayed, new or arrived.
        let plans = (0..<3).reduce(0) { $0 + cells[$1 * size + cell] }
        guard plans > 0 else { continue }
        text.add("2025,\(place.code),\(place.name),\(cell / Self.needs),\(Need.codes[cell % Self.needs]),\(plans)\n")
      }
    }
    return text
  }

  private func placement() -> Bytes {
    var text = Bytes()
    text.add(Self.about)
    text.add("# need ALL: the borough's plans by placement.\nyear,code,name,need,placement,plans\n")
    let sectors = Sector.allCases.count
    for (borough, truth) in zip(boroughs, truths) {
      let place = world.boroughs[borough]
      var table = [Int](repeating: 0, count: Self.needs * sectors)
      for (cell, plans) in (truth.census(2025)?.stock ?? []).enumerated() { table[cell % table.count] += plans }
      for sector in 0..<sectors {
        let plans = (0..<Self.needs).reduce(0) { $0 + table[$1 * sectors + sector] }
        text.add("2025,\(place.code),\(place.name),ALL,\(Sector.codes[sector]),\(plans)\n")
      }
      for (cell, plans) in table.enumerated() where plans > 0 {
        let (need, sector) = (Need.codes[cell / sectors], Sector.codes[cell % sectors])
        text.add("2025,\(place.code),\(place.name),\(need),\(sector),\(plans)\n")
      }
    }
    return text
  }
}

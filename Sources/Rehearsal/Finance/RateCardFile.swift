import Vocabulary

/// Contract fees of independent providers by band and stay for the financial years 2023-24 and 2024-25: nothing about a
/// child. Each provider has a day fee, one of three a residential one as well.
struct RateCardFile {
  private(set) var text = Bytes()

  init(_ world: World, borough: Int) {
    text.add("Provider,URN,Framework,Band,Day or residential,Fee,Fee period,Weeks,Valid from,Valid to\r\n")
    var random = RandomSource(seed: world.seed, stream: .provider, index: -1 - borough)
    for provider in world.placements.providers.all where provider.sector == .independent && random.chance(0.1) {
      for band in ["A", "B"] {
        let week = random.pick(90_000...160_000)
        add(provider, band, "Day", week, 38)
        if random.chance(0.33) { add(provider, band, "38 week residential", week * 2, 38) }
      }
    }
  }

  private mutating func add(_ provider: Provider, _ band: String, _ stay: String, _ pence: Int, _ weeks: Int) {
    for year in [2023, 2024] {
      text.addQuoted(provider.name)
      text.add(",\(provider.urn.map { "\($0)" } ?? ""),Fictional framework,\(band),\(stay),")
      text.addPounds(year == 2023 ? pence : pence + pence / 20)
      text.add(",Weekly,\(weeks),01/04/\(year),31/03/\(year + 1)\r\n")
    }
  }
}

import Vocabulary

/// What a provider asks for a kind of place in a financial year.
struct ContractRate {
  let provider: Provider
  /// As `Costing` names bands and stays.
  let band: String
  let stay: String
  /// In which the financial year begins.
  let year: Int
  let weekPence: Int
  let weeks: Int
  var annualPence: Int { weekPence * weeks }
}

/// Contract fees of independent providers by band and stay for two financial years: nothing about a child. Each provider
/// has a day fee, one of three a residential one as well. Kept as one table, or as a workbook with a sheet for each stay.
struct RateCardFile {
  private(set) var rates: [ContractRate] = []
  private let latest: Int

  /// - Parameter year: of the census day; the card is of its financial year and the one before.
  init(_ world: World, borough: Int, year: Int) {
    latest = year - 1
    var random = RandomSource(seed: world.seed, stream: .provider, index: -1 - borough)
    for provider in world.placements.providers.all where provider.sector == .independent && random.chance(0.1) {
      for band in ["A", "B"] {
        let week = random.pick(90_000...160_000)
        add(provider, band, "day", week, 38)
        if random.chance(0.33) { add(provider, band, "residential-38", week * 2, 38) }
      }
    }
  }

  private mutating func add(_ provider: Provider, _ band: String, _ stay: String, _ pence: Int, _ weeks: Int) {
    for year in [latest - 1, latest] {
      let fee = year < latest ? pence : pence + pence / 20
      rates.append(ContractRate(provider: provider, band: band, stay: stay, year: year, weekPence: fee, weeks: weeks))
    }
  }

  /// Odd boroughs keep a workbook.
  func write(to folder: Folder, borough: Int) throws {
    let name = "rate-card_\(latest)-\((latest + 1) % 100)"
    if borough % 2 == 0 { return try folder.write(table, to: name + ".csv") }
    try folder.write(try workbook, to: name + ".xlsx")
  }

  private var table: Bytes {
    var text = Bytes()
    text.add("Provider,URN,Framework,Band,Day or residential,Fee,Fee period,Weeks,Valid from,Valid to\r\n")
    for rate in rates {
      text.addQuoted(rate.provider.name)
      let stay = rate.stay == "day" ? "Day" : "38 week residential"
      text.add(",\(rate.provider.urn.map { "\($0)" } ?? ""),Fictional framework,\(rate.band),\(stay),")
      text.addPounds(rate.weekPence)
      text.add(",Weekly,\(rate.weeks),01/04/\(rate.year),31/03/\(rate.year + 1)\r\n")
    }
    return text
  }

  private var workbook: Bytes {
    get throws {
      var file = WorkbookFile()
      for stay in ["day", "residential-38"] {
        file.addSheet(stay == "day" ? "Day" : "Residential")
        file.addRow([.text("Contract fees (FICTIONAL)")])
        let headings = [
          "School name", "School URN", "Lot", "Need band", "Place type", "Annual fee (£)", "From", "To",
        ]
        file.addRow(headings.map { .text($0) })
        for rate in rates where rate.stay == stay {
          file.addRow([
            .text(rate.provider.name), rate.provider.urn.map { .float($0) } ?? .blank, .text("Fictional lot"),
            .text(rate.band),
            .text(stay == "day" ? "Day" : "Residential 38 weeks"), .pounds(rate.annualPence),
            .day(Years.day(rate.year, 4, 1)), .day(Years.day(rate.year + 1, 3, 31)),
          ])
        }
      }
      return try file.bytes()
    }
  }
}

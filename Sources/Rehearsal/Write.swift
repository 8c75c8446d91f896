import ArgumentParser
import Files
import Geography

/// `rehearsal write`.
struct Write: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the fictional London.",
    discussion: """
      DIR/boroughs/<code>/  what that borough's data officer has: SEN2 returns and a finance extract
      DIR/public/           population, providers, and the tables DfE, GIAS and ONS would publish
      DIR/rate-cards/<code>/  with --finance: contract fees of providers, about no child
      DIR/truth/truth.json  exact counts, for `rehearsal judge` only
      DIR/defects/<code>/   with --plant: a copy of a borough's folder with that one thing wrong
      DIR/truth/defects.json  what a check has to find there
      DIR/variants/<variant>/<code>/  with --variants: the borough's folder again, spelled as that variant
      DIR/truth/finance/    with --finance: what each plan costs, lines that belong to nobody, contract fees
      """)

  @Option(help: "Folder to write to.") var out: String
  @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 1
  @Option(help: "ONS codes separated by commas, or all.") var boroughs = "all"
  @Option(
    help: """
      Returns of these census years, 2023 to 2026, separated by commas: the layouts v1.1 (2023), v1.2 (2024) and v1.3 \
      (2025, 2026). The finance extract is of the latest. The truth is about January 2025, and 2026 where that is \
      among them.
      """)
  var collections = "2024,2025"
  @Option(
    help: """
      xml, blade (COLLECT's CSV export), template (DfE's workbook) or modules (a supplier's workbook) for all boroughs; \
      usual: XML and CSV; all: the four in turn, borough by borough.
      """)
  var shapes = Shapes.usual
  @Option(
    help: """
      Also write each borough's folder as these variants, separated by commas, or all: \
      \(Variant.allCases.map(\.rawValue).joined(separator: ", ")). Those that a shape does not know are left out.
      """)
  var variants: String?
  @Option(
    help: """
      Plant defects with these codes of `borough-agent check`, separated by commas, or all: each in a copy of the \
      smallest borough's folder that has a place for it.
      """)
  var plant: String?
  @Option(
    help: """
      usual: finance extracts of the layout that is read without a map; all: each layout in turn, borough by borough; or \
      one layout for all boroughs. But for usual, extracts have lines that belong to nobody, and there are rate cards and \
      the truth about both.
      """)
  var finance = FinanceChoice.usual
  @Flag(help: "Leave out the boroughs' folders: only public tables and the truth.") var withoutReturns = false

  func run() throws {
    let start = SystemClock.monotonicMilliseconds()
    let (chosen, years, variants) = (try chosen(), try years(), try chosenVariants())
    let defects = try plant.map { try Defects(codes: $0) }
    let censusYears = BoroughTruth.censusYears(years)
    let world = World(seed: seed)
    let folder = try Folder(out)
    try folder.writeNotice()
    var truths: [BoroughTruth] = []
    var counts: [(borough: Borough, collections: [CollectionCounts])] = []
    for (place, borough) in chosen.enumerated() {
      truths.append(BoroughTruth(world, borough: borough, about: censusYears))
      let plans = truths[place].censuses.map { $0.stock.reduce(0, +) }
      let files = BoroughFiles(
        world: world, borough: borough, collections: years, shape: shapes.shape(of: borough),
        hasUsualFinance: finance == .usual)
      if finance != .usual, !withoutReturns, let year = years.last {
        try FinanceFolders(world: world, borough: borough, year: year).write(finance.layout(of: borough), to: folder)
      }
      counts.append(
        (world.boroughs[borough], try files.write(to: withoutReturns ? nil : try folder.folder("boroughs"))))
      if !variants.isEmpty { try VariantFolders(files: files, variants: variants).write(to: folder.folder("variants")) }
      if !withoutReturns { defects?.add(files, plans: plans[0]) }
      let held = zip(plans, censusYears).map { "\($0) plans in January \($1)" }.joined(separator: ", ")
      Terminal.writeError("\(place + 1) of \(chosen.count): \(world.boroughs[borough].name), \(held)\n")
    }
    try writePublic(world, chosen, truths, counts, to: try folder.folder("public"))
    let truth = try folder.folder("truth")
    try truth.writeNotice()
    try TruthFile.write(truths, censusYears: censusYears, seed: seed, to: truth)
    try defects?.write(to: folder, truth: truth)
    let seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1000
    let megabytes = ProcessFigures.peakMemoryKB() / 1024
    Terminal.writeError("written to \(out) in \(seconds) s, at most \(megabytes) MB of memory\n")
  }

  /// Each of DfE's releases tells of the collections up to its year.
  private func writePublic(
    _ world: World, _ boroughs: [Int], _ truths: [BoroughTruth],
    _ counts: [(borough: Borough, collections: [CollectionCounts])], to folder: Folder
  ) throws {
    try PublicTables(world: world, boroughs: boroughs, truths: truths).write(to: folder)
    for year in [2025, 2026] {
      let told = counts.map { ($0.borough, $0.collections.filter { $0.year <= year }) }
      let isDue = told.contains { $0.1.contains { $0.year == year || year == 2025 } }
      if isDue { try DfERelease(year: year).write(told, to: folder) }
    }
    try DfE2022(world: world, boroughs: boroughs).write(to: folder)
    try GIASExtract(world).write(to: folder)
    try ONSPopulation(boroughs: world.boroughs, january: January()).write(to: folder)
  }

  /// Places of the boroughs asked for, ascending.
  private func chosen() throws -> [Int] {
    let known = Geography.report2025.boroughs
    if boroughs == "all" { return Array(known.indices) }
    return try Set(boroughs.split(separator: ",")).map { code in
      guard let place = known.firstIndex(where: { $0.code == code }) else {
        throw RehearsalError.unknownBorough(String(code))
      }
      return place
    }.sorted()
  }

  private func chosenVariants() throws -> [Variant] {
    guard let variants else { return [] }
    if variants == "all" { return Variant.allCases }
    return try variants.split(separator: ",").map { name in
      guard let variant = Variant(rawValue: String(name)) else { throw RehearsalError.unknownVariant(String(name)) }
      return variant
    }
  }

  /// Census years asked for, ascending.
  private func years() throws -> [Int] {
    try Set(collections.split(separator: ",")).map { text in
      guard let year = Int(text), (2023...2026).contains(year) else { throw RehearsalError.unknownCollection(String(text)) }
      return year
    }.sorted()
  }
}

/// Which shapes the boroughs' returns have.
enum Shapes: String, ExpressibleByArgument, CaseIterable {
  case usual, all, xml, blade, template, modules

  func shape(of borough: Int) -> Shape {
    switch self {
    // Two boroughs of three have XML.
    case .usual: borough % 3 != 2 ? .xml : .blade
    case .all: Shape.allCases[borough % 4]
    default: Shape(rawValue: rawValue) ?? .xml
    }
  }
}

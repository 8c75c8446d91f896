import ArgumentParser
import Files
import Geography

/// `rehearsal write`.
struct Write: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the fictional London.",
    discussion: """
      DIR/boroughs/<code>/  what that borough's data officer has: two SEN2 returns and a finance extract
      DIR/public/           population, providers, and the tables DfE would publish
      DIR/truth/truth.json  exact counts, for `rehearsal judge` only
      """)

  @Option(help: "Folder to write to.") var out: String
  @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 1
  @Option(help: "ONS codes separated by commas, or all.") var boroughs = "all"
  @Option(help: "usual: returns as XML and CSV; all: also as the two kinds of Excel workbook, borough by borough.")
  var shapes = Shapes.usual
  @Flag(help: "Leave out the boroughs' folders: only public tables and the truth.") var withoutReturns = false

  enum Shapes: String, ExpressibleByArgument, CaseIterable { case usual, all }

  func run() throws {
    let start = SystemClock.monotonicMilliseconds()
    let chosen = try chosen()
    let world = World(seed: seed)
    let folder = try Folder(out)
    try folder.writeNotice()
    var truths: [BoroughTruth] = []
    var counts: [(borough: Borough, collections: [CollectionCounts])] = []
    for (place, borough) in chosen.enumerated() {
      truths.append(BoroughTruth(world, borough: borough))
      let plans = truths[place].stock.reduce(0, +)
      let files = BoroughFiles(
        world: world, borough: borough, collections: [2024, 2025], hasAllShapes: shapes == .all)
      counts.append(
        (world.boroughs[borough], try files.write(to: withoutReturns ? nil : try folder.folder("boroughs"))))
      let name = world.boroughs[borough].name
      Terminal.writeError("\(place + 1) of \(chosen.count): \(name), \(plans) plans in January 2025\n")
    }
    let tables = try folder.folder("public")
    try PublicTables(world: world, boroughs: chosen, truths: truths).write(to: tables)
    try DfERelease(year: 2025).write(counts, to: tables)
    try DfE2022(world: world, boroughs: chosen).write(to: tables)
    try GIASExtract(world).write(to: tables)
    try ONSPopulation(boroughs: world.boroughs, january: January()).write(to: tables)
    let truth = try folder.folder("truth")
    try truth.writeNotice()
    try TruthFile.write(truths, seed: seed, to: truth)
    let seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1000
    let megabytes = ProcessFigures.peakMemoryKB() / 1024
    Terminal.writeError("written to \(out) in \(seconds) s, at most \(megabytes) MB of memory\n")
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
}

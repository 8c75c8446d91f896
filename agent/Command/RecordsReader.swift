internal import Cryptography
internal import Files
internal import Ingest
internal import Records
internal import ReleaseProtocol

/// Reads the borough's records and says which data vintage they are.
struct RecordsReader {
  struct Reading {
    let ingested: Ingested
    var report: IngestReport { ingested.report }
    /// SHA-256 over the digests of the files of providers and of every input file, hex: the same files give the same,
    /// whatever their names and order.
    let vintage: String
  }

  let settings: AgentSettings

  init(_ settings: AgentSettings) { self.settings = settings }

  func read(folder: String) throws(AgentFailure) -> Reading {
    let providers = try ProviderFiles(settings)
    do throws(IngestError) {
      var digests: [[UInt8]] = []
      let ingested = try Ingest.read(
        folder: folder, providers: providers.sectors, borough: settings.laNumber, maps: settings.maps
      ) {
        var digest = SHA256.Stream()
        return FileDigest {
          digest.update($0)
        } end: {
          digests.append(digest.finish())
        }
      }
      digests.sort { $0.lexicographicallyPrecedes($1) }
      return Reading(
        ingested: ingested, vintage: Hex.encode(SHA256.hash(providers.digest + digests.joined())))
    } catch {
      throw Self.failure(error)
    }
  }

  /// Counts each return of the folder as DfE does.
  func tally(folder: String) throws(AgentFailure) -> Tallied {
    let providers = try ProviderFiles(settings)
    do throws(IngestError) {
      return try Ingest.tally(
        folder: folder, providers: providers.sectors, borough: settings.laNumber, maps: settings.maps)
    } catch { throw Self.failure(error) }
  }

  private static func failure(_ error: IngestError) -> AgentFailure {
    AgentFailure(
      .recordsUnusable, "\(error)",
      hint: "the agent's user must be able to read every file in the folder of records; nothing was released or spent")
  }

  /// The borough's own records, refused unless they can answer everything that `plan` asks.
  ///
  /// A table about records that are not there would be noise around nothing, paid for like any other.
  ///
  /// - Parameter asked: which of its statistics the records have to answer.
  func read(for plan: ReleasePlan, asking asked: [Statistic]) throws(AgentFailure) -> Reading {
    let reading = try read(folder: settings.recordsFolder)
    guard reading.report.verdict != .unusable else {
      throw AgentFailure(
        .recordsUnusable, "the records can't be used as they are; nothing was released and nothing was spent",
        hint: "\"borough-agent check\" lists what to mend")
    }
    let missing = asked.censusYearsNeeded.subtracting(reading.ingested.roll.censusYears).sorted()
    guard missing.isEmpty else {
      throw AgentFailure(
        .recordsUnusable,
        "plan \(plan.id) needs the census of \(missing.map(String.init).joined(separator: " and of ")), which no return "
          + "shows; nothing was released and nothing was spent",
        hint: "each SEN2 return shows its own census day and the one a year before: add the missing return, or see "
          + "census_year in agent.conf")
    }
    let quarterYears = asked.quarterYearsNeeded.subtracting(reading.ingested.roll.quarterYears).sorted()
    guard quarterYears.isEmpty else {
      throw AgentFailure(
        .recordsUnusable,
        "plan \(plan.id) needs the quarter days before the census of "
          + "\(quarterYears.map(String.init).joined(separator: " and of ")), which no return shows; nothing was released and "
          + "nothing was spent", hint: "only the SEN2 return made for that census shows them: add it")
    }
    let costYears = asked.costYearsNeeded
    if let latest = reading.ingested.roll.censusYears.last, let wanted = costYears.max(), latest > wanted {
      throw AgentFailure(
        .recordsUnusable,
        "plan \(plan.id) needs placement costs of January \(wanted), and the records go on to January \(latest): costs are "
          + "read for the latest census alone; nothing was released and nothing was spent",
        hint: "to release about January \(latest), set census_year = \(latest) in agent.conf; to release about January "
          + "\(wanted) first, take the later return and its finance extract out of the folder until that is done")
    }
    let known = Set(reading.ingested.roll.persons.flatMap { $0.costs.map(\.year) })
    guard costYears.isSubset(of: known) else {
      throw AgentFailure(
        .recordsUnusable,
        "plan \(plan.id) needs placement costs, and no line of a finance extract belongs to anybody on roll; "
          + "nothing was released and nothing was spent",
        hint: "add the finance extract of the year that contains the latest census day")
    }
    return reading
  }
}

extension [Statistic] {
  /// Census years that the records must show: a flow needs both ends of its year.
  fileprivate var censusYearsNeeded: Set<Int> {
    Set(
      flatMap { (statistic) -> [Int] in
        switch statistic.kind {
        case .flowCross, .flowMargin: [statistic.dataYear - 1, statistic.dataYear]
        case .stock, .costPersons, .costPence, .costBands, .costClamped: [statistic.dataYear]
        case .quarterStock: []
        }
      })
  }

  /// Census years whose own returns must be there: they tell of the quarter days before.
  fileprivate var quarterYearsNeeded: Set<Int> {
    Set(filter { $0.kind == .quarterStock }.map(\.dataYear))
  }

  /// Census years whose placements must have costs.
  fileprivate var costYearsNeeded: Set<Int> {
    Set(
      filter { [.costPersons, .costPence, .costBands, .costClamped].contains($0.kind) }.map(\.dataYear))
  }
}

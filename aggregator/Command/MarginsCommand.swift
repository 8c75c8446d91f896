import ArgumentParser
internal import Files
internal import Geography
internal import PublicData
internal import ReleaseProtocol

struct MarginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "margins",
    abstract: "A file for `forecast --margins`, from DfE's published tables.",
    discussion: """
      Prints the file, with comments that say where it is from, what is estimated and which boroughs are left out: keep it, \
      read it, and give it to "aggregator forecast --margins". Reads public files alone. Rules: docs/forecast.md.
      """)

  @Option(
    name: .customLong("table"),
    help: """
      DfE's table as downloaded, of "Education, health and care plans": caseload, sen_needs_caseload (2025: \
      sen_needs_all_plans), newplans, ceased_plans. Repeat it; of several releases the latest that tells of a year counts.
      """)
  var tables: [String] = []
  @Option(help: "The January that forecasts go on from.") var censusYear: Int
  @Flag(help: "The tables are a rehearsal's: the file says so.") var rehearsal = false
  @Flag(help: "Write JSON: the boroughs that are in the file, those that are not and why, and the file as text.") var json = false

  mutating func run() throws {
    guard (2000...2100).contains(censusYear) else {
      throw HubFailure(.wrongUse, "--census-year is not a year from 2000 to 2100", hint: "for example --census-year 2025")
    }
    var read: [(name: String, table: PublishedTable)] = []
    for file in tables {
      do {
        let table = try PublishedTable(parsing: Files.read(file, limit: 256 << 20))
        read.append((file.split(separator: "/").last.map(String.init) ?? file, table))
      } catch let error as PublicTableError {
        throw HubFailure(.wrongUse, "\(file): \(error)", hint: "give DfE's CSV files as they were downloaded")
      } catch {
        throw HubFailure(.wrongUse, "\(error)")
      }
    }
    do {
      let draft = try MarginsDraft(read, censusYear: censusYear, isRehearsal: rehearsal)
      draft.notes.forEach(Voice.note)
      if json { return Voice.result(Self.json(draft)) }
      Voice.result(draft.text)
    } catch {
      throw HubFailure(.wrongUse, "\(error)", hint: "docs/forecast.md says which tables a file of margins is made of")
    }
  }

  private static func json(_ draft: MarginsDraft) -> JSON {
    .object([
      "boroughs": .array(draft.boroughs.map { .string($0.code) }), "censusYear": .integer(Int64(draft.censusYear)),
      "file": .string(draft.text),
      "leftOut": .array(draft.leftOut.map { .object(["code": .string($0.code), "reason": .string($0.reason)]) }),
    ])
  }
}

import ArgumentParser
internal import Files
internal import PublicData
internal import ReleaseProtocol

struct PublicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "public", abstract: "Say what public files are: DfE's tables, ONS and GLA populations, births, GIAS.",
    discussion: """
      Recognised by their headings, whatever their names: kind, release, rows, London boroughs, years and known faults. \
      Reads no record and no settings.

      Exit codes: 0 all are read; 2 one is not, and the error says where and why.
      """)

  @Argument(help: "Public files (CSV), one or more.") var files: [String]
  @Flag(help: "Print as JSON.") var json = false

  /// No public file that is read is larger.
  private static let limit = 512 << 20

  mutating func run() throws {
    var described: [PublicDescription] = []
    var failure: AgentFailure?
    for file in files {
      do {
        let read = try PublicFile(parsing: Files.read(file, limit: Self.limit))
        described.append(PublicDescription(file: file, read))
      } catch let error as PublicTableError {
        Voice.note("\(MapText.printable(file)): \(error)")
        failure = AgentFailure(
          .recordsUnusable, "not every file could be read", hint: "docs/reconciling.md says which files are read")
      } catch { throw AgentFailure(.localFault, "\(file): \(error)") }
    }
    if json {
      Voice.result(.object(["files": .array(described.map(\.json))]))
    } else {
      Voice.result(described.map(\.text).joined(separator: "\n\n"))
    }
    if let failure { throw failure }
  }
}

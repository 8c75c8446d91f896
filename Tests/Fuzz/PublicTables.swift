@testable import PublicData

func fuzzGIAS(_ bytes: [UInt8]) {
  let files = parts(of: bytes)
  let list = files.first { $0.name == "list" }?.content ?? bytes
  let links = files.first { $0.name == "links" }?.content
  quietly { _ = try EstablishmentRegister(parsing: list, links: links).current(100_001) }
  quietly { _ = try EstablishmentLinks(parsing: links ?? bytes) }
}

func fuzzDfE(_ bytes: [UInt8]) {
  quietly {
    let table = try PublishedTable(parsing: bytes)
    _ = (table.brokenMargins(), table.cells(borough: "E09000007"))
  }
  quietly { _ = try PopulationTable(parsing: bytes).january(of: "E09000007") }
  quietly { _ = try BirthsTable(parsing: bytes) }
}

/// A refusal is right as long as it repeats nothing of the file.
private func quietly(_ body: () throws -> Void) {
  do { try body() } catch {
    precondition(!"\(error)".contains("Zebedee"), "a cell was spoken")
    precondition(error is PublicTableError)
  }
}

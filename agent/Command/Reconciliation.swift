internal import Ingest
internal import PublicData

/// A borough's returns held against what DfE published for it, table by table.
struct Reconciliation {
  struct File {
    /// As the officer gave it.
    let name: String
    let table: PublishedTable
  }

  /// One file and what came of it: one comparison a return.
  struct Compared {
    let file: File
    let comparisons: [PublishedComparison]

    var cells: Int { comparisons.reduce(0) { $0 + $1.cells } }
    var differences: [PublishedComparison.Difference] { comparisons.flatMap(\.differences) }

    /// Cells for which no number is published, by period.
    var notComparable: [(period: PublishedPeriod, cells: Int)] {
      Dictionary(grouping: comparisons.flatMap(\.notComparable), by: \.period).map { ($0.key, $0.value.count) }
        .sorted { $0.0 < $1.0 }
    }

    var faults: [PublishedFault] {
      comparisons.flatMap(\.faults).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Periods of which there is a return and a row for the borough.
    let periods: [PublishedPeriod]
  }

  /// ONS code.
  let borough: String
  /// Collections read, ascending.
  let collections: [Int]
  let files: [Compared]

  init(borough: String, _ files: [File], _ counts: [ReturnCounts]) {
    self.borough = borough
    collections = counts.map(\.year)
    self.files = files.map { file in
      let own = counts.map { $0.cells(of: file.table, borough: borough) }.filter { !$0.isEmpty }
      return Compared(
        file: file, comparisons: own.map { PublishedComparison(file.table, borough: borough, own: $0) },
        periods: own.compactMap { $0.keys.first?.period })
    }
  }

  var cells: Int { files.reduce(0) { $0 + $1.cells } }
  var differences: [PublishedComparison.Difference] { files.flatMap(\.differences) }

  /// Known faults of the borough's own figures that a difference may come from.
  func faults(of file: Compared, _ difference: PublishedComparison.Difference) -> [PublishedFault] {
    PublishedFault.of(file.file.table.kind, .borough(borough), difference.cell.period).filter { $0.area != nil }
  }
}

internal import Files
internal import Records
internal import Threads

/// How much of the machine a reading takes. What is read does not depend on it.
struct Effort {
  /// Two, on any machine: each has portions and rows of its own, and four would take more than the 64 MB above the persons
  /// that a reading may (`make bench`, `ingest-csv-memory`).
  var threads = min(Threads.cores, 2)
  /// Bytes of persons in a portion, about: five times as much in all files together. Larger ones are hardly quicker.
  var portion = 1 << 16
  /// Exports of fewer bytes are read on one thread: they take no longer than a moment, and less memory so.
  var least = 1 << 24
}

/// Reads the files of one Blade export side by side, on several cores: the caller's thread deals them out in portions,
/// and joins what `BladeMerge` makes of each, on whatever core, in their order.
///
/// What comes of it is what one `BladeMerge` makes of the files. Where that is not sure, it stops.
enum BladePortions {
  /// - Parameter sources: of each module but the header; assessments may be absent if plans name their requests.
  static func give(
    _ sources: [Module: Source], to reducer: CensusReducer, _ log: FindingLog, _ effort: Effort
  ) throws(BladeStop) {
    var dealer = try BladeDealer(sources, size: effort.portion)
    let (headings, setting, count) = (dealer.headings, reducer.setting, log.fileCount)
    let files = Module.tables.map { sources[$0]?.file ?? -1 }
    var join = BladeJoin(parents: headings.parents, files: files, lines: dealer.headingLines)
    try Threads.inOrder(on: effort.threads) { () -> (BladePortion) -> BladePart? in
      var merge = BladeMerge(headings, files: files)
      return { portion in part(portion, &merge, setting, files: count) }
    } next: { () throws(BladeStop) in
      try dealer.next()
    } take: { (part: BladePart?) throws(BladeStop) in
      guard let part else { throw .notInOrder }
      try join.add(part, to: reducer, log)
      dealer.reuse(part.buffers)
    }
  }

  /// Nil where a portion can't be read by itself.
  private static func part(
    _ portion: BladePortion, _ merge: inout BladeMerge, _ setting: CensusSetting, files: Int
  ) -> BladePart? {
    let log = FindingLog(files: files)
    let reducer = CensusReducer(setting, log: log, isPart: true)
    var portion = portion
    do throws(BladeStop) {
      try merge.begin(&portion, log)
      try merge.give(to: reducer)
    } catch {
      return nil
    }
    return BladePart(census: reducer.part, findings: log.mark, extents: merge.extents, buffers: portion.files)
  }
}

internal import Records

/// The reduction of one return's persons, as it is handed from reader to reader.
final class CensusReducer: Silent {
  // One value, so that a person's way through it asks once whether somebody else is at it.
  private var reduction: CensusReduction

  /// - Parameters:
  ///   - tally: gets each person as well, where a reconciliation was asked for.
  ///   - isPart: for a few persons of the return only.
  init(_ setting: CensusSetting, log: FindingLog, tally: ReturnTally? = nil, isPart: Bool = false) {
    reduction = CensusReduction(setting, log: log, tally: tally, isPart: isPart)
  }

  var setting: CensusSetting { reduction.setting }

  /// Modules that the return does not have.
  var absent: Set<Module> {
    get { reduction.absent }
    set { reduction.absent = newValue }
  }

  /// No person was given, usable or not.
  var isEmpty: Bool { reduction.isEmpty }

  /// Call once, when all persons were given.
  ///
  /// - Returns: nil for a return that can't be used; see `refusals`.
  func finish() -> ReturnFacts? { reduction.finish() }

  /// Why the return can't be used, which is known when all persons were given.
  var refusals: [(file: Int, refusal: Refusal, count: Int)] { reduction.refusals }

  /// What the persons came to so far.
  var part: CensusPart { reduction.part }

  /// See `CensusReduction.add`.
  func add(_ part: CensusPart, below lines: [Int: Int], rows: Int) { reduction.add(part, below: lines, rows: rows) }

  func add(_ draft: PersonDraft) { reduction.add(draft) }
}

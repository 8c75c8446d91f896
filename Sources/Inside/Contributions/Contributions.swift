// Contributions: what each person adds to each statistic of the release plan, one file per statistic.
//
// Reads the roll and says (person, cell, amount). It bounds nothing and adds nothing up: that is the gate's part.
// It opens no file and no socket and prints nothing.

public import Disclosure
public import Records
public import ReleaseProtocol

/// The one type that stands for a person. All rows of one child or young person in this borough share one key.
extension PersonKey: UnitOfProtection {}

extension ReleasePlan {
  /// Each statistic that this plan asks of the records, bounded per person, in plan order: what `Gate.release` takes.
  ///
  /// - Throws: `GateError.notComputed` for a statistic outside the catalogue.
  public func bounded(from roll: Roll, beside carried: Carried = .none) throws(GateError) -> [Bounded] {
    var tables: [Bounded] = []
    for statistic in asked(beside: carried) {
      guard let contributions = statistic.contributions(of: roll) else {
        throw .notComputed(statistic: statistic.id)
      }
      tables.append(try Gate.bound(contributions, for: statistic))
    }
    return tables
  }
}

extension Statistic {
  /// The contributions of everybody on `roll` to this statistic, in the roll's order; nil outside the catalogue.
  func contributions(of roll: Roll) -> [Contribution<PersonKey>]? {
    guard let dimensions else { return nil }
    return switch kind {
    case .flowCross, .flowMargin: Flows(flowYear: dataYear, dimensions: dimensions).contributions(of: roll)
    case .stock: Stock(censusYear: dataYear, dimensions: dimensions).contributions(of: roll)
    case .costPersons: PlacementCosts(censusYear: dataYear, dimensions: dimensions).persons(of: roll)
    case .costPence, .costBands, .costClamped:
      PlacementCosts(censusYear: dataYear, dimensions: dimensions).pence(of: roll, cellsEach: gateCells)
    case .quarterStock:
      QuarterStock(censusYear: dataYear, dimensions: dimensions).contributions(of: roll, cellsEach: gateCells)
    }
  }
}

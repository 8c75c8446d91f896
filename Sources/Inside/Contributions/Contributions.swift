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
  /// Each statistic of this plan, bounded per person, in plan order: what `Gate.release` takes.
  public func bounded(from roll: Roll) throws(GateError) -> [Bounded] {
    var tables: [Bounded] = []
    for statistic in statistics {
      tables.append(try Gate.bound(statistic.contributions(of: roll), for: statistic))
    }
    return tables
  }
}

extension Statistic {
  /// The contributions of everybody on `roll` to this statistic, in the roll's order.
  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    switch kind {
    case .flowCross: FlowCross(flowYear: dataYear).contributions(of: roll)
    case .flowMargin: FlowMargin(flowYear: dataYear).contributions(of: roll)
    case .stock: Stock(censusYear: dataYear).contributions(of: roll)
    case .costPersons: PlacementCosts(censusYear: dataYear).persons(of: roll)
    case .costPence: PlacementCosts(censusYear: dataYear).pence(of: roll)
    }
  }
}

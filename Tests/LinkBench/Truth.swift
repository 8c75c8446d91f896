import Forecasting
import ReleaseProtocol

/// Tables of an invented borough before noise: every hundred people of an age have three plans, spread evenly over needs,
/// sectors, and the ways in which plans come about. So the tables of a message agree, and it counts at once.
enum Truth {
  private static let plansPerPerson = 0.03

  /// By statistic and cell; 0 for amounts, which travel centred.
  static func tables(_ plan: ReleasePlan, _ population: Population) throws -> [[Int64]] {
    guard let people = population[plan.censusYear] else { throw LinkBenchFailure("no population of \(plan.censusYear)") }
    return plan.statistics.map { statistic in
      let (strides, cells) = (statistic.strides, 0..<statistic.cellCount)
      guard statistic.kind != .costPence else { return cells.map { _ in 0 } }
      return cells.map { cell in
        var (ages, share) = (Array(people.indices), plansPerPerson)
        for (axis, stride) in zip(statistic.axes, strides) {
          let place = cell / stride % axis.labels.count
          switch axis.name {
          case "age": ages = [place]
          case "phase": ages = phases[place]
          case "status": share *= statuses(age: statistic.place(cell: cell, along: "age") ?? 0)[place]
          default: share /= Double(axis.labels.count)
          }
        }
        return Int64((ages.reduce(0.0) { $0 + people[$1] } * share).rounded())
      }
    }
  }

  /// Of the plans held at an age: those that stayed, are new, arrived; and beside them those that left. Nobody can have
  /// stayed at the first age.
  private static func statuses(age: Int) -> [Double] { age == 0 ? [0, 0.9, 0.1, 0.1] : [0.8, 0.15, 0.05, 0.1] }

  /// Ages of each phase.
  private static let phases = [0...3, 4...10, 11...15, 16...18, 19...25].map { Array($0) }
}

import Geography
import Vocabulary

/// The lines of plans on quarter days: all, by phase, by birth cohort; and the changes from one to the next.
struct QuarterLines {
  private let quarters: QuarterFigures
  /// Of the census that ends the year.
  private let census: Int
  private let group: Group

  init(_ quarters: QuarterFigures, _ census: Int, _ group: Group) {
    (self.quarters, self.census, self.group) = (quarters, census, group)
  }

  var all: [PictureLine] {
    QuarterDay.allCases.flatMap { day -> [PictureLine] in
      let place = day.rawValue
      var lines = [line(.quarterPlans, day, quarters.all[place])]
      if place > 0 { lines.append(line(.quarterChange, day, quarters.changes[place - 1])) }
      for (code, figures) in zip(Phase.codes, quarters.byPhase) {
        lines.append(line(.quarterPlans, day, figures[place], phase: code))
      }
      for (cohort, figures) in zip(Cohort.range, quarters.byCohort) {
        if let figure = figures[place] { lines.append(line(.quarterPlans, day, figure, cohort: "\(cohort)")) }
      }
      return lines
    }
  }

  private func line(
    _ measure: PictureLine.Measure, _ day: QuarterDay, _ figure: Figure, phase: String = "", cohort: String = ""
  ) -> PictureLine {
    PictureLine(measure, census, group, figure, day: day, phase: phase, cohort: cohort)
  }
}

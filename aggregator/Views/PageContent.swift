/// What the page says, before it is HTML.
struct PageContent {
  let deployment: String
  let isRehearsal: Bool
  let censusYear: Int
  let coverage: Count
  /// Boroughs with a message in quarantine.
  let waiting: Int
  /// Boroughs that have sent about an earlier January only, and those that have sent about a later one.
  var earlier = 0
  var later = 0
  /// The sub-regions' coverage, for the strip.
  let regions: [Region]
  let tiles: [Tile]
  /// Empty while no borough has sent anything.
  let forecast: [ForecastPoint]
  let sections: [Section]
  let provenance: [(name: String, value: String)]

  /// `n of m boroughs`.
  struct Count: Equatable {
    let received: Int
    let members: Int
    var text: String { "\(received) of \(members) boroughs" }
  }

  struct Region {
    let code: String
    let name: String
    let coverage: Count
  }

  /// A number with its 95% bound.
  struct Value: Equatable {
    let number: Double
    let bound: Double
    let unit: Unit
    /// Its 95% bound is larger than it.
    let isUnreliable: Bool
    /// Shown in place of the bound: an interval that does not lie evenly around the number, or is not of the noise.
    var interval: ClosedRange<Double>?
  }

  /// Placements by bands of their annual cost, and the quartiles to mark among them.
  struct CostBands {
    /// From `from`, in pounds, to below the next one's; the last has no end.
    let bands: [(from: Double, placements: Value)]
    let quartiles: [(name: String, pounds: Double)]

    /// `£4,000 to £4,500`.
    func name(of band: Int) -> String {
      let from = Unit.pounds.value(bands[band].from)
      if band + 1 == bands.count { return "\(from) and more" }
      let to = Unit.pounds.value(bands[band + 1].from)
      return band == 0 && bands[band].from == 0 ? "below \(to)" : "\(from) to \(to)"
    }
  }

  /// Plans on days of a year: the quarter days, and the census days before and after them where the same boroughs stand
  /// behind both.
  struct DayPoint {
    /// `31 March 2024`.
    let name: String
    /// `31 Mar`.
    let short: String
    /// Where the day lies, as a day number.
    let day: Int
    let plans: Value
    let isCensus: Bool
  }

  struct Tile {
    let label: String
    let value: Value
  }

  struct ForecastPoint {
    let year: Int
    let total: Value
    /// By phase, in order.
    let phases: [Value]
    /// What the future may do to the total; nil where none is simulated, or nothing is to come.
    var future: Future?

    /// Total plans in 90 and 50 of 100 futures, and those to be expected in other scenarios.
    struct Future {
      let most: ClosedRange<Double>
      let half: ClosedRange<Double>
      let beside: [Double]
    }

    /// The widest that is said of the total.
    var range: ClosedRange<Double> { future?.most ?? total.number - total.bound...total.number + total.bound }
  }

  /// Scenarios beside the base, as readers call them.
  var scenarios: [String] = []
  /// There is a file of places needed against places that there are.
  var hasPlaces = false

  /// One table with its heading.
  struct Section {
    let id: String
    let title: String
    let note: String
    let rowHeading: String
    let columns: [String]
    let rows: [Row]
    let look: Look
    /// A drawing between the note and the table.
    var chart: Chart?

    enum Chart {
      case costs(CostBands)
      case days([DayPoint])
      /// The base's points, names of the scenarios beside it, and what is drawn.
      case forecast([ForecastPoint], [String], ForecastChart.Subject)
    }

    enum Look: String {
      case plain
      /// The first column's values are drawn as bars, too.
      case bars
      /// Rows are areas, with their coverage under their names.
      case areas
      /// Columns are scenarios and differences.
      case compared
    }
  }

  struct Row {
    let heading: String
    /// Beside or under the heading: a code, ages, or an area's coverage.
    let detail: String
    let cells: [Cell]
  }

  enum Cell: Equatable {
    case value(Value)
    /// Nothing to show, since no borough of the group has sent anything.
    case none
  }
}

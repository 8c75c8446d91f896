// ForecastTables: what commissioners read of a forecast, as text, JSON and CSV, and tables that others ask for.
//
// The same for exact figures in a borough and for released ones at the hub. Pure functions of forecasts: no file, no
// clock. Figures keep every digit in files, and are rounded once, at the end, in text.

public import Forecasting

/// A base forecast and scenarios beside it, for one or more areas.
public struct ForecastReport: Sendable {
  /// Whom the figures are about, and what they are.
  public struct Source: Sendable {
    /// `exact`, `released` or `fictional`; in every file, on every row.
    public let data: String
    /// First line of the text.
    public let heading: String
    public let censusYear: Int
    public let settings: SimulationSettings
    /// What the intervals speak of, and what not.
    public let intervalsCover: String

    public init(
      data: String, heading: String, censusYear: Int, settings: SimulationSettings, intervalsCover: String
    ) {
      (self.data, self.heading, self.censusYear) = (data, heading, censusYear)
      (self.settings, self.intervalsCover) = (settings, intervalsCover)
    }
  }

  /// A group of boroughs, in the order of the comparison's groups.
  public struct Area: Sendable {
    public let id: String
    public let name: String
    /// ONS codes of the boroughs behind its figures, of how many.
    public let boroughs: [String]
    public let members: Int
    /// Boroughs that sent nothing and are forecast from published margins, beside those that did.
    public let raked: [String]
    /// Flow years that are known of its boroughs, ascending; a scenario's window may ask for more than all of them have.
    public let flowYears: [FlowYear]

    public struct FlowYear: Sendable {
      let year: Int
      let boroughs: Int

      public init(_ year: Int, boroughs: Int) { (self.year, self.boroughs) = (year, boroughs) }
    }

    public var received: Int { boroughs.count }

    public init(
      id: String, name: String, boroughs: [String], members: Int, raked: [String] = [], flowYears: [FlowYear] = []
    ) {
      (self.id, self.name, self.boroughs, self.members, self.raked) = (id, name, boroughs, members, raked)
      self.flowYears = flowYears
    }

    var coverage: String {
      guard members > 1 else { return "" }
      return ", \(received) of \(members) boroughs" + (raked.isEmpty ? "" : " and \(raked.count) from published margins")
    }
  }

  public let source: Source
  public let areas: [Area]
  public let comparison: Comparison
  /// Flows by their later census that all boroughs behind an area's figures have, summed, by area; empty: not asked.
  public let history: [[Int: FlowCounts]]
  /// With the noise drawn anew, by area, as many for each; empty where nothing is noised.
  let redraws: [[Redraw]]
  /// Of the one area; nothing where there are several.
  let past: Past

  /// - Parameters:
  ///   - history: by area, or empty.
  ///   - redraws: by area, or empty.
  ///   - past: of the one area.
  public init(
    source: Source, areas: [Area], comparison: Comparison, history: [[Int: FlowCounts]] = [], redraws: [[Redraw]] = [],
    past: Past = .unknown
  ) {
    precondition(comparison.outcomes.allSatisfy { $0.outlooks.count == areas.count }, "an area for each group")
    precondition(history.isEmpty || history.count == areas.count, "a history for each area, or none")
    precondition(redraws.isEmpty || redraws.count == areas.count, "redraws of each area, or none")
    (self.source, self.areas, self.comparison, self.history) = (source, areas, comparison, history)
    (self.redraws, self.past) = (redraws, areas.count == 1 ? past : .unknown)
  }

  /// Intervals that the model itself gives.
  public static let modelIntervals = """
    90%: rates known from few plans, plans that come and go one by one, and a drift of the whole system as since 2009; \
    not mistakes in records, nor errors of the population projection
    """
}

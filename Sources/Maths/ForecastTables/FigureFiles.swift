import Forecasting
public import PublicData

/// Public files that some of the report's figures are made of.
public struct FigureFiles: Sendable {
  let births: BirthsTable?
  /// DfE's table of requests; nil where it is of another kind.
  let requests: PublishedTable?

  public init(births: BirthsTable? = nil, requests: PublishedTable? = nil) {
    self.births = births
    self.requests = requests.flatMap { $0.kind == .requests ? $0 : nil }
  }

  /// Births by mid-year of all of these boroughs together: years that the file has of each of them.
  func births(of boroughs: [String]) -> [(year: Int, births: Double)] {
    guard let births, let first = boroughs.first else { return [] }
    return births.years(of: first).compactMap { year in
      var sum = 0.0
      for borough in boroughs {
        guard let own = births.births(year, of: borough) else { return nil }
        sum += own
      }
      return (year, sum)
    }
  }

  /// Requests that were granted and refused, by calendar year: years of which the table has all of these boroughs, without
  /// known gaps. Of all of London its own row, which counts boroughs that are hidden.
  func requests(of boroughs: [String], isLondon: Bool) -> [(year: Int, granted: Int, refused: Int)] {
    guard let requests else { return [] }
    let areas = isLondon ? [PublishedArea.london] : boroughs.map { .borough($0) }
    return requests.periods.compactMap { period in
      guard case .calendarYear(let year) = period else { return nil }
      var (granted, refused) = (0, 0)
      for area in areas {
        guard let row = requests.row(area, period),
          !PublishedFault.of(.requests, area, period).contains(where: { $0.area != nil && $0.effect != .implausible }),
          let yes = requests.figure(PublishedRequestColumn.toAssess.rawValue, in: row)?.count,
          let no = requests.figure(PublishedRequestColumn.notToAssess.rawValue, in: row)?.count
        else { return nil }
        (granted, refused) = (granted + yes, refused + no)
      }
      return (year, granted, refused)
    }
  }
}

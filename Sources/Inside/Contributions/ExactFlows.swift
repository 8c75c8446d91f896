public import Forecasting
public import Records
internal import Vocabulary

extension Roll {
  /// The exact partition histogram of one flow year, for the borough's own staff.
  ///
  /// Exact: nothing takes this type towards the outbox, which accepts a `Released` only.
  public func exactFlows(_ flowYear: Int) -> FlowCounts {
    var counts = FlowCounts()
    for person in persons {
      guard let flow = Flow(of: person, flowYear: flowYear) else { continue }
      counts[flow.status, flow.age, flow.need.rawValue] += 1
    }
    return counts
  }
}

extension Roll {
  /// Exact histograms of every flow year whose two census days the records show.
  public var exactFlows: [Int: FlowCounts] {
    let years = Set(censusYears)
    return years.filter { years.contains($0 - 1) }.reduce(into: [:]) { $0[$1] = exactFlows($1) }
  }

  /// Exact plans of one census day by academic age × need, 26 × 12, for the borough's own staff.
  public func exactStock(_ censusYear: Int) -> [Double] {
    var cells = [Double](repeating: 0, count: AcademicAge.count * Need.allCases.count)
    for person in persons {
      guard let place = person.place(censusYear) else { continue }
      cells[place.age * Need.allCases.count + place.need.rawValue] += 1
    }
    return cells
  }

  /// Exact plans of one census day by phase × need × sector, for the borough's own staff.
  public func exactPlacements(_ censusYear: Int) -> PlacementCounts? {
    var cells = [Double](repeating: 0, count: Phase.allCases.count * Need.allCases.count * Sector.allCases.count)
    for person in persons {
      guard let place = person.place(censusYear), let sector = place.sector else { continue }
      let row = Phase(academicAge: place.age).rawValue * Need.allCases.count + place.need.rawValue
      cells[row * Sector.allCases.count + sector.rawValue] += 1
    }
    return PlacementCounts(cells: cells)
  }
}

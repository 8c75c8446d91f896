internal import Disclosure
public import ReleaseProtocol
internal import Vocabulary

/// The closed catalogue of axes along which this program can place a person. A plan chooses among them; it can't bring
/// another one, another order of labels, or a bound of its own.
enum Dimension: String, CaseIterable {
  case status, age, phase, need, sector, cohort

  var labels: [String] {
    switch self {
    case .status: FlowStatus.codes
    case .age: AcademicAge.range.map { String($0) }
    case .phase: Phase.codes
    case .need: Need.codes
    case .sector: Sector.codes
    case .cohort: Cohort.range.map { String($0) }
    }
  }
}

/// Where one person stands in the tables about one year.
struct Place {
  /// In tables of flows only.
  var status: FlowStatus?
  let age: Int
  let need: Need
  /// In tables of placements only.
  var sector: Sector?

  func index(_ dimension: Dimension) -> Int? {
    switch dimension {
    case .status: status?.rawValue
    case .age: age
    case .phase: Phase(academicAge: age).rawValue
    case .need: need.rawValue
    case .sector: sector?.rawValue
    // Of several days: see `QuarterStock`.
    case .cohort: nil
    }
  }
}

extension Statistic.Kind {
  /// The axes that a table of this kind may have.
  var dimensions: Set<Dimension> {
    switch self {
    case .flowCross, .flowMargin: [.status, .age, .need]
    case .stock, .costPersons, .costPence, .costBands, .costClamped: [.age, .phase, .need, .sector]
    case .quarterStock: [.cohort]
    }
  }
}

extension Statistic {
  /// Why this program does not compute the statistic; nil if it does.
  public var notInCatalogue: String? {
    if case .segment(let strategy) = bound, strategy.days != QuarterDay.allCases.count {
      return "the strategy \(strategy.name) is not of \(QuarterDay.allCases.count) days"
    }
    for axis in placingAxes {
      guard let dimension = Dimension(rawValue: axis.name), kind.dimensions.contains(dimension) else {
        return "a table of kind \(kind.rawValue) has no axis \(axis.name)"
      }
      guard dimension.labels == axis.labels else { return "the labels of axis \(axis.name) are not this program's" }
    }
    return nil
  }

  /// The axes along which this program places a person, in the table's order; nil if it does not know one of them. Along
  /// an axis of amounts the gate places.
  var dimensions: [Dimension]? {
    notInCatalogue == nil ? placingAxes.compactMap { Dimension(rawValue: $0.name) } : nil
  }
}

extension [Dimension] {
  /// The row-major cell of a place; nil where the place has nothing to say along an axis.
  func cell(of place: Place) -> Int? {
    var cell = 0
    for dimension in self {
      guard let index = place.index(dimension) else { return nil }
      cell = cell * dimension.labels.count + index
    }
    return cell
  }
}

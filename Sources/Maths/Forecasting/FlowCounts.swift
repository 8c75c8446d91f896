public import Vocabulary

/// Plans of one borough in one flow year, each in exactly one cell of status × academic age × need.
///
/// A flow year runs from one census day to the next and is named by the later. `stay`, `new` and `transferredIn` use
/// age and need at the later census, `leave` those at the earlier one. Noised counts may be negative or fractional.
public struct FlowCounts: Sendable, Equatable {
  /// 4 × 26 × 12 cells, row-major.
  public var cells: [Double]

  /// All cells 0.
  public init() { cells = [Double](repeating: 0, count: Self.cellCount) }

  /// - Returns: nil unless there are 4 × 26 × 12 cells.
  public init?(cells: [Double]) {
    guard cells.count == Self.cellCount else { return nil }
    self.cells = cells
  }

  static let cellCount = Axes.statuses * Axes.cohort

  /// - Parameters:
  ///   - age: 0 to 25.
  ///   - need: position in `Need`, 0 to 11.
  public subscript(status: FlowStatus, age: Int, need: Int) -> Double {
    get { cells[Self.index(status, age) + need] }
    set { cells[Self.index(status, age) + need] = newValue }
  }

  /// Index of the first need of a row.
  static func index(_ status: FlowStatus, _ age: Int) -> Int {
    (status.rawValue * Axes.ages + age) * Axes.needs
  }

  /// Plans held at the later census by age × need: stayed, new or arrived.
  public var stock: [Double] {
    var stock = [Double](repeating: 0, count: Axes.cohort)
    for status in [FlowStatus.stay, .new, .transferredIn] {
      let start = Self.index(status, 0)
      for cell in 0..<Axes.cohort { stock[cell] += cells[start + cell] }
    }
    return stock
  }
}

/// What the model reads of one borough.
public struct BoroughFlows: Sendable, Equatable {
  /// ONS code; names the borough in errors.
  public let code: String
  /// Flow years, by their later census.
  public let flows: [Int: FlowCounts]
  public let population: Population

  public init(code: String, flows: [Int: FlowCounts], population: Population) {
    self.code = code
    self.flows = flows
    self.population = population
  }
}

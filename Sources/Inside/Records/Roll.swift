/// Everybody with a plan of this borough on at least one of the census days that its returns show.
public struct Roll: Equatable, Sendable, Silent {
  /// In the order of their keys: the same records give the same order, whatever file they came from.
  public let persons: [Person]
  /// Census years that the records show, ascending.
  public let censusYears: [Int]
  /// The last of `censusYears`; 0 for a roll that shows none.
  public var latestCensus: Int { censusYears.last ?? 0 }

  public init(persons: [Person], censusYears: [Int]) {
    self.persons = persons.sorted { PersonKey.inOrder($0.key, $1.key) }
    self.censusYears = Set(censusYears).sorted()
  }
}

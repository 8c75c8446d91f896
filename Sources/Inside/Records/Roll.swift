/// Everybody with a plan of this borough on at least one of the census days or quarter days that its returns show.
public struct Roll: Equatable, Sendable, Silent {
  /// In the order of their keys: the same records give the same order, whatever file they came from.
  public let persons: [Person]
  /// Census years that the records show, ascending.
  public let censusYears: [Int]
  /// The last of `censusYears`; 0 for a roll that shows none.
  public var latestCensus: Int { censusYears.last ?? 0 }
  /// Census years whose quarter days the records show, ascending: those of the returns made for them.
  public let quarterYears: [Int]

  public init(persons: consuming [Person], censusYears: [Int], quarterYears: [Int] = []) {
    self.init(SortedPersons(persons), censusYears: censusYears, quarterYears: quarterYears)
  }

  public init(_ sorted: SortedPersons, censusYears: [Int], quarterYears: [Int] = []) {
    persons = sorted.persons
    self.censusYears = Set(censusYears).sorted()
    let last = quarterYears.max() ?? 0
    self.quarterYears = Set(quarterYears.filter { $0 > last - HeldQuarters.years }).sorted()
  }
}

/// The presences of one person. Up to two need no array: most persons have no more, and a roll may hold millions.
public struct Presences: RandomAccessCollection, Equatable, Sendable, Silent, ExpressibleByArrayLiteral {
  private var head: CensusPresence?
  private var next: CensusPresence?
  /// Nil for none, so that nothing is counted up and down in a copy.
  private var rest: [CensusPresence]?

  public init() {}

  public init(_ presences: [CensusPresence]) {
    for presence in presences { append(presence) }
  }

  /// Those of the two that there are.
  public init(_ first: CensusPresence?, _ second: CensusPresence?) {
    (head, next) = first == nil ? (second, nil) : (first, second)
  }

  public init(arrayLiteral presences: CensusPresence...) { self.init(presences) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { head == nil ? 0 : next == nil ? 1 : 2 + (rest?.count ?? 0) }

  public subscript(position: Int) -> CensusPresence {
    switch (position, head, next) {
    case (0, let head?, _): head
    case (1, _, let next?): next
    default: (rest ?? [])[position - 2]
    }
  }

  public mutating func append(_ presence: CensusPresence) {
    if head == nil {
      head = presence
    } else if next == nil {
      next = presence
    } else {
      rest = (rest ?? []) + [presence]
    }
  }

  /// One is of this year.
  func shows(_ year: Int) -> Bool {
    head?.year == year || next?.year == year || rest != nil && dropFirst(2).contains { $0.year == year }
  }

  /// Each of a later year than the one before.
  var isAscending: Bool {
    if let head, let next, head.year >= next.year { return false }
    return rest == nil || zip(self, dropFirst()).allSatisfy { $0.year < $1.year }
  }
}

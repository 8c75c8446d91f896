/// The presences of one person. Up to two need no array: most persons have no more, and a roll may hold millions.
public struct Presences: RandomAccessCollection, Equatable, Sendable, Silent, ExpressibleByArrayLiteral {
  private var head: CensusPresence?
  private var next: CensusPresence?
  private var rest: [CensusPresence] = []

  public init() {}

  public init(_ presences: [CensusPresence]) {
    for presence in presences { append(presence) }
  }

  public init(arrayLiteral presences: CensusPresence...) { self.init(presences) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { head == nil ? 0 : next == nil ? 1 : 2 + rest.count }

  public subscript(position: Int) -> CensusPresence {
    switch (position, head, next) {
    case (0, let head?, _): head
    case (1, _, let next?): next
    default: rest[position - 2]
    }
  }

  public mutating func append(_ presence: CensusPresence) {
    if head == nil {
      head = presence
    } else if next == nil {
      next = presence
    } else {
      rest.append(presence)
    }
  }

  /// Each of a later year than the one before.
  var isAscending: Bool {
    if let head, let next, head.year >= next.year { return false }
    return rest.isEmpty || zip(self, dropFirst()).allSatisfy { $0.year < $1.year }
  }
}

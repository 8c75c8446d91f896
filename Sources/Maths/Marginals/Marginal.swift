/// A table over some attributes of a domain, by their positions; over none: the total. Cells are row-major in
/// ascending order of positions.
///
/// Ordered by the number of attributes, then by positions: sums in this order are the same everywhere.
public struct Marginal: Hashable, Comparable, Sendable, CustomStringConvertible {
  let bits: UInt32

  public static let total = Marginal(bits: 0)

  init(bits: UInt32) { self.bits = bits }

  /// - Parameter attributes: positions 0 to 15, in any order.
  public init(_ attributes: [Int]) {
    precondition(attributes.allSatisfy((0..<PublicDomain.mostAttributes).contains), "attributes are 0 to 15")
    bits = attributes.reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// Positions, ascending.
  public var attributes: [Int] { (0..<PublicDomain.mostAttributes).filter(has) }
  public var count: Int { bits.nonzeroBitCount }

  public func has(_ attribute: Int) -> Bool { bits >> UInt32(attribute) & 1 == 1 }
  public func isPart(of other: Marginal) -> Bool { bits & ~other.bits == 0 }

  func without(_ other: Marginal) -> Marginal { Marginal(bits: bits & ~other.bits) }
  func shared(with other: Marginal) -> Marginal { Marginal(bits: bits & other.bits) }
  func with(_ attribute: Int) -> Marginal { Marginal(bits: bits | 1 << UInt32(attribute)) }
  func without(_ attribute: Int) -> Marginal { Marginal(bits: bits & ~(1 << UInt32(attribute))) }

  /// Every marginal that follows from this one by summing, itself included; ascending.
  var parts: [Marginal] {
    var found: [Marginal] = []
    var part = bits
    while true {
      found.append(Marginal(bits: part))
      if part == 0 { break }
      part = (part - 1) & bits
    }
    return found.sorted()
  }

  public static func < (left: Marginal, right: Marginal) -> Bool {
    if left.count != right.count { return left.count < right.count }
    let difference = left.bits ^ right.bits
    return difference != 0 && left.bits >> UInt32(difference.trailingZeroBitCount) & 1 == 1
  }

  /// `total`, `0+2`.
  public var description: String {
    bits == 0 ? "total" : attributes.map { "\($0)" }.joined(separator: "+")
  }
}

extension [Marginal] {
  /// Every marginal that follows from one of these by summing; ascending, each once.
  var closure: [Marginal] { Set(flatMap(\.parts)).sorted() }
}

/// The attributes of a table, all public: how many values each has.
public struct PublicDomain: Sendable, Hashable {
  public static let mostAttributes = 16
  /// Of one table.
  public static let mostCells = 1 << 22

  public let sizes: [Int]

  /// - Throws: `badDomain` unless there are 1 to 16 attributes of at least 2 values each.
  public init(sizes: [Int]) throws(MarginalError) {
    guard (1...Self.mostAttributes).contains(sizes.count), sizes.allSatisfy((2...Self.mostCells).contains) else {
      throw .badDomain
    }
    self.sizes = sizes
  }

  /// The marginal over all attributes.
  public var whole: Marginal { Marginal(bits: 1 << UInt32(sizes.count) - 1) }

  /// Cells of a marginal. It must have been checked.
  public func cellCount(of marginal: Marginal) -> Int {
    var count = 1
    for attribute in sizes.indices where marginal.has(attribute) { count *= sizes[attribute] }
    return count
  }

  /// - Throws: `unknownAttribute`, `tooManyCells`.
  func check(_ marginal: Marginal) throws(MarginalError) {
    guard marginal.isPart(of: whole) else { throw .unknownAttribute(marginal) }
    var count = 1
    for attribute in marginal.attributes {
      count *= sizes[attribute]  // both factors are at most 2^22
      guard count <= Self.mostCells else { throw .tooManyCells(marginal) }
    }
  }

  /// The share of a cell's unit vector that lies in the residual component: Π (n − 1)/n over the marginal.
  func share(of marginal: Marginal) -> Double {
    var share = 1.0
    for attribute in sizes.indices where marginal.has(attribute) {
      share *= Double(sizes[attribute] - 1) / Double(sizes[attribute])
    }
    return share
  }
}

/// The order of some persons by their keys, in a few bytes of each: a roll may fill most of the memory there is.
struct KeyOrder {
  /// Of each place in order, where the person stands who belongs there.
  var places: [UInt32]

  private typealias Entry = (prefix: UInt64, place: UInt32)

  /// - Parameters:
  ///   - prefixes: of each person's key.
  ///   - key: of the person at a place, for those whose prefixes are equal.
  init(_ prefixes: [UInt64], _ key: (UInt32) -> PersonKey) {
    // As many drawers as persons, about; then each drawer by itself.
    let bits = LeadingBits(prefixes, most: min(16, max(1, Int.bitWidth - prefixes.count.leadingZeroBitCount)))
    var ends = [Int](repeating: 0, count: bits.count)
    for prefix in prefixes { ends[bits.of(prefix)] += 1 }
    var total = 0
    for drawer in ends.indices { (total, ends[drawer]) = (total + ends[drawer], total) }
    places = [UInt32](repeating: 0, count: prefixes.count)
    for (place, prefix) in prefixes.enumerated() {
      let drawer = bits.of(prefix)
      places[ends[drawer]] = UInt32(truncatingIfNeeded: place)
      ends[drawer] += 1
    }
    var start = 0
    for end in ends {
      if end - start > 1 { sort(start..<end, prefixes, key) }
      start = end
    }
  }

  private mutating func sort(_ drawer: Range<Int>, _ prefixes: [UInt64], _ key: (UInt32) -> PersonKey) {
    var entries = places[drawer].map { Entry(prefixes[Int($0)], $0) }
    entries.sort { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let (first, second) = (key(a.place), key(b.place))
      if PersonKey.inOrder(first, second) { return true }
      return !PersonKey.inOrder(second, first) && a.place < b.place
    }
    for (index, entry) in zip(drawer, entries) { places[index] = entry.place }
  }
}

/// The first bits in which words differ, put together: in the order of the words.
public struct LeadingBits: Sendable {
  /// What the bits of a word put together are below.
  public let count: Int
  /// Runs of bits beside each other, from the left: how far right each is shifted, how far left then, and where it lies.
  private var runs: [(right: UInt64, left: UInt64, mask: UInt64)] = []

  /// - Parameter most: how many bits, 1 to 16.
  init(_ words: [UInt64], most: Int) {
    var differing: UInt64 = 0
    for word in words { differing |= word ^ words[0] }
    self.init(differing: differing, most: most)
  }

  /// - Parameters:
  ///   - differing: all bits in which any two of the words differ.
  ///   - most: how many bits, 1 to 16.
  public init(differing: UInt64, most: Int) {
    count = 1 << most
    var differing = differing
    var left = most
    while left > 0, differing != 0 {
      let top = 64 - differing.leadingZeroBitCount
      // Ones from the top on.
      let length = min((~(differing << UInt64(64 - top))).leadingZeroBitCount, left)
      left -= length
      let ones: UInt64 = 1 << UInt64(length) - 1
      runs.append((UInt64(top - length), UInt64(left), ones << UInt64(left)))
      differing &= ~(ones << UInt64(top - length))
    }
  }

  public func of(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: runs.reduce(0) { $0 | ((word &>> $1.right) &<< $1.left) & $1.mask })
  }
}

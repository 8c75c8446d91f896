internal import Records

/// A long list in pieces, so that it grows without being copied and can be used up from its beginning.
struct Chunks<Element: Sendable>: RandomAccessCollection, Silent, Sendable {
  private var full: [[Element]] = []
  private var last: [Element] = []
  private let room: Int
  /// The piece that is being used up, and how much of it is.
  private var front: [Element] = []
  private var used = 0

  /// - Parameter room: for a list that is not long; it may grow all the same.
  init(room: Int? = nil) { self.room = room ?? Self.size }

  /// More than 32 MB: so large a piece comes from the kernel page by page as it is filled, and goes back to it at once
  /// (malloc, M_MMAP_THRESHOLD). Smaller ones may stay with the process when their memory is needed for others.
  private static var size: Int { (33 << 20) / MemoryLayout<Element>.stride }

  var startIndex: Int { 0 }
  var endIndex: Int { full.count * Self.size + last.count }

  subscript(position: Int) -> Element {
    let chunk = position / Self.size
    return chunk < full.count ? full[chunk][position % Self.size] : last[position % Self.size]
  }

  mutating func append(_ element: Element) {
    if last.capacity == 0 { last.reserveCapacity(room) }
    last.append(element)
    if last.count == Self.size {
      full.append(last)
      last = []
    }
  }

  mutating func append(contentsOf elements: ArraySlice<Element>) {
    if last.capacity == 0 { last.reserveCapacity(room) }
    if elements.count < Self.size - last.count {
      last += elements
    } else {
      for element in elements { append(element) }
    }
  }

  /// Takes the elements of another list, each as `change` makes it.
  mutating func append(_ other: Chunks, _ change: (Element) -> Element) {
    for piece in other.full { for element in piece { append(change(element)) } }
    for element in other.last { append(change(element)) }
  }

  mutating func append(_ other: Chunks) {
    for piece in other.full { append(contentsOf: piece[...]) }
    append(contentsOf: other.last[...])
  }

  var pieces: [[Element]] { full + [last] }

  /// All elements in parts of `count` at most.
  func blocks(of count: Int) -> [ArraySlice<Element>] {
    pieces.flatMap { piece in
      stride(from: 0, to: piece.count, by: count).map { piece[$0..<Swift.min($0 + count, piece.count)] }
    }
  }

  /// Removes about `count` elements from the front, and gives memory back on the way; nil when there are none.
  ///
  /// Call until all are removed: the places of those that are left are not known meanwhile.
  mutating func removeFirst(_ count: Int) -> ArraySlice<Element>? {
    if used == front.count {
      (front, used) = ([], 0)
      if full.isEmpty { swap(&front, &last) } else { front = full.removeFirst() }
    }
    guard used < front.count else { return nil }
    let removed = front[used..<Swift.min(used + count, front.count)]
    used += removed.count
    return removed
  }
}

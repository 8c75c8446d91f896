internal import Records

/// A long list in pieces, so that it grows without being copied and can be used up from its beginning.
struct Chunks<Element>: RandomAccessCollection, Silent {
  private var full: [[Element]] = []
  private var last: [Element] = []

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
    if last.capacity == 0 { last.reserveCapacity(Self.size) }
    last.append(element)
    if last.count == Self.size {
      full.append(last)
      last = []
    }
  }

  mutating func append(contentsOf elements: [Element]) {
    if elements.count < Self.size - last.count, last.capacity > 0 {
      last += elements
    } else {
      for element in elements { append(element) }
    }
  }

  /// Gives each element once, in order, and its memory back on the way.
  mutating func drain(_ body: (Element) -> Void) {
    for index in full.indices {
      var chunk: [Element] = []
      swap(&chunk, &full[index])
      for element in chunk { body(element) }
    }
    full = []
    for element in last { body(element) }
    last = []
  }
}

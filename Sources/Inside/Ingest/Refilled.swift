internal import Records

/// A list that is filled again and again in the same memory. What it held before is out of reach.
struct Refilled<Element>: RandomAccessCollection, Silent {
  private var elements: [Element] = []
  private var used = 0

  var startIndex: Int { 0 }
  var endIndex: Int { used }

  subscript(position: Int) -> Element {
    @inline(__always) get {
      precondition(position < used, "no such element")
      return elements[position]
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if used < elements.count { elements[used] = element } else { elements.append(element) }
    used += 1
  }

  /// Changes one in its place.
  @inline(__always)
  mutating func change(_ position: Int, _ change: (inout Element) -> Void) {
    precondition(position < used, "no such element")
    change(&elements[position])
  }

  @inline(__always)
  mutating func removeAll() { used = 0 }
}

internal import Records

/// The elements below one row. Usually there is one, and it is kept without an allocation.
struct Few<Element>: RandomAccessCollection, MutableCollection, Silent {
  private var head: Element?
  private var rest: [Element] = []

  init() { head = nil }

  init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  init(_ elements: (some Sequence<Element>)?) {
    if let elements { self.init(elements) } else { self.init() }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }
  var count: Int { head == nil ? 0 : 1 + rest.count }
  var isEmpty: Bool { head == nil }
  var first: Element? { head }

  /// The element that was added last. Only of what is not empty.
  var latest: Element {
    @inline(__always) get { rest.last ?? head! }
    @inline(__always) _modify {
      if rest.isEmpty { yield &head! } else { yield &rest[rest.count - 1] }
    }
  }

  /// In order, without copies of the elements, which are large.
  func forEach(_ body: (borrowing Element) -> Void) {
    if let head { body(head) }
    for element in rest { body(element) }
  }

  subscript(position: Int) -> Element {
    get { position == 0 ? head! : rest[position - 1] }
    _modify {
      if position == 0, head != nil {
        yield &head!
      } else {
        yield &rest[position - 1]
      }
    }
  }

  mutating func append(_ element: Element) {
    if head == nil { head = element } else { rest.append(element) }
  }

  static func += (few: inout Self, more: some Sequence<Element>) {
    for element in more { few.append(element) }
  }

  mutating func removeAll() {
    head = nil
    if !rest.isEmpty { rest = [] }
  }
}

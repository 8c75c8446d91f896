internal import Records

/// Deals out the files of one Blade export in portions: the rows of some persons, in all files.
struct BladeDealer: Silent {
  let headings: BladeHeadings
  /// By `Module.tables`, as all lists here are.
  private var files: [DealtFile?] = []
  private let parents: [Int?]
  /// Bytes of persons in a portion, about; at least 1.
  private let size: Int
  private var isOver = false
  private var spare: [[UInt8]] = []

  /// - Parameter sources: of each module but the header; assessments may be absent if plans name their requests.
  init(_ sources: [Module: Source], size: Int) throws(BladeStop) {
    var headings = BladeHeadings()
    files.append(try .open(sources[.person], &headings.persons))
    files.append(try .open(sources[.requests], &headings.requests))
    files.append(try .open(sources[.assessment], &headings.assessments))
    files.append(try .open(sources[.namedPlan], &headings.plans))
    files.append(try .open(sources[.planDetail], &headings.details))
    files.append(try .open(sources[.activePlans], &headings.activePlans))
    files.append(try .open(sources[.placementDetail], &headings.placements))
    files.append(try .open(sources[.need], &headings.needs))
    guard headings.assessments != nil || headings.plans?.namesRequest ?? false else { throw .notInOrder }
    self.headings = headings
    parents = headings.parents
    self.size = size
  }

  /// Lines before the rows of each file.
  var headingLines: [Int] { files.map { $0?.headingLines ?? 0 } }

  /// Nil when all is dealt out.
  mutating func next() throws(BladeStop) -> BladePortion? {
    guard !isOver else { return nil }
    // Where each file is cut, and the id of the row behind.
    var cuts: [(place: Int, id: Int)] = []
    for index in files.indices {
      guard files[index] != nil else {
        cuts.append((0, .max))
        continue
      }
      if let parent = parents[index] {
        cuts.append(try files[index]?.cut(below: cuts[parent].id) ?? (0, .max))
      } else {
        cuts.append(try files[index]?.cut(after: size) ?? (0, .max))
      }
    }
    isOver = cuts[0].id == .max
    var portion = BladePortion(files: [], isLast: isOver)
    for index in files.indices {
      portion.files.append(files[index]?.take(cuts[index].place, &spare) ?? PortionBytes())
    }
    return portion
  }

  mutating func reuse(_ buffers: consuming [PortionBytes]) {
    while let buffer = buffers.popLast() {
      if !buffer.bytes.isEmpty { spare.append(buffer.bytes) }
    }
  }
}

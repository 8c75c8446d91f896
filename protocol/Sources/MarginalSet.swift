/// Tables of counts, and of their contrasts, that belong together: marginals of one domain, chosen and priced together for
/// the least error.
///
/// Each of them is a statistic of the plan, bounded, paid for and noised as such. The set states what they cost in all,
/// exactly: a plan whose tables cost more or less than it says is no plan.
public struct MarginalSet: Hashable, Sendable {
  public let id: String
  /// Names of the domain's axes; each table has some of them, in this order.
  public let domain: [String]
  /// Ids of the tables, in the plan's order.
  public let statistics: [String]
  /// Axes of the marginals that are public anyway: the prices were chosen for readers of whom some or all know them. They
  /// cost nothing.
  public let known: [[String]]
  /// What one person's data cost over all tables.
  public let rho: Ratio

  public init(id: String, domain: [String], statistics: [String], known: [[String]], rho: Ratio) {
    (self.id, self.domain, self.statistics, self.known, self.rho) = (id, domain, statistics, known, rho)
  }

  /// What a set must be within its plan.
  /// - Parameter path: for example `plan.sets[0]`.
  func check(_ plan: [Statistic], _ path: String) throws(WireError) {
    guard TextRule.identifier.accepts(id) else { throw .field("\(path).id", .notAllowed) }
    guard (1...4).contains(domain.count) else { throw .field("\(path).domain", .wrongCount) }
    guard domain.allSatisfy(TextRule.identifier.accepts) else { throw .field("\(path).domain", .notAllowed) }
    guard Set(domain).count == domain.count else { throw .field("\(path).domain", .repeated) }
    guard (1...Wire.mostStatistics).contains(statistics.count) else { throw .field("\(path).statistics", .wrongCount) }
    guard Set(statistics).count == statistics.count, Set(known).count == known.count else {
      throw .field(path, .repeated)
    }
    let tables = plan.filter { statistics.contains($0.id) }
    guard tables.map(\.id) == statistics, let first = tables.first else {
      throw .field("\(path).statistics", .inconsistent)
    }
    // One kind and year: the tables count the same people, and one year's allowance pays.
    guard
      tables.allSatisfy({
        $0.kind == first.kind && $0.dataYear == first.dataYear && [.count, .contrasts].contains($0.bound)
      })
    else { throw .field("\(path).statistics", .inconsistent) }
    let axes = Dictionary(tables.flatMap(\.axes).map { ($0.name, $0) }) { first, _ in first }
    guard tables.allSatisfy({ $0.axes.allSatisfy { axes[$0.name] == $0 } && isMarginal($0.axes.map(\.name)) }),
      Set(tables.map { [$0.bound == .count ? "count" : "contrasts"] + $0.axes.map(\.name) }).count == tables.count,
      known.allSatisfy(isMarginal)
    else { throw .field("\(path).domain", .inconsistent) }
    guard rho.numerator > 0, rho.numerator <= rho.denominator, rho.denominator <= 1_000_000 else {
      throw .field("\(path).rho", .outOfRange)
    }
    guard Ratio.sum(tables.map(\.rho)) == rho else { throw .field("\(path).rho", .notTheSum) }
  }

  /// Some of the domain's axes, in its order.
  private func isMarginal(_ axes: [String]) -> Bool { axes == domain.filter(axes.contains) }
}

extension MarginalSet {
  public var json: JSON {
    .object([
      "domain": .strings(domain), "id": .string(id), "known": .array(known.map { .strings($0) }), "rho": rho.json,
      "statistics": .strings(statistics),
    ])
  }

  /// Form only; `check` says whether it fits the plan.
  init(json: JSON, _ path: String) throws(WireError) {
    let fields = try Fields(json, path, members: ["domain", "id", "known", "rho", "statistics"])
    var known: [[String]] = []
    for (index, axes) in try fields.array("known", count: 0...16).enumerated() {
      known.append(try Self.names(axes, "\(path).known[\(index)]", count: 0...4))
    }
    self.init(
      id: try fields.string("id", .identifier),
      domain: try Self.names(.array(fields.array("domain", count: 1...4)), fields.at("domain"), count: 1...4),
      statistics: try Self.names(
        .array(fields.array("statistics", count: 1...Wire.mostStatistics)), fields.at("statistics"),
        count: 1...Wire.mostStatistics), known: known, rho: try fields.ratio("rho"))
  }

  private static func names(_ json: JSON, _ path: String, count: ClosedRange<Int>) throws(WireError) -> [String] {
    guard let items = json.elements else { throw .field(path, .wrongType) }
    guard count.contains(items.count) else { throw .field(path, .wrongCount) }
    var names: [String] = []
    for item in items {
      guard case .string(let name) = item else { throw .field(path, .wrongType) }
      guard TextRule.identifier.accepts(name) else { throw .field(path, .notAllowed) }
      names.append(name)
    }
    return names
  }
}

extension Ratio {
  /// Exact; nil where it leaves the protocol's integers, and for none.
  static func sum(_ parts: [Ratio]) -> Ratio? {
    guard var sum = parts.first else { return nil }
    for part in parts.dropFirst() {
      // Over the least common denominator, so that the products stay small.
      let common = greatestCommonDivisor(sum.denominator, part.denominator)
      let (left, right) = (part.denominator / common, sum.denominator / common)
      let one = sum.numerator.multipliedReportingOverflow(by: left)
      let other = part.numerator.multipliedReportingOverflow(by: right)
      let top = one.partialValue.addingReportingOverflow(other.partialValue)
      let bottom = sum.denominator.multipliedReportingOverflow(by: left)
      guard !one.overflow, !other.overflow, !top.overflow, !bottom.overflow,
        let next = Ratio(top.partialValue, bottom.partialValue)
      else { return nil }
      sum = next
    }
    return sum
  }
}

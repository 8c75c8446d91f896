/// Statistics as they stand in a plan's JSON.
extension Statistic {
  public var json: JSON {
    .object([
      "axes": .array(axes.map { .object(["labels": .strings($0.labels), "name": .string($0.name)]) }),
      "bound": bound.json,
      "dataYear": .integer(dataYear),
      "id": .string(id),
      "kind": .string(kind.rawValue),
      "rho": rho.json,
    ])
  }

  init(json: JSON, _ path: String) throws(WireError) {
    let fields = try Fields(json, path, members: ["axes", "bound", "dataYear", "id", "kind", "rho"])
    guard let kind = Kind(rawValue: try fields.string("kind", .identifier)) else {
      throw .field(fields.at("kind"), .notAllowed)
    }
    var axes: [Axis] = []
    for (index, axis) in try fields.array("axes", count: 1...4).enumerated() {
      axes.append(try Axis(json: axis, "\(path).axes[\(index)]"))
    }
    guard let bound = fields.value("bound") else { throw .field(fields.at("bound"), .missing) }
    try self.init(
      id: fields.string("id", .identifier), kind: kind, dataYear: fields.integer("dataYear", in: Wire.years),
      axes: axes, bound: Bound(json: bound, "\(path).bound"), rho: fields.ratio("rho"))
  }
}

extension Axis {
  fileprivate init(json: JSON, _ path: String) throws(WireError) {
    let fields = try Fields(json, path, members: ["labels", "name"])
    var labels: [String] = []
    for label in try fields.array("labels", count: 1...64) {
      guard case .string(let text) = label else { throw .field(fields.at("labels"), .wrongType) }
      labels.append(text)
    }
    try self.init(name: fields.string("name", .identifier), labels: labels)
  }
}

extension Bound {
  fileprivate var json: JSON {
    switch self {
    case .count: .object(["kind": .string("count")])
    case .centredAmount(let axis, let caps):
      .object(["axis": .string(axis), "caps": .integers(caps), "kind": .string("centred-amount")])
    case .banded(let edges): .object(["edges": .integers(edges), "kind": .string("banded")])
    case .clamped(let axis, let caps):
      .object(["axis": .string(axis), "caps": .integers(caps), "kind": .string("clamped")])
    case .segment(let strategy): .object(["kind": .string("segment"), "strategy": .string(strategy.name)])
    case .contrasts: .object(["kind": .string("contrasts")])
    }
  }

  fileprivate init(json: JSON, _ path: String) throws(WireError) {
    guard case .object(let members) = json, case .string(let kind)? = members["kind"] else {
      throw .field("\(path).kind", .missing)
    }
    switch kind {
    case "count", "contrasts":
      _ = try Fields(json, path, members: ["kind"])
      self = kind == "count" ? .count : .contrasts
    case "centred-amount", "clamped":
      let fields = try Fields(json, path, members: ["axis", "caps", "kind"])
      let axis = try fields.string("axis", .identifier)
      let caps = try fields.integers("caps", count: 1...64)
      self = kind == "clamped" ? .clamped(axis: axis, caps: caps) : .centredAmount(axis: axis, caps: caps)
    case "banded":
      let fields = try Fields(json, path, members: ["edges", "kind"])
      self = .banded(edges: try fields.integers("edges", count: 2...64))
    case "segment":
      let fields = try Fields(json, path, members: ["kind", "strategy"])
      guard let strategy = DayStrategy.named(try fields.string("strategy", .identifier)) else {
        throw .field(fields.at("strategy"), .notAllowed)
      }
      self = .segment(strategy)
    default: throw .field("\(path).kind", .notAllowed)
    }
  }
}

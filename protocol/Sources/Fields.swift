/// Reads the members of one object: exactly the named ones, each by its rule.
struct Fields {
  private let members: [String: JSON]
  private let path: String

  init(_ json: JSON, _ path: String, members names: [String]) throws(WireError) {
    guard case .object(let members) = json else { throw .field(path, .wrongType) }
    for name in names where members[name] == nil { throw .field("\(path).\(name)", .missing) }
    guard members.count == names.count else { throw .field(path, .unknownMember) }
    self.members = members
    self.path = path
  }

  /// - Parameter name: one of the names given at the start.
  func value(_ name: String) -> JSON? { members[name] }

  func at(_ name: String) -> String { "\(path).\(name)" }

  func string(_ name: String, _ rule: TextRule) throws(WireError) -> String {
    guard case .string(let text)? = members[name] else { throw .field(at(name), .wrongType) }
    guard rule.accepts(text) else { throw .field(at(name), .notAllowed) }
    return text
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(WireError) -> Int {
    guard case .integer(let number)? = members[name] else { throw .field(at(name), .wrongType) }
    guard range.contains(Int(number)) else { throw .field(at(name), .outOfRange) }
    return Int(number)
  }

  func array(_ name: String, count: ClosedRange<Int>) throws(WireError) -> [JSON] {
    guard let elements = members[name]?.elements else { throw .field(at(name), .wrongType) }
    guard count.contains(elements.count) else { throw .field(at(name), .wrongCount) }
    return elements
  }

  func object(_ name: String, members names: [String]) throws(WireError) -> Fields {
    guard let member = members[name] else { throw .field(at(name), .missing) }
    return try Fields(member, at(name), members: names)
  }

  /// Integers within the limits of the protocol, as the parser left them.
  func integers(_ name: String, count: ClosedRange<Int>) throws(WireError) -> [Int64] {
    if case .integers(let numbers)? = members[name] {
      guard count.contains(numbers.count) else { throw .field(at(name), .wrongCount) }
      let allowed = -Wire.largestInteger...Wire.largestInteger
      guard numbers.allSatisfy(allowed.contains) else { throw .field(at(name), .outOfRange) }
      return numbers
    }
    let elements = try array(name, count: count)
    var numbers: [Int64] = []
    numbers.reserveCapacity(elements.count)
    for element in elements {
      guard case .integer(let number) = element else { throw .field(at(name), .wrongType) }
      guard abs(number) <= Wire.largestInteger else { throw .field(at(name), .outOfRange) }
      numbers.append(number)
    }
    return numbers
  }

  func ratio(_ name: String) throws(WireError) -> Ratio {
    guard let member = members[name] else { throw .field(at(name), .missing) }
    return try Ratio(json: member, at(name))
  }
}

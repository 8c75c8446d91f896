import Vocabulary

/// Values of a scenario file, read by type. What is missing takes the default that is given.
struct ScenarioFields {
  private let value: (String) -> String?

  init(_ value: @escaping (String) -> String?) { self.value = value }

  func has(_ key: String) -> Bool { value(key) != nil }

  /// Refuses keys of a lever whose first key is missing: they would be left out silently.
  func none(_ keys: String..., without first: String) throws(ScenarioError) {
    for key in keys where has(key) { throw ScenarioError(key: key, expected: "of use without \(first); add that key") }
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(ScenarioError) -> Double? {
    guard let text = value(key) else { return nil }
    guard let number = Self.decimal(text[...]), range.contains(number) else {
      throw ScenarioError(key: key, expected: "a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))")
    }
    return number
  }

  /// A percentage as a part of 1: "2.51" is the same number as 0.0251, to the last bit.
  func percent(_ key: String, in range: ClosedRange<Double>) throws(ScenarioError) -> Double? {
    try number(key, in: range).map { ($0 * 1e6).rounded() / 1e8 }
  }

  func numbers(_ key: String, in range: ClosedRange<Double>) throws(ScenarioError) -> [Double]? {
    guard let text = value(key) else { return nil }
    var numbers: [Double] = []
    for word in Self.words(text) {
      guard let number = Self.decimal(word), range.contains(number) else {
        throw ScenarioError(
          key: key, expected: "numbers from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound)) with spaces between them")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// - Parameter missing: what a missing key stands for; nil: it must be there.
  func whole(_ key: String, in range: ClosedRange<Int>, missing: Int?) throws(ScenarioError) -> Int {
    if let missing, value(key) == nil { return missing }
    guard let text = value(key), let number = Self.whole(text[...]), range.contains(number) else {
      throw ScenarioError(key: key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func year(_ key: String) throws(ScenarioError) -> Int {
    guard let text = value(key), let number = Self.whole(text[...]), ScenarioBounds.january.contains(number) else {
      throw ScenarioError(key: key, expected: "a year such as 2029")
    }
    return number
  }

  func phasing(_ lever: String) throws(ScenarioError) -> Phasing {
    Phasing(
      from: try year(lever + "from_year"), overYears: try whole(lever + "over_years", in: ScenarioBounds.years, missing: 1))
  }

  /// `5-15`, or one age; all from `from` where the key is missing.
  func ages(_ key: String, from youngest: Int) throws(ScenarioError) -> ClosedRange<Int> {
    guard let text = value(key) else { return youngest...AcademicAge.range.upperBound }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.whole)
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
      first >= youngest, last <= AcademicAge.range.upperBound
    else {
      throw ScenarioError(
        key: key, expected: "one age or a range such as \(youngest)-15, within \(youngest) to \(AcademicAge.range.upperBound)")
    }
    return first...last
  }

  /// Codes with spaces between them; all where the key is missing.
  func codes<Value: Hashable & CaseIterable>(
    _ key: String, _ codes: [String], _ read: (String) -> Value?
  ) throws(ScenarioError) -> Set<Value> {
    guard let text = value(key) else { return Set(Value.allCases) }
    var values: Set<Value> = []
    for word in Self.words(text) {
      guard let value = read(String(word)) else {
        throw ScenarioError(key: key, expected: "among " + codes.joined(separator: " "))
      }
      values.insert(value)
    }
    return values
  }

  private static func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "," || $0 == "\t" } }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func whole(_ text: Substring) -> Int? {
    text.utf8.count <= 9 && !text.isEmpty && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
  }

  /// Digits with at most one dot between them and a minus in front: not "nan", "0x1p3" or "1e9".
  private static func decimal(_ text: Substring) -> Double? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text
    guard let first = digits.utf8.first, let last = digits.utf8.last, isDigit(first), isDigit(last),
      digits.utf8.count <= 20, digits.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }),
      digits.utf8.count(where: { $0 == UInt8(ascii: ".") }) <= 1
    else { return nil }
    return Double(text)
  }

  private static func short(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}

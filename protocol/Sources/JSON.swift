/// The subset of JSON that travels: no null, no fractions, no exponents.
public enum JSON: Sendable {
  /// Keys are ASCII. Order is not kept: there is only one, the sorted one.
  case object([String: JSON])
  case array([JSON])
  /// An array of integers alone, such as a table's cells, in a third of the memory. The same value as `array` of them.
  case integers([Int64])
  case string(String)
  /// Within ±(2^53 - 1), see `Wire.largestInteger`.
  case integer(Int64)
  case bool(Bool)
}

extension JSON: Equatable {
  public static func == (one: JSON, other: JSON) -> Bool {
    switch (one, other) {
    case (.object(let one), .object(let other)): one == other
    case (.array(let one), .array(let other)): one == other
    case (.integers(let one), .integers(let other)): one == other
    case (.array(let elements), .integers(let numbers)), (.integers(let numbers), .array(let elements)):
      elements.elementsEqual(numbers) { $0 == .integer($1) }
    case (.string(let one), .string(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.bool(let one), .bool(let other)): one == other
    default: false
    }
  }

  /// Of either kind of array; nil for anything else.
  var elements: [JSON]? {
    switch self {
    case .array(let elements): elements
    case .integers(let numbers): numbers.map(JSON.integer)
    default: nil
    }
  }
}

extension JSON {
  static func integer(_ value: Int) -> JSON { .integer(Int64(value)) }
  static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}

/// What a decoder will take in before it gives up. Bounds memory, since a few bytes of JSON can cost many.
public struct Limits: Equatable, Sendable {
  public var bytes: Int
  /// Containers inside containers.
  public var depth: Int
  /// UTF-8 bytes of one string.
  public var stringBytes: Int
  /// Elements of one array.
  public var arrayCount: Int
  /// Members of one object.
  public var memberCount: Int
  /// Values of every kind in the whole text.
  public var values: Int

  /// 4 MiB of text, 16 deep. A string may fill it, since an envelope holds its payload as one string.
  public static let standard = Limits(
    bytes: 4 << 20, depth: 16, stringBytes: 4 << 20, arrayCount: 1 << 14, memberCount: 64, values: 1 << 17)

  public init(bytes: Int, depth: Int, stringBytes: Int, arrayCount: Int, memberCount: Int, values: Int) {
    self.bytes = bytes
    self.depth = depth
    self.stringBytes = stringBytes
    self.arrayCount = arrayCount
    self.memberCount = memberCount
    self.values = values
  }
}

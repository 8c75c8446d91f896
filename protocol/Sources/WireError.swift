/// Why bytes are not a message of this protocol. For the operator at the receiving side; a peer learns only `code`.
///
/// Holds names of this specification and places in the bytes, never what the peer wrote.
public enum WireError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not JSON of the subset.
  case syntax(SyntaxFault, offset: Int)
  /// JSON of the subset, but not in its one spelling; the offset is that of the first difference.
  case notCanonical(offset: Int)
  case tooLarge(Limit)
  case base64(Base64Fault)
  /// A member, by its path in the message, for example `tables[2].variance`.
  case field(String, FieldFault)
  /// The envelope carries another kind of message than the one expected here.
  case otherPayloadType
  case badSignature
  /// The message does not keep to its plan.
  case plan(PlanFault)

  public enum SyntaxFault: String, Sendable {
    case truncated, unexpectedByte = "unexpected byte", trailingBytes = "bytes behind the end"
    case byteOrderMark = "byte order mark", notUTF8 = "not UTF-8"
    case null, fraction, exponent, leadingZero = "leading zero", numberTooLarge = "number beyond 2^53 - 1"
    case duplicateKey = "duplicate key", keyNotASCII = "key that is not ASCII"
    case badEscape = "bad escape", controlCharacter = "control character", loneSurrogate = "lone surrogate"
  }

  public enum Limit: String, Sendable {
    case bytes, depth, string = "length of a string", elements = "elements of an array"
    case members = "members of an object", values = "number of values"
  }

  public enum Base64Fault: String, Sendable {
    case alphabet = "a character outside the base64 alphabet", length = "a length that is not a multiple of four"
    case padding = "unused bits that are not zero"
  }

  public enum FieldFault: String, Sendable {
    case missing = "is missing", unknownMember = "has a member that this version does not know"
    case wrongType = "has the wrong type", notAllowed = "is not of the allowed form"
    case outOfRange = "is out of range", wrongCount = "has the wrong number of elements"
    case notLowestTerms = "is not a fraction in lowest terms", repeated = "is there twice"
    case inconsistent = "does not agree with another member"
    case notTheSum = "is not the exact sum of what its tables cost"
  }

  public enum PlanFault: Equatable, Sendable {
    case otherPlan, otherCensusYear
    case missingTable(String), unexpectedTable, tableOrder(String), cellCount(String), variance(String)
    case forecastShape
  }

  /// What the peer may be told.
  public var code: RefusalCode {
    switch self {
    case .syntax, .field: .malformed
    case .notCanonical: .notCanonical
    case .tooLarge: .tooLarge
    case .base64(let fault): fault == .padding ? .notCanonical : .malformed
    case .otherPayloadType: .unknownType
    case .badSignature: .badSignature
    case .plan(.otherPlan): .unknownPlan
    case .plan: .planMismatch
    }
  }

  public var description: String {
    switch self {
    case .syntax(let fault, let offset): "not JSON of this protocol at byte \(offset): \(fault.rawValue)"
    case .notCanonical(let offset): "not in canonical form from byte \(offset) on"
    case .tooLarge(let limit): "over the protocol's limit: \(limit.rawValue)"
    case .base64(let fault): "base64 has \(fault.rawValue)"
    case .field(let path, let fault): "\(path) \(fault.rawValue)"
    case .otherPayloadType: "the envelope carries another kind of message"
    case .badSignature: "the signature does not verify"
    case .plan(let fault): Self.describe(fault)
    }
  }

  private static func describe(_ fault: PlanFault) -> String {
    switch fault {
    case .otherPlan: "the message names another plan"
    case .otherCensusYear: "the message's census year is not the plan's"
    case .missingTable(let id): "the plan's table \(id) is missing"
    case .unexpectedTable: "there are more tables than the plan has statistics"
    case .tableOrder(let id): "table \(id) is not where the plan has it"
    case .cellCount(let id): "table \(id) has another number of cells than the plan says"
    case .variance(let id): "table \(id) states another variance than the plan's"
    case .forecastShape: "the forecast's years or cells are not those of the plan"
    }
  }
}

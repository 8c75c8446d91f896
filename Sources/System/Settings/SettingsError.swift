/// What is wrong in a settings file: file, line, key and what to do. Never the value, which may be secret.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case unknownKey(nearest: String?)
    case missingKey
    case badValue(expected: String)
    case duplicateKey(firstLine: Int)
    case badLine(reason: String)
  }

  public let file: String
  /// From 1; nil for a key that is missing.
  public let line: Int?
  /// Empty for a line in which no key can be read.
  public let key: String
  public let problem: Problem

  /// Stable and in kebab case.
  public var code: String {
    switch problem {
    case .unknownKey: "unknown-key"
    case .missingKey: "missing-key"
    case .badValue: "bad-value"
    case .duplicateKey: "duplicate-key"
    case .badLine: "bad-line"
    }
  }

  public var description: String {
    let place = line.map { "\(file), line \($0)" } ?? file
    let reason =
      switch problem {
      case .unknownKey(let nearest?): "the key \"\(key)\" is unknown; did you mean \"\(nearest)\"?"
      case .unknownKey(nil): "the key \"\(key)\" is unknown; remove the line or correct the key"
      case .missingKey: "the key \"\(key)\" is missing; add a line \"\(key) = …\""
      case .badValue(let expected): "the value of \"\(key)\" is not \(expected); correct it"
      case .duplicateKey(let first): "the key \"\(key)\" stands already on line \(first); remove one of the two"
      case .badLine(let reason): "\(reason); write \"key = value\", or \"#\" before a comment"
      }
    return "\(place): \(reason) (\(code))"
  }
}

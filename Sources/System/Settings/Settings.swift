// Settings: files of "key = value" lines, one per program.
//
//   # a comment stands on a line of its own
//   receipt_timeout_s = 30
//
// Blanks around key and value do not count. A value goes to the end of its line, and may hold "#" and
// "="; it cannot be empty, quoted or continued. UTF-8; a byte order mark and Windows line ends are allowed.
// Never: accepts a key it does not know, takes one of two lines of the same key, shows a value in an error.

internal import Files

/// A settings file, read and checked for form. Values are checked when they are asked for.
public struct SettingsFile: Sendable {
  private struct Entry {
    let value: String
    let line: Int
  }

  public let file: String
  private let allowed: Set<String>
  private var entries: [String: Entry] = [:]

  /// - Parameters:
  ///   - file: the name used in errors.
  ///   - allowed: every key the program knows.
  public init(parsing bytes: [UInt8], file: String, allowed: Set<String>) throws(SettingsError) {
    self.file = file
    self.allowed = allowed
    let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
    let lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { try read(line, number: index + 1) }
  }

  /// Reads a file of at most 1 MiB.
  public init(path: String, allowed: Set<String>) throws {
    try self.init(parsing: Files.read(path, limit: 1 << 20), file: path, allowed: allowed)
  }

  /// The value of a key that must be there.
  public func string(_ key: String) throws(SettingsError) -> String {
    guard let value = optionalString(key) else {
      throw SettingsError(file: file, line: nil, key: key, problem: .missingKey)
    }
    return value
  }

  public func optionalString(_ key: String) -> String? {
    // A key that the program asks for but does not allow could never be set: a mistake in the program.
    precondition(allowed.contains(key), "the program asks for a setting that it does not allow")
    return entries[key]?.value
  }

  /// A whole number in decimal digits, with "_" between digits if wanted, that must be there.
  public func int(_ key: String, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
    guard let value = try optionalInt(key, in: range) else {
      throw SettingsError(file: file, line: nil, key: key, problem: .missingKey)
    }
    return value
  }

  public func optionalInt(_ key: String, in range: ClosedRange<Int>) throws(SettingsError) -> Int? {
    guard let text = optionalString(key) else { return nil }
    guard let value = wholeNumber(text), range.contains(value) else {
      throw badValue(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// For a check of the program's own on a value that is there.
  public func badValue(_ key: String, expected: String) -> SettingsError {
    SettingsError(file: file, line: entries[key]?.line, key: key, problem: .badValue(expected: expected))
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, number: Int) throws(SettingsError) {
    func refuse(_ reason: String) -> SettingsError {
      SettingsError(file: file, line: number, key: "", problem: .badLine(reason: reason))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw refuse("it is not UTF-8") }
    let line = trimmed(text[...])
    if line.isEmpty || line.first == "#" { return }
    guard line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f || $0 == "\t" }) else {
      throw refuse("it holds a control character")
    }
    guard let equals = line.firstIndex(of: "=") else { throw refuse("there is no \"=\" in it") }
    let key = String(trimmed(line[..<equals]))
    let value = String(trimmed(line[line.index(after: equals)...]))
    let isName = key.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "_")
    }
    guard !key.isEmpty, isName else { throw refuse("a key has small letters, digits and \"_\" only") }
    guard allowed.contains(key) else {
      throw SettingsError(
        file: file, line: number, key: key, problem: .unknownKey(nearest: nearest(to: key, among: allowed)))
    }
    if let first = entries[key] {
      throw SettingsError(file: file, line: number, key: key, problem: .duplicateKey(firstLine: first.line))
    }
    guard !value.isEmpty else {
      throw SettingsError(file: file, line: number, key: key, problem: .badValue(expected: "given: it is empty"))
    }
    entries[key] = Entry(value: value, line: number)
  }
}

private func trimmed(_ text: Substring) -> Substring {
  func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\r" }
  var text = text
  while let first = text.first, isBlank(first) { text = text.dropFirst() }
  while let last = text.last, isBlank(last) { text = text.dropLast() }
  return text
}

/// Nil for anything but an optional minus, then digits, with single "_" between digits.
private func wholeNumber(_ text: String) -> Int? {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  let groups = digits.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
  let isDigits = groups.allSatisfy { group in
    !group.isEmpty && group.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
  return isDigits ? Int(text.filter { $0 != "_" }) : nil
}

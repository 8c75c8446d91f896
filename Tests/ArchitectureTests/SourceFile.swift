import Foundation

/// A Swift file with comments and string contents taken out, so that rules look at code alone.
struct SourceFile {
  let path: String
  let code: String

  init(path: String, text: String) {
    self.path = path
    code = Self.stripped(text)
  }

  static func all(under folder: String) throws -> [SourceFile] {
    let base = Manifest.root + "/" + folder
    guard let files = FileManager.default.enumerator(atPath: base) else { throw CocoaError(.fileNoSuchFile) }
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      SourceFile(path: folder + "/" + name, text: try String(contentsOfFile: base + "/" + name, encoding: .utf8))
    }
  }

  /// Modules named by import lines, whatever the access level.
  var imports: [String] {
    code.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index + 1 < words.count, index <= 2 else { return nil }
      return String(words[words.count - 1].prefix { $0 != "." })
    }
  }

  func calls(_ name: String) -> Bool {
    code.range(of: "(?<![A-Za-z0-9_.])\(name)\\s*[(.]", options: .regularExpression) != nil
  }

  /// `0.5`, `1e-3`, `0x1p-4`; not `0..<5`, and not the place of a tuple such as `$0.1` or `pair.0`.
  var hasFloatLiteral: Bool {
    let decimal = "(?<![A-Za-z0-9_.$])[0-9][0-9_]*(\\.[0-9][0-9_]*([eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)(?![A-Za-z0-9_])"
    let hexadecimal = "(?<![A-Za-z0-9_])0x[0-9A-Fa-f_.]+[pP][+-]?[0-9]+"
    return code.range(of: "\(decimal)|\(hexadecimal)", options: .regularExpression) != nil
  }

  func mentions(_ word: String) -> Bool {
    code.range(of: "(?<![A-Za-z0-9_])\(word)(?![A-Za-z0-9_])", options: .regularExpression) != nil
  }

  private static func stripped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let noStrings = line.replacingOccurrences(of: "\"(\\\\.|[^\"\\\\])*\"", with: "\"\"", options: .regularExpression)
      guard let comment = noStrings.range(of: "//") else { return noStrings }
      return String(noStrings[..<comment.lowerBound])
    }.joined(separator: "\n")
  }
}

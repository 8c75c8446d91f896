internal import ArgumentParser
internal import Files
internal import ReleaseProtocol

// How borough-agent speaks. Results go to standard output, everything else to standard error. Errors are lower case,
// without a full stop, with a stable code, and a hint that says what to do. No other file of this program prints.

/// Why a command ended without doing its work.
struct AgentFailure: Error {
  enum Exit: Int32 {
    case wrongUse = 1
    case recordsUnusable = 2
    case refused = 3
    case localFault = 4
    /// Of `check` and `reconcile`: the work is done, and there are warnings or differences.
    case usableWithWarnings = 5
  }
  let exit: Exit
  let what: String
  let hint: String?

  init(_ exit: Exit, _ what: String, hint: String? = nil) { (self.exit, self.what, self.hint) = (exit, what, hint) }
}

enum Voice {
  /// Ends the text with a line feed, unless it has one. By bytes: CR LF is one character to a `String`, and not LF.
  static func result(_ text: String) {
    Terminal.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
  }

  static func result(_ json: JSON) { Terminal.write(String(decoding: CanonicalJSON.encode(json), as: UTF8.self) + "\n") }

  /// A message's bytes as they are, without a line feed after them.
  static func bytes(_ bytes: [UInt8]) { Terminal.write(String(decoding: bytes, as: UTF8.self)) }

  /// Progress, only when somebody is watching.
  static func progress(_ text: String) {
    if Terminal.isTerminal(.standardError) { Terminal.writeError("borough-agent: \(text)\n") }
  }

  static func note(_ text: String) { Terminal.writeError("borough-agent: \(text)\n") }

  static func fail(_ failure: AgentFailure) -> Never {
    Terminal.writeError("borough-agent: error: \(printable(failure.what))\n")
    if let hint = failure.hint { Terminal.writeError("borough-agent: hint: \(printable(hint))\n") }
    BoroughAgent.exit(withError: ExitCode(failure.exit.rawValue))
  }

  /// Ends the program without a word, where what it printed says all.
  static func end(_ exit: AgentFailure.Exit) -> Never { BoroughAgent.exit(withError: ExitCode(exit.rawValue)) }

  /// Without control characters, which a file's name can hold and which could steer a terminal.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 != "\n" && $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}

internal import ArgumentParser
internal import Files
internal import ReleaseProtocol

// How the aggregator speaks. Results go to standard output; progress, logs and errors to standard error. Errors are
// lower case, without a full stop, with a hint that says what to do next. No other file of this program prints.

/// Why a command ended without doing its work.
struct HubFailure: Error {
  enum Exit: Int32 {
    case wrongUse = 1
    case refused = 2
    case notFound = 3
    case localFault = 4
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

  static func result(_ json: JSON) { result(String(decoding: CanonicalJSON.encode(json), as: UTF8.self)) }

  static func note(_ text: String) { Terminal.writeError("aggregator: \(text)\n") }

  static func fail(_ failure: HubFailure) -> Never {
    Terminal.writeError("aggregator: error: \(failure.what)\n")
    if let hint = failure.hint { Terminal.writeError("aggregator: hint: \(hint)\n") }
    Aggregator.exit(withError: ExitCode(failure.exit.rawValue))
  }
}

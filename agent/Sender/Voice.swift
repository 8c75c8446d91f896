import ArgumentParser
import Files
import ReleaseProtocol
import Uplink

// How borough-sender speaks. Results go to standard output, everything else to standard error. Errors are lower case,
// without a full stop, with a stable code, and a hint that says what to do. Progress and pleasantries are only for a
// terminal: run by a timer, a successful `send` is silent. No other file of this program prints.

/// Why a command ended without doing all its work.
struct SenderFailure: Error {
  enum Exit: Int32, Comparable {
    case wrongUse = 1
    case refusedByHub = 2
    case cannotReachHub = 3
    case localFault = 4
    case hubMisbehaves = 5

    static func < (left: Exit, right: Exit) -> Bool { left.rawValue < right.rawValue }
  }
  let exit: Exit
  /// nil when everything has been said already.
  let what: String?
  let hint: String?

  init(_ exit: Exit, _ what: String?, hint: String? = nil) { (self.exit, self.what, self.hint) = (exit, what, hint) }

  init(_ error: UplinkError) { self.init(Exit(error.kind), "\(error)", hint: error.hint) }
}

extension SenderFailure.Exit {
  init(_ kind: UplinkError.Kind) {
    switch kind {
    case .refusedByHub: self = .refusedByHub
    case .cannotReachHub: self = .cannotReachHub
    case .hubMisbehaves: self = .hubMisbehaves
    case .local: self = .localFault
    }
  }
}

enum Voice {
  static func result(_ text: String) { Terminal.write(text + "\n") }

  static func result(_ json: JSON) { Terminal.write(String(decoding: CanonicalJSON.encode(json), as: UTF8.self) + "\n") }

  /// Only when somebody is watching.
  static func progress(_ text: String) {
    if Terminal.isTerminal(.standardError) { Terminal.writeError("borough-sender: \(text)\n") }
  }

  static func error(_ what: String, hint: String?) {
    Terminal.writeError("borough-sender: error: \(what)\n")
    if let hint { Terminal.writeError("borough-sender: hint: \(hint)\n") }
  }

  static func fail(_ failure: SenderFailure) -> Never {
    if let what = failure.what { error(what, hint: failure.hint) }
    BoroughSender.exit(withError: ExitCode(failure.exit.rawValue))
  }

  /// Help, version, and arguments that cannot be used.
  static func usage(_ error: any Error) -> Never {
    let text = BoroughSender.fullMessage(for: error)
    if BoroughSender.exitCode(for: error) == .success {
      Terminal.write(text.isEmpty ? "" : text + "\n")
      BoroughSender.exit()
    }
    Terminal.writeError("borough-sender: " + text.replacing("Error: ", with: "error: ", maxReplacements: 1) + "\n")
    BoroughSender.exit(withError: ExitCode(SenderFailure.Exit.wrongUse.rawValue))
  }
}

import Foundation
import TestSupport

/// Runs programs that are made to try what they must not be able to do, by `Tests/Faults/trespass.c`.
struct Trespass {
  private let folder: TemporaryFolder
  private let library: String

  init() throws {
    folder = try TemporaryFolder()
    library = try Faults.build("trespass", in: folder)
  }

  struct Run {
    let result: RunResult
    /// What was tried, as "<when> <what>", and the errno: 0 where it could be done.
    let tries: [String: Int32]
  }

  /// - Parameters:
  ///   - file: to be opened.
  ///   - at: the second try is when a path that begins so is opened, or a connection made.
  ///   - isFree: whether the program's own giving up is taken away from under it.
  func run(_ program: String, _ arguments: [String], file: String, at: String? = nil, isFree: Bool = false) throws -> Run {
    let scratch = try TemporaryFolder()
    var variables = [
      "LD_PRELOAD": library, "TRESPASS_LOG": scratch.file("tries"), "TRESPASS_FILE": file, "SWIFT_BACKTRACE": "enable=no",
    ]
    variables["TRESPASS_AT"] = at
    variables["TRESPASS_FREE"] = isFree ? "yes" : nil
    let result = try TestSupport.run(SmallLondon.program(program), arguments, environment: variables)
    let lines = try String(contentsOfFile: scratch.file("tries"), encoding: .utf8).split(separator: "\n")
    let tries = lines.compactMap { line in
      line.lastIndex(of: " ").flatMap { space in Int32(line[line.index(after: space)...]).map { (String(line[..<space]), $0) } }
    }
    return Run(result: result, tries: Dictionary(tries) { first, _ in first })
  }
}

import Foundation
import TestSupport

/// What may go wrong at one step of a program, by `Tests/Faults/faults.c`.
enum Fault: String, CaseIterable {
  case killed, killedAfter = "killed-after", torn, fails, late, full

  /// Whether the program itself goes on, or ends by its own will.
  var isSurvived: Bool { [.fails, .late, .full].contains(self) }
  func isPossible(at step: String) -> Bool { [.torn, .full].contains(self) ? step == "write" || step == "pwrite" : true }
}

/// Runs programs whose steps can go wrong.
struct Faults {
  private static let compiler = ["/usr/bin/cc", "/usr/bin/clang"].first { FileManager.default.isExecutableFile(atPath: $0) }
  static var isPossible: Bool { compiler != nil }

  private let folder: TemporaryFolder
  private let library: String

  init() throws {
    folder = try TemporaryFolder()
    library = try Self.build("faults", in: folder)
  }

  /// Builds a file of Tests/Faults into a library that programs can be started with. Returns its path.
  static func build(_ name: String, in folder: TemporaryFolder) throws -> String {
    let library = folder.file("\(name).so")
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let built = try TestSupport.run(
      Self.compiler ?? "cc",
      ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, "\(tests.path)/Faults/\(name).c"])
    guard built.exitCode == 0 else { throw JourneyFailure("\(name).c: \(built.standardError)") }
    return library
  }

  struct Run {
    let result: RunResult
    /// Names of the calls that change files, in order.
    let steps: [String]
    let duration: Duration
  }

  /// - Parameters:
  ///   - step: from 1; 0 for none.
  ///   - sockets: whether what is written to sockets is a step, named "send".
  ///   - modes: whether a change of a file's mode is a step, named "fchmod".
  func run(
    _ program: String, _ arguments: [String], _ fault: Fault = .fails, at step: Int = 0, sockets: Bool = false,
    modes: Bool = false
  ) throws -> Run {
    let scratch = try TemporaryFolder()
    let log = scratch.file("steps")
    var variables = environment(fault, at: step, log: log)
    if sockets { variables["FAULT_SOCKETS"] = "1" }
    if modes { variables["FAULT_MODES"] = "1" }
    var result: RunResult?
    let duration = try ContinuousClock().measure {
      result = try TestSupport.run(SmallLondon.program(program), arguments, environment: variables)
    }
    guard let result else { throw JourneyFailure("no result") }
    return Run(result: result, steps: try Self.steps(log), duration: duration)
  }

  /// For a program that runs beside the test.
  ///
  /// - Parameter arm: steps count from when this file is there.
  func environment(_ fault: Fault, at step: Int, log: String, arm: String? = nil) -> [String: String] {
    var variables = [
      "LD_PRELOAD": library, "FAULT_LOG": log, "FAULT_STEP": "\(step)", "FAULT_HOW": fault.rawValue,
      "SWIFT_BACKTRACE": "enable=no",
    ]
    variables["FAULT_ARM"] = arm
    return variables
  }

  /// The names in a log of steps, in order.
  static func steps(_ log: String) throws -> [String] {
    try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      .compactMap { $0.split(separator: " ").last.map(String.init) }
  }
}

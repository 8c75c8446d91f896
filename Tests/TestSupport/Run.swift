internal import Files
internal import Foundation

/// What a finished program left.
public struct RunResult: Sendable {
  /// The exit code, or minus the signal's number if a signal ended it.
  public let exitCode: Int32
  public let standardOutput: String
  public let standardError: String
}

/// Runs a program to its end.
///
/// - Parameters:
///   - program: a path, or a bare name to be found through PATH.
///   - environment: added to this process's own; replaces what has the same name.
///   - input: written to its standard input, which is empty otherwise.
///   - folder: its working folder, if not this process's own.
public func run(
  _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], input: String = "",
  folder: String? = nil
) throws -> RunResult {
  try StartedProgram(program, arguments, environment: environment, input: input, folder: folder).waitForExit()
}

/// A program that runs beside the test, such as a server. Killed when the last reference goes or the process exits.
///
/// Made with `posix_spawn` and `waitpid`: Foundation's `Process` now and then misses the end of a child
/// when several threads start some, and then waits for ever.
public final class StartedProgram {
  public let processID: Int32
  private let scratch: TemporaryFolder
  private var finished: Int32?

  /// A failed start throws; the parameters are those of `run`.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], input: String = "",
    folder: String? = nil
  ) throws {
    scratch = try TemporaryFolder()
    // Files and not pipes: a program that writes much never waits for us.
    for (name, text) in [("in", input), ("out", ""), ("err", "")] {
      try Files.writeDurably(Array(text.utf8), to: scratch.file(name))
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, scratch.file("in"), O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, scratch.file("out"), O_WRONLY | O_APPEND, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, scratch.file("err"), O_WRONLY | O_APPEND, 0)

    // Threads of a Swift program block signals; a child would inherit that and could not be stopped.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    // `env` changes the folder, then becomes the program, with the same process ID.
    let command = (folder.map { ["env", "-C", $0] } ?? []) + [program] + arguments
    let words = unsafe command.map { unsafe strdup($0) } + [nil]
    let settings = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let result = unsafe posix_spawnp(&child, command[0], &actions, &attributes, words, settings)
    guard result == 0 else { throw StartFailed(program: program, number: result) }
    processID = child
    Leftovers.add(program: child)
  }

  deinit {
    if finished == nil {
      kill(processID, SIGKILL)
      _ = waitForEnd()
    }
  }

  /// What it has written so far.
  public var standardOutput: String { text("out") }
  public var standardError: String { text("err") }

  /// Asks it to end, as a service manager would.
  public func terminate() { if finished == nil { kill(processID, SIGTERM) } }

  /// Ends it at once, as a power cut would.
  public func killAtOnce() { if finished == nil { kill(processID, SIGKILL) } }

  /// Whether it still runs.
  public var isRunning: Bool {
    guard finished == nil else { return false }
    var status: Int32 = 0
    guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return true }
    finished = status
    Leftovers.forget(program: processID)
    return false
  }

  /// Waits for its end, however long that takes.
  public func waitForExit() -> RunResult {
    let status = waitForEnd()
    let signal = status & 0x7f
    return RunResult(
      exitCode: signal == 0 ? (status >> 8) & 0xff : -signal, standardOutput: standardOutput,
      standardError: standardError)
  }

  private func waitForEnd() -> Int32 {
    if let finished { return finished }
    var status: Int32 = 0
    while unsafe waitpid(processID, &status, 0) < 0, errno == EINTR {}
    finished = status
    Leftovers.forget(program: processID)
    return status
  }

  private func text(_ name: String) -> String {
    String(decoding: (try? Files.read(scratch.file(name), limit: 1 << 30)) ?? [], as: UTF8.self)
  }
}

/// A program that could not be started at all.
public struct StartFailed: Error, CustomStringConvertible {
  public let program: String
  /// The system's `errno`.
  public let number: Int32
  public var description: String { "could not start \(program): the system reported error \(number)" }
}

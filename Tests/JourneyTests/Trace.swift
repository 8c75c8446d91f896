import Foundation
import TestSupport
import Testing

/// The system calls of a whole run, as strace saw them.
struct Trace {
  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")
  static let why: Comment = "skipped: needs /usr/bin/strace"

  struct Call {
    let name: String
    /// Absolute paths among the arguments, as far as they are names of files.
    let paths: [String]
    let failed: Bool
    /// The line, for messages.
    let text: String

    var opens: Bool { ["open", "openat", "openat2", "creat"].contains(name) }
    var writes: Bool { opens && ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].contains { text.contains($0) } }
    var reachesOut: Bool { ["socket", "socketpair", "connect", "bind", "sendto", "sendmsg"].contains(name) }
  }

  let result: RunResult
  let calls: [Call]

  /// - Parameters:
  ///   - names: in strace's words, such as `%file,%network`.
  ///   - fault: in strace's words, such as `getrandom:error=EIO:when=3+`.
  init(_ program: String, _ arguments: [String], calls names: String, injecting fault: String? = nil) throws {
    let scratch = try TemporaryFolder()
    let file = scratch.file("trace")
    result = try run(
      "/usr/bin/strace",
      [
        "-f", "-qq", "-y", "-s", "4096", "-o", file, "-e", "trace=" + names, "-e", "signal=none",
      ] + (fault.map { ["-e", "inject=" + $0] } ?? []) + [SmallLondon.program(program)] + arguments,
      environment: ["SWIFT_BACKTRACE": "enable=no"])
    calls = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { Self.call($0) }
  }

  /// `123 openat(4</folder>, "name", O_RDONLY) = 5</folder/name>`, or its first half where threads interleave.
  private static func call(_ line: Substring) -> Call? {
    guard let start = line.firstIndex(where: \.isLetter), let open = line.firstIndex(of: "("), start < open,
      !line.contains(" resumed>")
    else { return nil }
    let name = String(line[start..<open])
    // Their further strings are arguments of a program or answers of the kernel, not files that are asked for.
    let most = ["execve", "readlink", "readlinkat", "getcwd"].contains(name) ? 1 : 2
    let found = line.matches(of: /(?:<([^>"]*)>, )?"([^"]*)"/).prefix(most)
    let paths = found.map { match in
      let path = String(match.output.2)
      guard let folder = match.output.1.map(String.init), !path.hasPrefix("/") else { return path }
      return path.isEmpty ? folder : folder + "/" + path
    }
    return Call(name: name, paths: paths, failed: line.contains(" = -1 "), text: String(line))
  }
}

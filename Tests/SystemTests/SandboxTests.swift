import CSandbox
import Files
import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct SandboxTests {
  func probe(_ arguments: [String]) throws -> [String: String] {
    let program = try #require(Built.path(of: "sandbox-probe"))
    let result = try run(program, arguments)
    #expect(result.exitCode == 0, "\(result.standardError)")
    var results: [String: String] = [:]
    for line in result.standardOutput.split(separator: "\n") {
      guard let space = line.lastIndex(of: " ") else { continue }
      results[String(line[..<space])] = String(line[line.index(after: space)...])
    }
    return results
  }

  @Test func afterTheDropNoSocketCanBeMadeOrUsed() throws {
    let results = try probe(["sockets"])
    // Before: sockets work, and the other calls fail for reasons of their own.
    #expect(results["before socket-inet"] == "ok")
    #expect(results["before socketpair"] == "ok")
    #expect(results["before connect"] == "\(ECONNREFUSED)")
    for name in ["socketpair", "io_uring_setup", "ptrace", "process_vm_readv"] {
      #expect(results["before \(name)"] != "\(EPERM)" || name == "io_uring_setup", "\(name)")
    }
    for when in ["after", "started"] {
      for name in [
        "socket-inet", "socket-inet6", "socket-unix", "socket-netlink", "socketpair", "io_uring_setup", "ptrace",
        "process_vm_readv",
      ] { #expect(results["\(when) \(name)"] == "\(EPERM)", "\(when) \(name)") }
      #if arch(x86_64)
        #expect(results["\(when) x32-socket"] == "\(EPERM)")
      #endif
    }
    #expect(results["after connect"] == "\(EPERM)")
    #expect(results["other-thread socket-inet"] == "\(EPERM)")
    #expect(results["later-thread socket-inet"] == "\(EPERM)", "threads of `Threads` inherit the loss")
    #expect(results["exec"] == nil)
  }

  @Test func filesOutsideTheGivenFoldersAreOutOfReach() throws {
    let folder = try TemporaryFolder()
    for name in ["readable", "writable", "outside"] {
      try Files.makeFolder(folder.file(name))
      try Files.writeDurably([1], to: folder.file("\(name)/a"))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("writable/link"), withDestinationPath: folder.file("outside/a"))
    let results = try probe(["files", folder.file("readable"), folder.file("writable"), folder.file("outside")])
    guard results["confined"] == "true" else {
      print("skipped: this kernel has no Landlock")
      return
    }
    for name in [
      "read-readable", "list-readable", "read-writable", "write-writable", "new-writable", "append-writable",
      "folder-writable", "lock-writable", "remove-writable",
    ] { #expect(results[name] == "ok", "\(name): \(results[name] ?? "-")") }
    for name in [
      "write-readable", "append-readable", "read-outside", "list-outside", "write-outside", "remove-outside", "read-etc",
      "read-through-link", "later-thread-read-outside",
    ] { #expect(results[name] == "\(EACCES)", "\(name): \(results[name] ?? "-")") }
    #expect(try Files.list(folder.file("outside")) == ["a"])
  }

  @Test func aPathThatIsMissingIsAnErrorAndNotIgnored() throws {
    let result = try run(#require(Built.path(of: "sandbox-probe")), ["missing-path"])
    #expect(result.exitCode == 1 && result.standardError.contains("at /nonexistent/path"))
    #expect(result.standardError.contains("sandbox-path"))
  }

  @Test func aCrashLeavesNoCore() throws {
    let folder = try TemporaryFolder()
    let program = try #require(Built.path(of: "sandbox-probe"))
    let result = try run("sh", ["-c", "ulimit -c unlimited; '\(program)' core; echo $?"], folder: folder.path)
    #expect(result.standardOutput == "dumpable 0\n\(128 + SIGABRT)\n")
    #expect(try Files.list(folder.path) == [])
  }

  /// The filter as the kernel runs it, for calls that a test cannot make: what it answers to a system
  /// call `number` under the architecture word `architecture`.
  func answer(_ program: [sock_filter], architecture: UInt32, number: UInt32) -> UInt32? {
    var accumulator: UInt32 = 0
    var index = 0
    while index < program.count {
      let step = program[index]
      index += 1
      switch Int32(step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        guard step.k == 0 || step.k == 4 else { return nil }
        accumulator = step.k == 0 ? number : architecture
      case BPF_JMP | BPF_JEQ | BPF_K: index += Int(accumulator == step.k ? step.jt : step.jf)
      case BPF_JMP | BPF_JGE | BPF_K: index += Int(accumulator >= step.k ? step.jt : step.jf)
      case BPF_RET | BPF_K: return step.k
      default: return nil
      }
    }
    return nil
  }

  @Test func theFilterAnswersAsItSays() {
    let (ours, foreign): (UInt32, UInt32) = (0xc000_003e, 0x4000_0003)  // x86_64, i386
    let program = SocketFilter.program(architecture: ours)
    let (kill, allow, refuse): (UInt32, UInt32, UInt32) = (0x8000_0000, 0x7fff_0000, 0x0005_0000 | UInt32(EPERM))
    let denied = Set(SocketFilter.denied.map { UInt32(bitPattern: $0) })
    for number in UInt32(0)..<1000 {
      #expect(answer(program, architecture: ours, number: number) == (denied.contains(number) ? refuse : allow))
      #expect(answer(program, architecture: ours, number: number | SocketFilter.x32Bit) == refuse)
      #expect(answer(program, architecture: foreign, number: number) == kill)
    }
    #expect(answer(program, architecture: ours, number: .max) == refuse)
  }
}

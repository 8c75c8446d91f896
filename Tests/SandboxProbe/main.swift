// A small program for the tests of Sandbox: gives something up, then tries it, and prints what happened.
// Each line is "<attempt> <result>", the result being "ok" or the errno.
//
//   sandbox-probe sockets                               sandbox-probe forbidden (one line, for `sockets`)
//   sandbox-probe files <readable> <writable> <outside>

import CSandbox
import Files
import Glibc
import Sandbox
import Synchronization
import Threads

func report(_ attempt: String, _ result: Int) { Terminal.write("\(attempt) \(result >= 0 ? "ok" : String(errno))\n") }

/// `syscall(2)` itself takes any number of arguments, which Swift cannot call; six are always enough.
typealias SystemCall = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
guard let address = unsafe dlsym(nil, "syscall") else { exit(9) }
let systemCall = unsafe unsafeBitCast(address, to: SystemCall.self)

func trySockets(_ when: String) {
  let stream = Int32(SOCK_STREAM.rawValue)
  for (name, family) in [("inet", AF_INET), ("inet6", AF_INET6), ("unix", AF_UNIX), ("netlink", 16)] {
    let made = socket(family, stream, 0)
    report("\(when) socket-\(name)", Int(made))
    if made >= 0 { close(made) }
  }
  var pair: [Int32] = [-1, -1]
  report("\(when) socketpair", Int(unsafe socketpair(AF_UNIX, stream, 0, &pair)))
  report("\(when) io_uring_setup", systemCall(Int(SYS_io_uring_setup), 0, 0, 0, 0, 0, 0))
  report("\(when) ptrace", systemCall(Int(SYS_ptrace), 0xffff, 0, 0, 0, 0, 0))
  report("\(when) process_vm_readv", systemCall(Int(SYS_process_vm_readv), Int(getpid()), 0, 0, 0, 0, 0))
  #if arch(x86_64)
    report("\(when) x32-socket", systemCall(0x4000_0000 + 41, Int(AF_INET), Int(stream), 0, 0, 0, 0))
  #endif
}

func tryInherited(_ descriptor: Int32, _ when: String) {
  var name = sockaddr_in()
  name.sin_family = UInt16(AF_INET)
  name.sin_port = UInt16(9).bigEndian
  name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  let connected = unsafe withUnsafePointer(to: &name) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  report("\(when) connect", Int(connected))
}

/// The same on two threads that were begun after the loss: neither goes on before the other is there.
func onTwoThreads(_ body: @escaping @Sendable () -> Int32) -> [Int32] {
  let here = Atomic(0)
  return Threads.each(2, on: 2) { _ in
    here.add(1, ordering: .sequentiallyConsistent)
    while here.load(ordering: .sequentiallyConsistent) < 2 {}
    return body()
  }
}

func sockets() throws {
  trySockets("before")
  let inherited = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  tryInherited(inherited, "before")

  // A thread that exists already must lose its sockets too; it waits for a byte, then tries.
  var wake: [Int32] = [-1, -1]
  unsafe pipe(&wake)
  let waiting = wake[0]
  nonisolated(unsafe) var thread = pthread_t()
  let argument = unsafe UnsafeMutableRawPointer(bitPattern: Int(waiting) + 1)
  unsafe pthread_create(
    &thread, nil,
    { argument in
      var byte: UInt8 = 0
      unsafe read(Int32(Int(bitPattern: argument) - 1), &byte, 1)
      let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      Terminal.write("other-thread socket-inet \(made >= 0 ? "ok" : String(errno))\n")
      return nil
    }, argument)

  try Sandbox.dropSockets()
  trySockets("after")
  tryInherited(inherited, "after")
  unsafe write(wake[1], "x", 1)
  unsafe pthread_join(thread, nil)
  try Sandbox.dropSockets()  // twice does no harm
  for number in onTwoThreads({ socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0 ? 0 : errno }) {
    Terminal.write("later-thread socket-inet \(number == 0 ? "ok" : String(number))\n")
  }

  // A program started from here inherits the loss.
  let child = unsafe strdup("forbidden")
  var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("probe"), child, nil]
  unsafe execv("/proc/self/exe", &arguments)
  report("exec", -1)
}

func files(_ readable: String, _ writable: String, _ outside: String) throws {
  let isConfined = try Sandbox.restrictFiles(readable: [readable] + Sandbox.systemFolders, writable: [writable])
  Terminal.write("confined \(isConfined)\n")
  func attempt(_ name: String, _ body: () throws -> Void) {
    do {
      try body()
      Terminal.write("\(name) ok\n")
    } catch let error as FileError { Terminal.write("\(name) \(error.number)\n") } catch { Terminal.write("\(name) other\n") }
  }
  attempt("read-readable") { _ = try Files.read(readable + "/a", limit: 99) }
  attempt("list-readable") { _ = try Files.list(readable) }
  attempt("write-readable") { try Files.writeDurably([1], to: readable + "/b") }
  attempt("append-readable") { try Files.append([1], to: readable + "/a") }
  attempt("read-writable") { _ = try Files.read(writable + "/a", limit: 99) }
  attempt("write-writable") { try Files.writeDurably([1], to: writable + "/a") }
  attempt("new-writable") { try Files.writeNew([1], to: writable + "/new") }
  attempt("append-writable") { try Files.append([1], to: writable + "/log") }
  attempt("folder-writable") { try Files.makeFolder(writable + "/x/y") }
  attempt("lock-writable") { _ = try Files.lock(writable + "/lock", wait: false) }
  attempt("remove-writable") { try Files.remove(writable + "/new") }
  attempt("read-outside") { _ = try Files.read(outside + "/a", limit: 99) }
  attempt("list-outside") { _ = try Files.list(outside) }
  attempt("write-outside") { try Files.writeDurably([1], to: outside + "/b") }
  attempt("remove-outside") { try Files.remove(outside + "/a") }
  attempt("read-etc") { _ = try Files.read("/etc/passwd", limit: 1 << 20) }
  attempt("read-through-link") { _ = try Files.read(writable + "/link", limit: 99) }
  let numbers = onTwoThreads {
    do throws(FileError) { return try Files.read(outside + "/a", limit: 99).isEmpty ? -1 : 0 } catch { return error.number }
  }
  for number in numbers { Terminal.write("later-thread-read-outside \(number == 0 ? "ok" : String(number))\n") }
}

do {
  switch CommandLine.arguments.dropFirst().first {
  case "sockets": try sockets()
  case "forbidden": trySockets("started")
  case "files" where CommandLine.arguments.count == 5:
    try files(CommandLine.arguments[2], CommandLine.arguments[3], CommandLine.arguments[4])
  case "missing-path": _ = try Sandbox.restrictFiles(readable: ["/nonexistent/path"], writable: [])
  case "core":
    Sandbox.noCoreDumps()
    Terminal.write("dumpable \(systemCall(Int(SYS_prctl), Int(PR_GET_DUMPABLE), 0, 0, 0, 0, 0))\n")
    abort()
  default: exit(2)
  }
} catch {
  Terminal.writeError("\(error)\n")
  exit(1)
}

// Sandbox: a process gives up, for the rest of its life, what it does not need. What is given up here
// cannot be taken back by the process, its threads or the programs it starts.
//
// May assume: Linux on x86_64 or aarch64; to be called first thing, before other threads exist.
// Never: does less than it says without an error (but `restrictFiles` returns false where the kernel has
// no Landlock), forbids starting programs.

internal import CSandbox
internal import Glibc

/// What the process can give up.
public enum Sandbox {
  /// Makes every way to a socket fail with EPERM, in all threads: new sockets and pairs, use of those
  /// inherited, io_uring, and taking another process's memory or descriptors. Ordinary writes to
  /// standard output go on, even where it is a socket. Calls of a foreign architecture end the process.
  public static func dropSockets() throws(SandboxError) {
    try forbidNewPrivileges()
    var filter = SocketFilter.program(architecture: boroughwise_architecture())
    let result = unsafe filter.withUnsafeMutableBufferPointer { instructions in
      var program = unsafe sock_fprog(len: UInt16(instructions.count), filter: instructions.baseAddress)
      return unsafe boroughwise_seccomp(UInt32(SECCOMP_SET_MODE_FILTER), UInt32(SECCOMP_FILTER_FLAG_TSYNC), &program)
    }
    // A positive result is a thread that could not follow.
    guard result == 0 else { throw SandboxError("drop sockets", number: result > 0 ? EBUSY : errno) }
  }

  /// Confines opening, listing, making and removing files to the given files and folders, with all below
  /// them (Landlock). What is open already stays open. Holds for this thread and those it starts later.
  ///
  /// - Parameters:
  ///   - readable: may be read and listed. See also `systemFolders`.
  ///   - writable: may be read, listed and changed in any way except making devices, pipes, sockets and
  ///     symbolic links.
  /// - Returns: false if the kernel has no Landlock; then nothing is confined.
  public static func restrictFiles(readable: [String], writable: [String]) throws(SandboxError) -> Bool {
    let version = boroughwise_landlock_version()
    if version < 0 {
      let number = errno
      if number == ENOSYS || number == EOPNOTSUPP { return false }
      throw SandboxError("restrict files", number: number)
    }
    let rights = FileRights(version: version)
    let ruleset = Int32(boroughwise_landlock_create(rights.handled))
    guard ruleset >= 0 else { throw SandboxError("restrict files", number: errno) }
    defer { close(ruleset) }
    for path in readable { try allow(path, rights.read, rights, in: ruleset) }
    for path in writable { try allow(path, rights.write, rights, in: ruleset) }
    try forbidNewPrivileges()
    guard boroughwise_landlock_restrict(ruleset) == 0 else { throw SandboxError("restrict files", number: errno) }
    return true
  }

  /// What the system's libraries read while a program runs: libraries, time zones, OpenSSL's
  /// configuration. Only what exists here; holds no records and no keys of ours.
  public static var systemFolders: [String] {
    ["/usr/lib", "/usr/share", "/lib", "/lib64", "/etc/ssl/openssl.cnf", "/etc/localtime", "/dev/null", "/dev/urandom"]
      .filter { path in unsafe access(path, F_OK) == 0 }
  }

  /// Keeps memory out of core files and crash reports, and other processes of the same user out of it.
  ///
  /// - Returns: whether the system agreed, which it does on any Linux we know.
  @discardableResult
  public static func noCoreDumps() -> Bool { boroughwise_no_core_dumps() | boroughwise_no_crash_reports() == 0 }

  /// Forgets the environment's variables: libraries look for files and modules of theirs there (OpenSSL, libxml2,
  /// iconv). Those that the loader and the Swift runtime read as the program started have done what they do.
  public static func forgetEnvironment() { boroughwise_no_environment() }

  private static func allow(
    _ path: String, _ access: UInt64, _ rights: FileRights, in ruleset: Int32
  ) throws(SandboxError) {
    guard !path.utf8.contains(0) else { throw SandboxError("restrict files", number: EINVAL, path: path) }
    let opened = unsafe boroughwise_open_path(path)
    guard opened >= 0 else { throw SandboxError("restrict files", number: errno, path: path) }
    defer { close(opened) }
    var status = stat()
    guard unsafe fstat(opened, &status) == 0 else { throw SandboxError("restrict files", number: errno, path: path) }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard boroughwise_landlock_allow(ruleset, opened, isFolder ? access : access & rights.ofFiles) == 0 else {
      throw SandboxError("restrict files", number: errno, path: path)
    }
  }

  /// Set-user-ID programs gain nothing any more; the kernel wants this before a filter from a plain user.
  private static func forbidNewPrivileges() throws(SandboxError) {
    guard boroughwise_no_new_privileges() == 0 else { throw SandboxError("forbid new privileges", number: errno) }
  }
}

/// Why the process could not give something up. It should then not go on to read records.
public struct SandboxError: Error, Equatable, Sendable, CustomStringConvertible {
  public let operation: String
  /// The path that could not be named to the kernel; nil if no path was at fault.
  public let path: String?
  /// The system's `errno`.
  public let number: Int32

  init(_ operation: String, number: Int32, path: String? = nil) {
    self.operation = operation
    self.number = number
    self.path = path
  }

  /// Stable and in kebab case.
  public var code: String { path == nil ? "sandbox-failed" : "sandbox-path" }

  public var description: String {
    let place = path.map { " at \($0)" } ?? ""
    let advice =
      path == nil
      ? "the kernel or the container refuses it; run on Linux 5.10 or newer that allows seccomp"
      : "check that the path exists and may be opened"
    return "could not \(operation)\(place): the system reported error \(number); \(advice) (\(code))"
  }
}

internal import Glibc

/// An open file, closed when its owner goes out of scope. One place for `EINTR` and short writes.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32
  /// For errors only.
  let path: String

  /// Opens `name`, relative to `folder` if that is given. Never inherited by a started program.
  ///
  /// `O_NONBLOCK` keeps a named pipe from holding us up; on regular files it does nothing.
  init(
    _ operation: String, _ name: String, flags: Int32, mode: UInt32 = 0, in folder: Int32 = AT_FDCWD, path: String? = nil
  ) throws(FileError) {
    self.path = path ?? name
    guard !name.isEmpty, !name.utf8.contains(0) else { throw FileError(operation, self.path, check: .badName) }
    let opened = retried { unsafe openat(folder, name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode) }
    guard opened >= 0 else { throw FileError(operation, self.path, number: errno) }
    number = opened
  }

  deinit { close(number) }

  func status(_ operation: String) throws(FileError) -> stat {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw FileError(operation, path, number: errno) }
    return status
  }

  func requireRegular(_ operation: String) throws(FileError) -> stat {
    let status = try status(operation)
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(operation, path, check: .notRegular) }
    return status
  }

  /// Fills the front of `buffer`; 0 at the end of the file.
  func read(into buffer: inout [UInt8]) throws(FileError) -> Int { try read(into: &buffer, 0..<buffer.count) }

  /// The same for a part of `buffer`.
  func read(into buffer: inout [UInt8], _ part: Range<Int>) throws(FileError) -> Int {
    let count = unsafe buffer.withUnsafeMutableBytes { space in
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: space[part])
      return retried { unsafe Glibc.read(number, space.baseAddress, space.count) }
    }
    guard count >= 0 else { throw FileError("read", path, number: errno) }
    return count
  }

  /// Goes on reading `place` bytes behind the file's beginning.
  func seek(_ place: Int) throws(FileError) {
    guard lseek(number, place, SEEK_SET) == place else { throw FileError("read", path, number: errno) }
  }

  /// Writes `bytes` from `start` in one system call and says how many went.
  func writeOnce(_ bytes: [UInt8], from start: Int = 0) throws(FileError) -> Int {
    let count = unsafe bytes.withUnsafeBytes { all in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: all[start...])
      return retried { unsafe Glibc.write(number, rest.baseAddress, rest.count) }
    }
    guard count >= 0 else { throw FileError("write", path, number: errno) }
    return count
  }

  func writeAll(_ bytes: [UInt8], from start: Int = 0) throws(FileError) {
    var done = start
    while done < bytes.count { done += try writeOnce(bytes, from: done) }
  }

  func setMode(_ mode: UInt32) throws(FileError) {
    guard fchmod(number, mode) == 0 else { throw FileError("set the mode of", path, number: errno) }
  }

  /// A failed `fsync` is final: the kernel may have dropped the pages, so that a second call would
  /// report success for data that are gone. It is never tried again, not even after `EINTR`.
  func sync() throws(FileError) {
    guard fsync(number) == 0 else { throw FileError("sync", path, number: errno) }
  }
}

/// Calls again while a signal interrupts. `errno` still holds the call's own error afterwards.
func retried<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

// Files: every touch of the file system by our programs.
//
// May assume: Linux, a file system with atomic rename, hard links and honest fsync.
// Never: follows a symbolic link as the last part of a path it writes, leaves a half-written file
// under its final name, truncates what it reads, repeats a failed sync, opens a socket, or puts
// content of a file into an error. Descriptors are never inherited by started programs.

internal import Glibc

/// Reading and writing files. Paths are UTF-8; modes are Unix permission bits, set whatever the umask.
public enum Files {
  /// Reads a whole regular file.
  ///
  /// - Parameter limit: the most bytes accepted. A larger file is the error "file-too-large"; it is
  ///   never cut off. The check is on the bytes that arrive, so a growing file cannot get past it.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try Descriptor("read", path, flags: O_RDONLY)
    let size = Int(try file.requireRegular("read").st_size)
    guard size <= limit else { throw FileError("read", path, check: .tooLarge) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: min(max(size, 1 << 12), 1 << 18))
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return bytes }
      guard count <= limit - bytes.count else { throw FileError("read", path, check: .tooLarge) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Reads a regular file piece by piece, in memory of one piece.
  ///
  /// Pieces may be shorter than `chunk` anywhere; none is empty. Rethrows the body's error as it is;
  /// errors of the file are `FileError`.
  /// - Parameter start: bytes that are passed over; behind the file's end there is nothing.
  public static func stream(
    _ path: String, from start: Int = 0, chunk: Int = 1 << 18, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    let file = try Descriptor("read", path, flags: O_RDONLY)
    let rest = try Int(file.requireRegular("read").st_size) - start
    if start > 0 { try file.seek(start) }
    // For a short file a short buffer: to clear a long one takes longer than to read the file.
    var buffer = [UInt8](repeating: 0, count: max(1, min(chunk, max(rest + 1, 1 << 12))))
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return }
      try body(buffer.span.extracting(..<count))
    }
  }

  /// What changes whenever a file is changed, or another one is put in its place.
  public struct Mark: Equatable, Sendable {
    private let device, file, size: Int
    /// Of the last change of content and of the file's own data; nanoseconds.
    private let modified, changed: Int

    fileprivate init(_ status: stat) {
      (device, file, size) = (Int(status.st_dev), Int(status.st_ino), Int(status.st_size))
      modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
      changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
    }
  }

  public static func mark(_ path: String) throws(FileError) -> Mark { Mark(try status(path)) }

  /// The file's size in bytes.
  public static func size(_ path: String) throws(FileError) -> Int { Int(try status(path).st_size) }

  private static func status(_ path: String) throws(FileError) -> stat {
    var status = stat()
    guard !path.utf8.contains(0) else { throw FileError("measure", path, check: .badName) }
    guard unsafe stat(path, &status) == 0 else { throw FileError("measure", path, number: errno) }
    return status
  }
}

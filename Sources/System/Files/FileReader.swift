internal import Glibc

/// A regular file that is read piece by piece, whenever its owner asks for more.
public final class FileReader: Sendable {
  private let file: Descriptor

  public init(_ path: String) throws(FileError) {
    let file = try Descriptor("read", path, flags: O_RDONLY)
    _ = try file.requireRegular("read")
    self.file = file
  }

  /// Fills the front of `buffer` and says how far: any number of bytes, 0 at the end of the file.
  public func read(into buffer: inout [UInt8]) throws(FileError) -> Int { try file.read(into: &buffer) }

  /// The same for a part of `buffer`.
  public func read(into buffer: inout [UInt8], _ part: Range<Int>) throws(FileError) -> Int {
    try file.read(into: &buffer, part)
  }
}

internal import Files

/// The first bytes of a file, by which it is recognised before it is read.
struct FileStart {
  let bytes: [UInt8]
  /// They are all that it holds.
  let isWhole: Bool

  /// - Parameter atLeast: bytes, where the file has so many.
  init(_ path: String, atLeast count: Int) throws(FileError) {
    struct Enough: Error {}
    var bytes: [UInt8] = []
    do {
      try Files.stream(path, chunk: count) { chunk in
        for index in chunk.indices { bytes.append(chunk[index]) }
        if bytes.count >= count { throw Enough() }
      }
      (self.bytes, isWhole) = (bytes, true)
    } catch let error as FileError {
      throw error
    } catch {
      (self.bytes, isWhole) = (bytes, false)
    }
  }

  /// Text of two bytes a character: "Unicode Text" of Excel.
  static func isUTF16(_ start: [UInt8]) -> Bool { start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) }
}

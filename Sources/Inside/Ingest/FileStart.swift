internal import Files

/// The first bytes of a file, by which it is recognised before it is read.
struct FileStart {
  /// As they are in the file.
  private let raw: [UInt8]
  /// Text of two bytes a character.
  let isUTF16: Bool
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
      (raw, isWhole) = (bytes, true)
    } catch let error as FileError {
      throw error
    } catch {
      (raw, isWhole) = (bytes, false)
    }
    isUTF16 = UTF16Text.begins(bytes)
  }

  /// Of a text, in UTF-8.
  var bytes: [UInt8] {
    guard isUTF16 else { return raw }
    var text = UTF16Text()
    return text.utf8(raw.span)
  }
}

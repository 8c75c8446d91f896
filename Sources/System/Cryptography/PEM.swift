internal import CCrypto

/// The text form of keys and certificates (RFC 7468).
enum PEM {
  static func encode(_ der: [UInt8], label: String) throws(CryptographyError) -> [UInt8] {
    try library("write PEM", .failed) { step throws(CryptographyError) in
      let bio = try unsafe step.owned(BIO_new(BIO_s_mem())) { unsafe BIO_free($0) }
      guard unsafe PEM_write_bio(bio.pointer, label, "", der, der.count) > 0 else { throw step.failure() }
      var start: UnsafeMutablePointer<CChar>? = nil
      let count = unsafe boroughwise_bio_memory(bio.pointer, &start)
      return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  /// The DER of every block, all of which must have this label. Text between blocks is skipped.
  ///
  /// Encrypted blocks (those with headers) are refused, so the library never asks for a password.
  static func decode(
    _ text: [UInt8], label: String, _ step: Operation
  ) throws(CryptographyError) -> [[UInt8]] {
    guard let size = Int32(exactly: text.count) else { throw step.refusal("it is too large") }
    let blocks: Result<[[UInt8]], CryptographyError> = unsafe text.withUnsafeBytes { bytes in
      do throws(CryptographyError) {
        let bio = try unsafe step.owned(BIO_new_mem_buf(bytes.baseAddress, size)) { unsafe BIO_free($0) }
        var blocks: [[UInt8]] = []
        while let block = try next(bio, label: label, step) { blocks.append(block) }
        return .success(blocks)
      } catch { return .failure(error) }
    }
    return try blocks.get()
  }

  /// Exactly one block.
  static func decodeOne(_ text: [UInt8], label: String, _ step: Operation) throws(CryptographyError) -> [UInt8] {
    let blocks = try decode(text, label: label, step)
    guard blocks.count == 1, let block = blocks.first else {
      throw step.refusal("one \(label) block in PEM is needed and there are \(blocks.count)")
    }
    return block
  }

  private static func next(
    _ bio: borrowing Owned, label: String, _ step: Operation
  ) throws(CryptographyError) -> [UInt8]? {
    var name: UnsafeMutablePointer<CChar>? = nil
    var header: UnsafeMutablePointer<CChar>? = nil
    var data: UnsafeMutablePointer<UInt8>? = nil
    var count = 0
    guard unsafe PEM_read_bio(bio.pointer, &name, &header, &data, &count) == 1 else {
      guard ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE else { throw step.failure() }
      ERR_clear_error()
      return nil
    }
    defer {
      unsafe CRYPTO_free(name, "", 0)
      unsafe CRYPTO_free(header, "", 0)
      unsafe CRYPTO_clear_free(data, count, "", 0)
    }
    guard let name = unsafe name, let header = unsafe header, let data = unsafe data else { throw step.failure() }
    guard unsafe header.pointee == 0 else { throw step.refusal("it is encrypted") }
    guard unsafe String(cString: name) == label else { throw step.refusal("it is PEM of another kind than \(label)") }
    return unsafe Array(UnsafeBufferPointer(start: data, count: count))
  }
}

// Compression: gzip (RFC 1952) and raw deflate (RFC 1951) with the system's zlib, for bytes that come from strangers.
//
// May assume: nothing about the bytes. Never: makes more output than the caller allows, ignores what
// follows a stream, puts a time or a name of a file into what it makes.

internal import CZlib

/// One gzip stream of one member, whole in memory.
public enum Gzip {
  /// Up to so many bytes the ratio is not looked at: an honest short text can be mostly repetition.
  private static let ratioFloor = 1 << 16

  /// How much work goes into finding repetitions.
  public enum Effort: Int32, Sendable {
    /// Put into the format as it is: for what is small and travels once.
    case none = 0
    /// On base64 a fifth of the time for a fifth more bytes.
    case least = 1
    case usual = 6
  }

  /// The same bytes for the same input, effort and version of zlib: no time, no name.
  public static func compress(_ bytes: [UInt8], _ effort: Effort = .usual) throws(CompressionError) -> [UInt8] {
    var engine = try Engine.compressing(effort)
    var output: [UInt8] = []
    while true {
      let step = engine.advance(bytes, into: &output)
      if step.result == Z_STREAM_END { return output }
      guard step.moved else { throw .failed }
    }
  }

  /// Unpacks one gzip stream that must fill `bytes` from the first to the last.
  ///
  /// - Parameters:
  ///   - maxOutput: the most bytes that may come out.
  ///   - maxRatio: the most bytes that may come out for each that went in, counted over the input used
  ///     so far, and only beyond 64 KiB of output.
  ///
  /// At most 64 KiB more than allowed is ever unpacked. The stream's own checksum and length are checked.
  public static func decompress(
    _ bytes: [UInt8], maxOutput: Int, maxRatio: Int = 200
  ) throws(CompressionError) -> [UInt8] {
    var engine = try Engine.decompressing()
    var output: [UInt8] = []
    while true {
      let step = engine.advance(bytes, into: &output)
      if output.count > maxOutput { throw .tooLarge(limit: maxOutput) }
      if output.count > ratioFloor, output.count / max(1, engine.taken) >= maxRatio { throw .ratio(limit: maxRatio) }
      switch step.result {
      case Z_STREAM_END:
        guard engine.taken == bytes.count else { throw .trailingBytes }
        return output
      case Z_OK, Z_BUF_ERROR:
        // It wants more, and there is no more.
        guard step.moved else { throw .truncated }
      case Z_MEM_ERROR: throw .failed
      default: throw .corrupt
      }
    }
  }
}

internal import CZlib

/// One raw deflate stream (RFC 1951) that lies inside other bytes, as in a zip archive; unpacked piece by piece.
///
/// It has no checksum of its own: who uses it compares one.
public struct Inflater: ~Copyable {
  private var engine: Engine
  private let bytes: [UInt8]
  private let end: Int
  private let maxOutput: Int
  private var made = 0
  private var isFinished = false

  /// - Parameters:
  ///   - range: where the stream lies in `bytes`; it must fill it.
  ///   - maxOutput: the most bytes that may come out.
  public init(_ bytes: [UInt8], in range: Range<Int>, maxOutput: Int) throws(CompressionError) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    engine = try .decompressing(windowBits: Engine.rawWindowBits, from: range.lowerBound)
    self.bytes = bytes
    end = range.upperBound
    self.maxOutput = maxOutput
  }

  /// Replaces `piece` with the next bytes, at most 64 KiB and at least one.
  ///
  /// - Returns: false at the end of the stream, with an empty piece.
  public mutating func next(_ piece: inout [UInt8]) throws(CompressionError) -> Bool {
    piece.removeAll(keepingCapacity: true)
    while piece.isEmpty, !isFinished {
      let step = engine.advance(bytes, upTo: end, into: &piece)
      made += piece.count
      if made > maxOutput { throw .tooLarge(limit: maxOutput) }
      switch step.result {
      case Z_STREAM_END:
        guard engine.taken == end else { throw .trailingBytes }
        isFinished = true
      case Z_OK, Z_BUF_ERROR:
        guard step.moved else { throw .truncated }
      case Z_MEM_ERROR: throw .failed
      default: throw .corrupt
      }
    }
    return !piece.isEmpty
  }
}

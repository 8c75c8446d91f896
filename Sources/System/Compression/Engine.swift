internal import CZlib

/// One stream of zlib, at an address that stays: zlib keeps that address and checks it on each call.
@safe struct Engine: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let call: (UnsafeMutablePointer<z_stream>, _ isLast: Bool) -> Int32
  private let end: (UnsafeMutablePointer<z_stream>) -> Int32
  private var room = [UInt8](repeating: 0, count: Engine.piece)
  /// Bytes of input used so far, with those before the stream.
  private(set) var taken = 0

  static let piece = 1 << 16
  // 15 bits of window, and 16 more to mean the gzip format.
  private static let windowBits: Int32 = 15 + 16
  static let rawWindowBits: Int32 = -15

  static func compressing(_ effort: Gzip.Effort) throws(CompressionError) -> Engine {
    try unsafe Engine(
      start: { unsafe boroughwise_deflate_init($0, effort.rawValue, windowBits) },
      call: { stream, isLast in unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH) },
      end: { unsafe deflateEnd($0) })
  }

  /// - Parameter windowBits: negative for a raw deflate stream, which has neither header nor checksum.
  /// - Parameter start: where in the input the stream begins.
  static func decompressing(
    windowBits: Int32 = Engine.windowBits, from start: Int = 0
  ) throws(CompressionError) -> Engine {
    var engine = try unsafe Engine(
      start: { unsafe boroughwise_inflate_init($0, windowBits) },
      call: { stream, _ in unsafe inflate(stream, Z_NO_FLUSH) },
      end: { unsafe inflateEnd($0) })
    engine.taken = start
    return engine
  }

  private init(
    start: (UnsafeMutablePointer<z_stream>) -> Int32,
    call: @escaping (UnsafeMutablePointer<z_stream>, Bool) -> Int32,
    end: @escaping (UnsafeMutablePointer<z_stream>) -> Int32
  ) throws(CompressionError) {
    let made = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe made.initialize(to: z_stream())
    guard unsafe start(made) == Z_OK else {
      unsafe made.deallocate()
      throw .failed
    }
    unsafe stream = unsafe made
    unsafe self.call = unsafe call
    unsafe self.end = unsafe end
  }

  deinit {
    _ = unsafe end(stream)
    unsafe stream.deallocate()
  }

  /// Offers zlib the next piece of `input` and room for one piece, and adds what comes out to `output`.
  ///
  /// - Parameter end: where the stream ends in `input`; nil for its own end.
  /// - Returns: zlib's code, and whether any byte went in or came out.
  mutating func advance(
    _ input: [UInt8], upTo end: Int? = nil, into output: inout [UInt8]
  ) -> (result: Int32, moved: Bool) {
    let end = end ?? input.count
    let start = taken
    let stop = min(end, start + Engine.piece)
    let (result, used, made) = unsafe input.withUnsafeBufferPointer { input in
      unsafe room.withUnsafeMutableBufferPointer { [stream, call] room in
        // zlib never writes through `next_in`; its type is older than `const`.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { unsafe $0 + start })
        unsafe stream.pointee.avail_in = UInt32(stop - start)
        unsafe stream.pointee.next_out = room.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room.count)
        let result = unsafe call(stream, stop == end)
        return unsafe (
          result, stop - start - Int(stream.pointee.avail_in), room.count - Int(stream.pointee.avail_out)
        )
      }
    }
    output.append(contentsOf: room[..<made])
    taken += used
    return (result, used + made > 0)
  }
}

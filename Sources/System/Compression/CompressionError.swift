/// Why a gzip stream was refused. Says nothing about its content.
public enum CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It holds more than the caller allows.
  case tooLarge(limit: Int)
  /// It swells more than the caller allows: a bomb, or a file that is nearly all repetition.
  case ratio(limit: Int)
  case corrupt
  case truncated
  case trailingBytes
  /// zlib could not work at all, which means no memory.
  case failed

  /// Stable and in kebab case.
  public var code: String {
    switch self {
    case .tooLarge: "gzip-too-large"
    case .ratio: "gzip-ratio"
    case .corrupt: "gzip-corrupt"
    case .truncated: "gzip-truncated"
    case .trailingBytes: "gzip-trailing-bytes"
    case .failed: "gzip-failed"
    }
  }

  public var description: String {
    let reason =
      switch self {
      case .tooLarge(let limit): "it holds more than \(limit) bytes; send less at once"
      case .ratio(let limit): "it holds more than \(limit) times its own size; send it less repetitive or uncompressed"
      case .corrupt: "it is not gzip or was damaged on the way; send it again"
      case .truncated: "its end is missing; send it again"
      case .trailingBytes: "something follows its end; send one gzip stream only"
      case .failed: "zlib has no memory; free some and try again"
      }
    return "could not use a gzip stream: \(reason) (\(code))"
  }
}

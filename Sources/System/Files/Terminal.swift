internal import Glibc

/// Text to the person who started the program. The only way our programs print.
public enum Terminal {
  public enum Stream: Int32, Sendable { case standardOutput = 1, standardError = 2 }

  /// Whether the stream is a terminal, and not a file or a pipe.
  public static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

  /// Writes the whole text to standard output, as it is, without a line end of its own.
  public static func write(_ text: String) { write(text, to: .standardOutput) }

  /// Writes the whole text to standard error.
  public static func writeError(_ text: String) { write(text, to: .standardError) }

  // If nobody listens any more there is nobody to tell, so a failed write ends quietly.
  private static func write(_ text: String, to stream: Stream) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        retried { unsafe Glibc.write(stream.rawValue, bytes.baseAddress, bytes.count) }
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else {
        guard count < 0, errno == EAGAIN else { return }
        var wait = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&wait, 1, -1)
      }
    }
  }
}

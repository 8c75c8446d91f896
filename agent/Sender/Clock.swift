import Files
import Vocabulary

/// Times in the words of the sender's commands.
enum Clock {
  /// What this machine's clock says: `2026-11-27 02:10 UTC`.
  static var text: String { text(SystemClock.now()) }

  /// - Parameter seconds: UTC, since 1970.
  static func text(_ seconds: Int) -> String { CalendarDate.minute(ofSeconds: seconds).map { $0 + " UTC" } ?? "an impossible time" }
}

// ForecastOptions: what `forecast` and `backtest` are asked with, the same words in the borough's program and in the
// hub's. Reads files that the user names and that hold no record: scenarios, places. Prints nothing.

/// Why a command can't do what it was asked: wrong use in both programs. Never a line of a file that was read.
public struct OptionsError: Error, Equatable, Sendable, CustomStringConvertible {
  public let what: String
  public let hint: String?

  init(_ what: String, hint: String? = nil) { (self.what, self.hint) = (what, hint) }

  public var description: String { what }
}

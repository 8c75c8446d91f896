/// How much a finding matters. Only a refusal of a whole file stops a release; see `IngestReport.Verdict`.
public enum Severity: String, Sendable, CaseIterable {
  case error, warning, information
}

/// What a rule does to the rows or files that break it.
public enum Consequence: String, Sendable, CaseIterable {
  /// The file, and the return it belongs to, is not used at all; nothing may be released.
  case refused
  /// The row is not used.
  case dropped
  /// The row is used, as the rule's effect says.
  case used
}

/// One rule, one file: how often it was broken and where. Holds no value of a record.
public struct Finding: Sendable, Equatable {
  /// Stable, kebab-case; docs/checks.md lists them all.
  public let code: String
  public let severity: Severity
  public let consequence: Consequence
  /// The file's name below the folder; empty where the finding is about the folder as a whole.
  public let file: String
  /// What of the file or folder is meant, such as a module that is missing; empty where the rule says it all.
  public let about: String
  /// Line numbers, ascending, at most the first 1,000; texts show 20. Empty where the finding is about the file as a whole.
  public let rows: [Int]
  public let count: Int
  /// What the program did.
  public let effect: String
  /// What should hold.
  public let rule: String
  /// What to do about it.
  public let fix: String
}

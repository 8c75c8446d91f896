/// How much a finding matters. Only a refusal of a whole file stops a release; see `IngestReport.Verdict`.
public enum Severity: String, Sendable, CaseIterable {
  case error, warning, information
}

/// One rule, one file: how often it was broken and where. Holds no value of a record.
public struct Finding: Sendable, Equatable {
  /// Stable, kebab-case.
  public let code: String
  public let severity: Severity
  /// The file's name below the folder; empty where the finding is about the folder as a whole.
  public let file: String
  /// Line numbers, ascending, at most the first 20. Empty where the finding is about the file as a whole.
  public let rows: [Int]
  public let count: Int
  /// What the program did.
  public let effect: String
  /// What should hold.
  public let rule: String

  public init(
    code: String, severity: Severity, file: String, rows: [Int], count: Int, effect: String, rule: String
  ) {
    self.code = code
    self.severity = severity
    self.file = file
    self.rows = rows
    self.count = count
    self.effect = effect
    self.rule = rule
  }
}

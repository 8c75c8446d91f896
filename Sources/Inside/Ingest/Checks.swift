/// The list of all checks.
public enum Checks {
  /// As Markdown: docs/checks.md, which is made from it.
  public static var markdown: String {
    var out = """
      # Checks

      Every check that `borough-agent check` makes, by subject. This file is what `borough-agent check --list` prints.

      A code never changes its meaning. **Severity**: an *error* is wrong, a *warning* is likely wrong or changes figures,
      *information* is worth knowing. **Done** says what the agent does: *stops a release* means that the file is not used and
      nothing can be released until it is put right. **By**: *DfE*, follows from the items, code sets and dates of the
      SEN2 return; *field*, made by tools that local authorities use on SEN2 today; *ours*, needed by this program or its
      figures. DfE's own list of validation rules is not public; COLLECT may ask other questions.

      Reports name files and rows, never a value. Each row read is used, or listed once under a check that leaves it out.


      """
    for subject in Subject.allCases {
      out += "## \(subject.rawValue)\n\n| code | severity | should hold | done | to do | by |\n"
      out += "|---|---|---|---|---|---|\n"
      for rule in Rule.allCases where rule.subject == subject {
        let text = rule.text
        let done = text.consequence == .refused ? "stops a release" : text.effect
        let cells = ["`\(rule.rawValue)`", text.severity.rawValue, text.rule, done, text.fix, text.source.rawValue]
        out += "| " + cells.joined(separator: " | ") + " |\n"
      }
      out += "\n"
    }
    return String(out.dropLast())
  }
}

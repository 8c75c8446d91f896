internal import Estimation
internal import Outbox
internal import ReleaseProtocol

/// A stored message in words, for the officer who approves it.
enum MessageText {
  /// - Parameter all: every cell; otherwise the first twelve of each table and the number left.
  static func of(_ stored: StoredMessage, all: Bool) throws(AgentFailure) -> String {
    do {
      let message = try stored.message()
      let plan = ReleasePlan.londonSend1
      try message.check(against: plan)
      var lines = [
        "message    \(message.release)",
        "borough    \(message.borough)",
        "plan       \(message.planID), sha-256 \(message.planSHA256)",
        "sha-256    \(stored.sha256), \(stored.bytes.count) bytes",
        "approved   \(stored.approval.map { $0.role.rawValue } ?? "not yet")",
        "",
        "Every figure below is noised. ± is the bound that noise stays within in 95 of 100 cases.",
        "",
      ]
      for (table, statistic) in zip(message.tables, plan.statistics) {
        lines += rows(table, statistic, all: all) + [""]
      }
      lines += [
        "forecast   \(message.forecast.firstYear) to \(message.forecast.firstYear + message.forecast.years - 1), "
          + "\(message.forecast.cells.count) cells, computed from the tables above and public populations",
      ]
      return lines.joined(separator: "\n")
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  private static func rows(_ table: NoisedTable, _ statistic: Statistic, all: Bool) -> [String] {
    let shown = all ? table.cells.count : min(12, table.cells.count)
    var lines = ["\(statistic.id): \(table.cells.count) cells, " + statistic.axes.map(\.name).joined(separator: " × ")]
    for cell in 0..<shown {
      let variance = statistic.variance(cell: cell)
      let bound = Interval.halfWidth95(variance: Double(variance.numerator) / Double(variance.denominator))
      let label = statistic.label(cell: cell).joined(separator: " · ")
      lines.append("  \(label)  \(table.cells[cell]) ± \(Int(bound.rounded(.up)))")
    }
    if shown < table.cells.count { lines.append("  … \(table.cells.count - shown) more (--all)") }
    return lines
  }
}

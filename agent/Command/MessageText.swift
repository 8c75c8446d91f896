internal import Estimation
internal import Outbox
internal import ReleaseProtocol

/// A stored message in words, for the officer who approves it.
enum MessageText {
  /// - Parameters:
  ///   - plans: among which the message's own is.
  ///   - all: every cell; otherwise the first twelve of each table and the number left.
  static func of(_ stored: StoredMessage, plans: AcceptedPlans, all: Bool) throws(AgentFailure) -> String {
    do {
      let message = try stored.message()
      let plan = try plans.plan(sha256: message.planSHA256)
      try message.check(against: plan)
      var lines = [
        "message    \(message.release)",
        "borough    \(message.borough)",
        "plan       \(message.planID), sha-256 \(message.planSHA256)",
        "sha-256    \(stored.sha256), \(stored.bytes.count) bytes",
        "approved   \(stored.approval.map { $0.role.rawValue } ?? "not yet")",
        "",
      ]
      let before = try earlier(message, plans)
      lines += leaving(message, plan, besides: before) + plan.meaning
      lines += [
        "", "Every figure below is noised. ± is the bound that noise stays within in 95 of 100 cases; u, as in DfE's statistics,",
        "marks a count that is no larger than that.", "",
      ]
      for (table, statistic) in zip(message.tables, plan.statistics) {
        lines += rows(table, statistic, as: before[table.statistic], all: all) + [""]
      }
      lines += CostText(message, plan)?.lines ?? []
      lines += QuarterText(message, plan)?.lines ?? []
      lines += ForecastText(message: message, plan: plan, settings: plans.settings).lines(all: all)
      return lines.joined(separator: "\n")
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  /// The signed message itself, which `of` has checked, and what is known of it here.
  static func json(of stored: StoredMessage) throws(AgentFailure) -> JSON {
    do {
      var members: [String: JSON] = [
        "release": .string(stored.release), "sha256": .string(stored.sha256), "bytes": .integer(Int64(stored.bytes.count)),
        "message": try stored.message().json,
      ]
      members["approved_by"] = stored.approval.map { .string($0.role.rawValue) }
      return .object(members)
    } catch { throw AgentFailure(.localFault, "\(error)") }
  }

  /// Tables that are those of an earlier message about another January, cell by cell: that message's release, by table.
  private static func earlier(_ message: ReleaseMessage, _ plans: AcceptedPlans) throws -> [String: String] {
    var found: [String: String] = [:]
    for stored in try OutboxFolder(path: plans.settings.outboxFolder).messages() {
      guard let other = try? stored.message(), other.censusYear < message.censusYear else { continue }
      for table in message.tables where other.tables.contains(table) { found[table.statistic] = other.release }
    }
    return found
  }

  /// All that the message holds, and what it costs.
  private static func leaving(
    _ message: ReleaseMessage, _ plan: ReleasePlan, besides earlier: [String: String]
  ) -> [String] {
    let figures = message.tables.reduce(0) { $0 + $1.cells.count }
    let asked = plan.statistics.filter { earlier[$0.id] == nil }
    return [
      "If it is approved, these bytes leave and nothing else: \(message.tables.count) tables with \(figures) noised figures, the",
      "variances of their noise, a forecast of \(message.forecast.years) years that was computed from them and public populations (file",
      "\(message.populationSHA256)), and the names above.",
      "It has cost each child "
        + (ReleasePlan.price(asked).map { PrivacyMeaning(rho: $0).text } ?? "more than can be said exactly")
        + ", paid before the noise was added; to approve and send it costs nothing more.",
    ] + (earlier.isEmpty ? [] : ["Tables that were released before, \(earlier.count) of them, are in it as they were, and cost nothing again."])
  }

  private static func rows(
    _ table: NoisedTable, _ statistic: Statistic, as earlier: String?, all: Bool
  ) -> [String] {
    let shown = all ? table.cells.count : min(12, table.cells.count)
    var lines = [
      "\(statistic.id): \(table.cells.count) cells, " + statistic.axes.map(\.name).joined(separator: " × ")
        + unit(statistic.bound)
    ]
    if let earlier { lines.append("  as released before, in message \(earlier): nothing was asked of the records for it") }
    lines += NoiseText(statistic).sentences.map { "  " + $0 }
    for cell in 0..<shown {
      let variance = statistic.variance(cell: cell)
      let bound = Interval.halfWidth95(variance: Double(variance.numerator) / Double(variance.denominator))
      let label = statistic.label(cell: cell).joined(separator: " · ")
      let mark =
        statistic.countsPersons
        ? Reliability.judged(estimate: Double(table.cells[cell]), halfWidth: bound).symbol.map { " " + $0 } ?? "" : ""
      lines.append("  \(label)  \(table.cells[cell]) ± \(Int(bound.rounded(.up)))\(mark)")
    }
    if shown < table.cells.count { lines.append("  … \(table.cells.count - shown) more (--all)") }
    return lines
  }

  private static func unit(_ bound: Bound) -> String {
    switch bound {
    case .count: ""
    case .banded: "; persons, each in the band of its cost from so many pence"
    case .clamped: "; persons whose cost is below 0 or above the cap, and counts as 0 or the cap"
    case .segment: "; weighted sums of the quarter days, from which the plans on each day follow"
    case .centredAmount: "; in pence, each person's amount less half the cap, so sums below 0 are normal"
    case .contrasts:
      "; contrasts of persons, so figures below 0 are normal. The borough's own table gives the same without noise: along one "
        + "axis after the other, each cell times the number of labels less the sum along the axis (\"borough-agent plan contrasts\")"
    }
  }
}

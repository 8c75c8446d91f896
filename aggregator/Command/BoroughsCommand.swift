import ArgumentParser
internal import Files
internal import Geography
internal import Register
internal import ReleaseProtocol
internal import Store
internal import Vocabulary

struct BoroughsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boroughs",
    abstract: "Show all 33 boroughs: invited, enrolled, last heard of, last message, the January it is about, messages taken in.",
    discussion: """
      Times are UTC. "last heard" is the day of any contact with the borough's certificate, "sender" the version of the borough's program \
      ("!": it speaks no protocol of ours), "about" the latest January that \
      a message which counts is about. Superseded messages are counted here; in the tables only a borough's newest about \
      their January counts.
      """)

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON: times in UTC seconds, \"lastHeard\" a date; absent members mean \"not yet\".") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let states = try await hub.store.overview()
    let refusals = try await hub.store.refusalsByBorough()
    let contacts = try await hub.store.contactDays()
    let versions = try await hub.store.senderVersions()
    let silent = try await SilentBoroughs.among(states, hub.store, now: SystemClock.now())
    let rows = Geography.report2025.boroughs.map { borough in
      Row(
        borough: borough, state: states.first { $0.borough == borough.code }, lastHeard: contacts[borough.code]?.last,
        silence: silent.first { $0.borough == borough.code }?.silence, version: versions[borough.code])
    }
    Voice.result(json ? Self.json(rows, refusals) : Self.text(rows, refusals))
    try hub.store.close()
  }

  struct Row {
    let borough: Borough
    let state: BoroughState?
    /// UTC seconds / 86400.
    let lastHeard: Int?
    let silence: Silence?
    /// Of its sender; nil: it has said none.
    let version: SenderVersion?
  }

  static func text(_ rows: [Row], _ refusals: [String: [String: Int]]) -> String {
    var lines = [line("code", "borough", "invited", "enrolled", "until", "last heard", "sender", "last message", "about", "messages")]
    for row in rows {
      let state = row.state
      lines.append(
        line(
          row.borough.code, row.borough.name, Moment.text(state?.invitedAt), Moment.text(state?.enrolledAt),
          state?.certificateExpiresAt.map { String(Moment.text($0).prefix(10)) } ?? "-",
          row.lastHeard.map(SilentBoroughs.date) ?? "-",
          row.version.map { $0.protocols.overlaps(Wire.protocols) ? $0.software : "\($0.software)!" } ?? "-",
          Moment.text(state?.lastMessageAt),
          state?.latestCensus.map { "\($0)" } ?? "-",
          "\(state?.messages ?? 0)\(row.silence == nil ? "" : "  silent")"))
    }
    let enrolled = rows.count { $0.state?.enrolledAt != nil }
    let sent = rows.count { ($0.state?.messages ?? 0) > 0 }
    lines.append("\(enrolled) of \(rows.count) enrolled, \(sent) of \(rows.count) have sent" + januaries(rows))
    for row in rows {
      guard let silence = row.silence else { continue }
      lines.append("silent: \(row.borough.name), not heard of since \(SilentBoroughs.date(silence.since))")
    }
    for (code, boroughs) in refusals.sorted(by: { $0.key < $1.key }) {
      let whose = boroughs.sorted { $0.key < $1.key }.map { "\($1) \($0.isEmpty ? "of nobody known" : $0)" }
      lines.append("refused \(boroughs.values.reduce(0, +)) × \(code): \(whose.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  /// `: 10 about January 2026, 23 about January 2025`.
  private static func januaries(_ rows: [Row]) -> String {
    let counts = Dictionary(grouping: rows.compactMap { $0.state?.latestCensus }) { $0 }.mapValues(\.count)
    let texts = counts.sorted { $0.key > $1.key }.map { "\($0.value) about January \($0.key)" }
    return texts.isEmpty ? "" : ": " + texts.joined(separator: ", ")
  }

  private static func line(_ fields: String...) -> String {
    let widths = [9, 24, 16, 16, 10, 10, 8, 16, 5, 8]
    let cells = zip(fields, widths).map { field, width in
      field + String(repeating: " ", count: max(0, width - field.count))
    }
    return cells.joined(separator: "  ").trimmedEnd
  }

  static func json(_ rows: [Row], _ refusals: [String: [String: Int]]) -> String {
    let boroughs = rows.map { row -> JSON in
      var members: [String: JSON] = [
        "borough": .string(row.borough.code), "name": .string(row.borough.name),
        "messages": .integer(Int64(row.state?.messages ?? 0)), "silent": .bool(row.silence != nil),
      ]
      members["invitedAt"] = row.state?.invitedAt.map { .integer(Int64($0)) }
      members["enrolledAt"] = row.state?.enrolledAt.map { .integer(Int64($0)) }
      members["certificateExpiresAt"] = row.state?.certificateExpiresAt.map { .integer(Int64($0)) }
      members["lastMessageAt"] = row.state?.lastMessageAt.map { .integer(Int64($0)) }
      members["latestCensus"] = row.state?.latestCensus.map { .integer(Int64($0)) }
      let refused = refusals.compactMapValues { $0[row.borough.code].map { JSON.integer(Int64($0)) } }
      if !refused.isEmpty { members["refused"] = .object(refused) }
      if let version = row.version {
        members["software"] = .string(version.software)
        members["protocols"] = .array([version.protocols.lowerBound, version.protocols.upperBound].map { .integer(Int64($0)) })
      }
      members["lastHeard"] = row.lastHeard.map { .string(SilentBoroughs.date($0)) }
      return .object(members)
    }
    let counts = refusals.mapValues { JSON.integer(Int64($0.values.reduce(0, +))) }
    let whole = JSON.object(["boroughs": .array(boroughs), "refusals": .object(counts)])
    return String(decoding: CanonicalJSON.encode(whole), as: UTF8.self)
  }
}

/// A point in time as the commands show it: `2026-01-31 09:05`, UTC.
enum Moment {
  static func text(_ seconds: Int?) -> String { seconds.flatMap(CalendarDate.minute) ?? "-" }
}

extension String {
  /// Without the spaces at its end.
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

internal import Geography
internal import Register
internal import ReleaseProtocol
internal import Store
internal import Vocabulary

/// Who has gone silent, for the operator: since when, by when it was expected, and what to do.
enum SilentBoroughs {
  /// - Parameters:
  ///   - states: as the store gives them; boroughs without a certificate, revoked ones too, are not missed.
  ///   - now: UTC seconds.
  static func among(
    _ states: [BoroughState], _ store: HubStore, now: Int
  ) async throws -> [(borough: String, silence: Silence)] {
    let contacts = try await store.contactDays()
    return states.compactMap { state in
      guard let from = state.enrolledAt, let until = state.certificateExpiresAt,
        let silence = Silence(contacts: contacts[state.borough] ?? [], certificate: (from, until), now: now)
      else { return nil }
      return (state.borough, silence)
    }
  }

  static func fault(_ borough: String, _ silence: Silence, now: Int) -> String {
    let why =
      switch silence.reason {
      case .rhythm(let days): "it was never quiet for more than \(days) days"
      case .renewal: "its sender would have renewed the certificate by then"
      }
    return "silent: \(borough) (\(name(borough))) was not heard of since \(date(silence.since)), for "
      + "\(now / 86_400 - silence.since) days; expected by \(date(silence.expectedBy)), for \(why): let the borough look "
      + "whether its timer for \"send\" runs, and run \"borough-sender doctor\"; if it has left, \"aggregator revoke\""
  }

  /// Short, in one line.
  static func list(_ silent: [(borough: String, silence: Silence)]) -> String {
    silent.isEmpty ? "nobody" : silent.map { "\($0) since \(date($1.since))" }.joined(separator: ", ")
  }

  static func json(_ silent: [(borough: String, silence: Silence)]) -> JSON {
    .array(
      silent.map { borough, silence in
        let because: JSON =
          switch silence.reason {
          case .rhythm: .string("rhythm")
          case .renewal: .string("renewal")
          }
        return .object([
          "because": because, "borough": .string(borough), "expectedBy": .string(date(silence.expectedBy)),
          "since": .string(date(silence.since)),
        ])
      })
  }

  static func date(_ day: Int) -> String { CalendarDate(dayNumber: day)?.iso ?? "?" }

  private static func name(_ borough: String) -> String {
    Geography.report2025.boroughs.first { $0.code == borough }?.name ?? "?"
  }
}

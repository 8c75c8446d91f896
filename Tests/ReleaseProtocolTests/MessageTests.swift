import ReleaseProtocol
import TestSupport
import Testing

@Suite struct MessageTests {
  /// A release by london-send-1 with zeros everywhere.
  static func release(tables: [NoisedTable]? = nil) -> ReleaseMessage {
    let plan = ReleasePlan.londonSend1
    return ReleaseMessage(
      borough: "E09000033", censusYear: 2025, planID: plan.id, planSHA256: String(repeating: "a", count: 64),
      release: String(repeating: "0", count: 32), populationSHA256: String(repeating: "b", count: 64),
      tables: tables
        ?? plan.statistics.map {
          NoisedTable(statistic: $0.id, cells: [Int64](repeating: 0, count: $0.cellCount), variance: $0.variances)
        },
      forecast: ForecastTable(firstYear: 2025, years: 16, cells: [Int64](repeating: 0, count: 960)))
  }

  @Test func aReleaseSurvivesTheWay() throws {
    let message = Self.release()
    try message.check(against: .londonSend1)
    #expect(try ReleaseMessage(canonicalBytes: message.canonicalBytes) == message)
  }

  @Test func rowsNameEveryCell() throws {
    let message = Self.release()
    let rows = try ReleaseMessage.rows(for: message.tables[6], plan: .londonSend1)
    #expect(rows.count == 360)
    #expect(rows[359].labels == ["P19", "OTH", "OT"])
    #expect(rows[3].variance == Ratio(4_500_000_000_000_000, 1))
    #expect(throws: WireError.plan(.unexpectedTable)) {
      try ReleaseMessage.rows(for: NoisedTable(statistic: "other", cells: [], variance: []), plan: .londonSend1)
    }
    #expect(throws: WireError.plan(.cellCount("stock-2025"))) {
      try ReleaseMessage.rows(for: NoisedTable(statistic: "stock-2025", cells: [1], variance: []), plan: .londonSend1)
    }
  }

  @Test func everyRefusalHasACodeASentenceAndAStatus() throws {
    for code in RefusalCode.allCases {
      #expect(try Refusal(canonicalBytes: Refusal(code: code).canonicalBytes).code == code)
      #expect((400...599).contains(code.httpStatus))
      #expect(code.detail.utf8.allSatisfy { (0x20...0x7E).contains($0) } && code.detail.utf8.count <= 96)
    }
    #expect(Set(RefusalCode.allCases.map(\.detail)).count == RefusalCode.allCases.count)
  }

  @Test func anErrorNeverRepeatsWhatAPeerSent() {
    for kind in Vectors.kinds {
      for vector in Vectors.all(kind) where vector.outcome != "accept" {
        let planted = String(decoding: vector.input, as: UTF8.self).contains("row 12")
        if planted {
          do {
            _ = try CanonicalJSON.decode(vector.input)
            _ = try ReleaseMessage(canonicalBytes: vector.input)
          } catch { #expect(!"\(error)".contains("row 12")) }
        }
      }
    }
  }

  @Test func anInvitationsTokenIsNotPrinted() throws {
    let input = try #require(Vectors.all("invitation").first { $0.outcome == "accept" }?.input)
    let invitation = try Invitation(canonicalBytes: input)
    var dumped = ""
    dump(invitation, to: &dumped)
    #expect(!"\(invitation) \(String(reflecting: invitation)) \(dumped)".contains(invitation.token))
  }
}

import Register
import Store
import TestSupport
import Testing

/// When a borough is missed: by what it has shown itself, and never for what it was not expected to do.
@Suite struct SilenceTests {
  static let day = 86_400
  /// 90 days from day 1,000 on.
  let certificate = (from: 1_000 * day, until: 1_090 * day)

  private func silence(_ contacts: [Int], today: Int, certificate: (from: Int, until: Int)? = nil) -> Silence? {
    Silence(contacts: contacts, certificate: certificate ?? self.certificate, now: today * Self.day + 7)
  }

  @Test func whoOnlyRenewsIsExpectedWithTheRenewalAndNoEarlier() {
    // Enrolled, tried for three days, sent, and has nothing to say since.
    let setUp = [1_000, 1_001, 1_002]
    for today in [1_003, 1_030, 1_060] { #expect(silence(setUp, today: today) == nil, "day \(today)") }
    let missed = silence(setUp, today: 1_061)
    #expect(missed?.since == 1_002 && missed?.expectedBy == 1_060 && missed?.reason == .renewal)
    // Renewed on day 57: the next certificate counts.
    let next = (from: 1_057 * Self.day, until: 1_147 * Self.day)
    #expect(silence(setUp + [1_057], today: 1_110, certificate: next) == nil)
    #expect(silence(setUp + [1_057], today: 1_118, certificate: next)?.expectedBy == 1_117)
  }

  @Test func whoCallsEveryWeekIsMissedAfterTwoWeeksAndADay() {
    let weekly = [1_000, 1_007, 1_014, 1_021, 1_028]
    #expect(silence(weekly, today: 1_043) == nil)
    let missed = silence(weekly, today: 1_044)
    #expect(missed?.since == 1_028 && missed?.expectedBy == 1_043 && missed?.reason == .rhythm(longestPause: 7))
    // A holiday of three weeks is part of its rhythm afterwards.
    #expect(silence([1_000, 1_007, 1_028, 1_035], today: 1_059) == nil)
    // Every day for a month: still nobody is missed for less than a week.
    #expect(silence(Array(1_000...1_030), today: 1_037) == nil)
    #expect(silence(Array(1_000...1_030), today: 1_038)?.reason == .rhythm(longestPause: 1))
  }

  @Test func aRhythmOfLongAgoIsForgotten() {
    // Weekly once; then for more than four months the renewals alone.
    let contacts = [800, 807, 814, 821, 828, 886, 944, 1_002]
    let next = (from: 1_002 * Self.day, until: 1_092 * Self.day)
    #expect(silence(contacts, today: 1_062, certificate: next) == nil)
    #expect(silence(contacts, today: 1_063, certificate: next)?.reason == .renewal)
  }

  @Test func whoWasNeverHeardOfIsNotMissed() {
    #expect(silence([], today: 2_000) == nil)
  }

  /// The store keeps one row a day for each borough, whatever was asked; a refused certificate is no contact.
  @Test func everyRequestWithItsCertificateIsAContact() async throws {
    let hub = try HubFixture()
    let machine = try await hub.enrolled("E09000007")
    let enrolled = (HubFixture.now + 1) / Self.day
    #expect(try await hub.store.contactDays() == ["E09000007": [enrolled]])
    for days in [3, 3, 5, 91] {
      _ = try? await hub.register.sender(
        uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: HubFixture.now + days * Self.day)
    }
    #expect(try await hub.store.contactDays() == ["E09000007": [enrolled, enrolled + 3, enrolled + 5]])
    // 400 days later the first ones are gone, and the borough is still known.
    try await hub.store.note(contactOf: "E09000007", at: HubFixture.now + 404 * Self.day)
    #expect(try await hub.store.contactDays() == ["E09000007": [enrolled + 5, enrolled + 404]])
    try hub.store.close()
  }
}

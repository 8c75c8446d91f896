import Register
import Testing

@Suite struct AllowancesTests {
  @Test func aBurstIsServedAndThenTheRate() {
    let allowances = Allowances(burst: 60, perMinute: 30)
    for _ in 0..<60 { #expect(allowances.take("a", now: 1_000) == nil) }
    #expect(allowances.take("a", now: 1_000) == 2)
    #expect(allowances.take("a", now: 1_001) == 1)
    #expect(allowances.take("a", now: 1_002) == nil)
    #expect(allowances.take("a", now: 1_002) == 2)
    // Who waits as long as it is told is served each time.
    var now = 1_002
    for _ in 0..<100 {
      now += allowances.take("a", now: now) ?? 0
      #expect(allowances.take("a", now: now) == nil)
    }
    #expect(now == 1_202)
  }

  @Test(arguments: [1, 7, 30, 60, 1000]) func inTheLongRunAsManyAsTheRateSays(perMinute: Int) {
    let allowances = Allowances(burst: 10, perMinute: perMinute)
    var served = 0
    for second in 0..<3600 {
      // Whoever asks more often than it may gets no less for it.
      while allowances.take("a", now: second) == nil { served += 1 }
    }
    // A bucket that is full loses what comes in the same second.
    #expect((10 + min(perMinute, 600) * 59..<10 + perMinute * 60 + 1).contains(served), "\(served)")
  }

  @Test func aNeighbourIsServedAndAPauseFills() {
    let allowances = Allowances(burst: 3, perMinute: 60)
    for _ in 0..<1000 { _ = allowances.take("a", now: 50) }
    #expect(allowances.take("b", now: 50) == nil)
    #expect(allowances.take("a", now: 50) == 1)
    for _ in 0..<3 { #expect(allowances.take("a", now: 50 + 86_400) == nil) }
    #expect(allowances.take("a", now: 50 + 86_400) == 1)
  }

  @Test func aClockThatIsSetIsBorne() {
    let allowances = Allowances(burst: 1, perMinute: 60)
    #expect(allowances.take("a", now: 1_000) == nil)
    #expect(allowances.take("a", now: 10) == 1, "set back: fills nothing")
    #expect(allowances.take("a", now: 11) == nil, "and is believed from then on")
    #expect(allowances.take("a", now: .max) == nil)
    #expect(allowances.take("a", now: .max) == 1)
  }

  /// A crowd that comes once and never again takes no memory for good, and nobody who was told to wait is forgotten.
  @Test func whoseBucketIsFullIsForgottenAndNobodyElse() {
    let allowances = Allowances(burst: 1, perMinute: 60)
    #expect(allowances.take("a", now: 0) == nil)
    for number in 0..<10_000 { #expect(allowances.take("\(number)", now: 0) == nil) }
    #expect(allowances.take("a", now: 0) == 1)
    for number in 0..<10_000 { #expect(allowances.take("\(number)", now: 1) == nil) }
    #expect(allowances.take("9999", now: 1) == 1)
  }
}

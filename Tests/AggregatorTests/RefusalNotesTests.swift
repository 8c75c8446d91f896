import Register
import Testing

@Suite struct RefusalNotesTests {
  @Test func fewRefusalsAreEachNoted() async {
    let notes = RefusalNotes(burst: 3)
    for second in 100..<120 { #expect(await notes.due("token-unknown", now: second) == 1) }
  }

  @Test func aFloodIsNotedOnceASecondAndCountedInFull() async {
    let notes = RefusalNotes(burst: 3)
    var noted = 0
    var lines = 0
    for second in 100..<110 {
      for _ in 0..<1000 {
        let due = await notes.due("malformed", now: second)
        noted += due
        lines += due > 0 ? 1 : 0
      }
    }
    #expect(lines == 3 + 9)
    // The last second's are said by the next refusal.
    #expect(await noted + notes.due("malformed", now: 110) == 10_001)
  }

  @Test func codesAreCountedApartAndAClockSetBackIsBorne() async {
    let notes = RefusalNotes(burst: 1)
    #expect(await notes.due("malformed", now: 100) == 1)
    #expect(await notes.due("token-used", now: 100) == 0)
    #expect(await notes.due("malformed", now: 50) == 0)
    #expect(await notes.due("token-used", now: 51) == 2)
    #expect(await notes.due("malformed", now: Int.max) == 2)
  }
}

import ReleaseProtocol
import Testing

@Suite struct QuarantineTests {
  static func receipt(_ reasons: [QuarantineReason]) -> Receipt {
    Receipt(
      borough: "E09000007", messageSHA256: String(repeating: "a", count: 64), release: String(repeating: "b", count: 32),
      counter: 1, receivedAt: 1_780_000_000, quarantine: reasons)
  }

  @Test func aReceiptWithoutReasonsIsTheOneThatEveryVersionKnows() throws {
    let bytes = Self.receipt([]).canonicalBytes
    #expect(!String(decoding: bytes, as: UTF8.self).contains("quarantine"))
    #expect(try Receipt(canonicalBytes: bytes) == Self.receipt([]))
    let held = Self.receipt(QuarantineReason.allCases.sorted())
    #expect(try Receipt(canonicalBytes: held.canonicalBytes) == held)
  }

  @Test(arguments: ["[]", "[\"unheard-of\"]", "[\"jump\",\"jump\"]", "[\"jump\",\"below-zero\"]", "\"jump\"", "[1]"])
  func reasonsHaveOneSpelling(reasons: String) {
    let text = String(decoding: Self.receipt([.jump]).canonicalBytes, as: UTF8.self)
      .replacing("[\"jump\"]", with: reasons)
    #expect(throws: WireError.self) { try Receipt(canonicalBytes: Array(text.utf8)) }
  }

  @Test func aDecisionsGroundAndVerdictAgree() throws {
    for ground in Decision.Ground.allCases {
      let decision = Decision(
        borough: "E09000007", messageSHA256: String(repeating: "a", count: 64),
        release: String(repeating: "b", count: 32), ground: ground, number: 2, decidedAt: 1_780_000_000)
      #expect(try Decision(canonicalBytes: decision.canonicalBytes) == decision)
      let other = decision.verdict == .accepted ? "rejected" : "accepted"
      let text = String(decoding: decision.canonicalBytes, as: UTF8.self)
        .replacing("\"\(decision.verdict.rawValue)\"", with: "\"\(other)\"")
      #expect(throws: WireError.self) { try Decision(canonicalBytes: Array(text.utf8)) }
    }
  }
}

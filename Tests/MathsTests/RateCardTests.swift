import Costing
import Testing
import Vocabulary

/// Contract fees for the same place may follow each other; what repeats, overlaps or leaves days out is shown.
@Suite struct RateCardTests {
  private func fee(_ pence: Int, _ from: (Int, Int, Int)?, _ to: (Int, Int, Int)?, row: Int, band: String = "A") -> ContractFee {
    func day(_ parts: (Int, Int, Int)?) -> CalendarDate? {
      parts.flatMap { CalendarDate(year: $0.0, month: $0.1, day: $0.2) }
    }
    return ContractFee(
      provider: "Fictional House", urn: 960_001, ukprn: nil, framework: "Lot 1", band: band, region: "", stay: .day,
      annualPence: pence, from: day(from), to: day(to), row: row)
  }

  @Test func feesThatFollowEachOtherAreInOrder() {
    let card = RateCard([
      fee(100, (2024, 4, 1), (2025, 3, 31), row: 2), fee(110, (2025, 4, 1), nil, row: 3), fee(90, nil, nil, row: 4, band: "B"),
    ])
    #expect(card.oddities == [])
  }

  @Test func repeatsOverlapsAndGapsAreFound() {
    let twice = RateCard([fee(100, (2024, 4, 1), nil, row: 2), fee(100, (2024, 4, 1), nil, row: 3)])
    #expect(twice.oddities == [.duplicate(row: 3, earlier: 2)])
    let overlap = RateCard([fee(100, (2024, 4, 1), (2025, 3, 31), row: 2), fee(110, (2025, 3, 31), nil, row: 3)])
    #expect(overlap.oddities == [.overlap(row: 3, earlier: 2)])
    let gap = RateCard([fee(110, (2025, 4, 11), nil, row: 2), fee(100, (2024, 4, 1), (2025, 3, 31), row: 3)])
    #expect(gap.oddities == [.gap(row: 2, earlier: 3, days: 10)])
    // A longer fee hides the end of a shorter one inside it.
    let inside = RateCard([
      fee(100, nil, (2025, 3, 31), row: 2), fee(90, (2024, 9, 1), (2024, 12, 31), row: 3), fee(120, (2025, 4, 1), nil, row: 4),
    ])
    #expect(inside.oddities == [.overlap(row: 3, earlier: 2)])
  }
}

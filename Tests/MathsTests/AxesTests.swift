@testable import Forecasting
import Testing
import Vocabulary

/// The model's lengths are literals, for speed: they are those of the vocabulary.
struct AxesTests {
  @Test func lengthsAreTheVocabularys() {
    #expect(Axes.ages == AcademicAge.count && Axes.needs == Need.allCases.count)
    #expect(Axes.statuses == FlowStatus.allCases.count && Axes.phases == Phase.allCases.count)
    #expect(Axes.sectors == Sector.allCases.count && Axes.cohort == Axes.ages * Axes.needs)
  }

  @Test func vectorsHoldTheirCellsInOrder() {
    let cells = (0..<2 * Axes.cohort).map { Double($0) + 0.25 }
    let vectors = NeedVectors.of(cells)
    #expect(vectors.count == 2 * NeedVectors.cohort && NeedVectors.cells(vectors) == cells)
    #expect(NeedVectors.sum(vectors) == cells.reduce(0, +))
  }
}

import Ingest
import Testing
import Vocabulary

@Suite struct ProviderTests {
  @Test func sectorsAreKnownByEitherNumber() throws {
    let providers = try ProviderSectors(parsing: Array(TinyFolder.providerList.utf8))
    #expect(providers.sector(urn: 100_003) == .independent)
    #expect(providers.sector(ukprn: 10_000_003) == .independent)
    #expect(providers.sector(ukprn: 10_000_004) == .furtherEducation)
    #expect(providers.sector(urn: 10_000_004) == nil)
    #expect(providers.count == 5)
  }

  @Test(arguments: [
    ("provider-list-columns", "urn,sector\n1,MS\n", 1), ("provider-list-row", "urn,ukprn,sector\n1,,XX\n", 2),
    ("provider-list-row", "urn,ukprn,sector\n1,,MS\n,,MS\n", 3),
    ("provider-list-row", "urn,ukprn,sector\n1,,MS\n1,,SS\n", 3),
    ("provider-list-row", "urn,ukprn,sector\na,,MS\n", 2), ("provider-list-text", "urn,ukprn,sector\n\"1,,MS\n", 2),
    ("provider-list-columns", "", 0),
  ])
  func aBadListIsRefusedWithItsLine(code: String, text: String, line: Int) {
    #expect {
      try ProviderSectors(parsing: Array(text.utf8))
    } throws: { error in
      (error as? ProviderListError)?.code == code && (error as? ProviderListError)?.line == line
    }
  }
}

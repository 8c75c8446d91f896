import Testing

/// Who knows people, who reaches a peer, and that nobody does both.
@Suite struct DependencyRules {
  let manifest = Manifest.current

  /// A module knows people when it can name a record.
  private func knowsPeople(_ name: String) -> Bool {
    name == "Records" || manifest.reach(of: name).contains("Records")
  }

  /// A module reaches a peer when it can name a network channel or a TLS connection.
  private func reachesPeer(_ name: String) -> Bool {
    manifest.reach(of: name).contains { need in
      need == "CSSL" || need.hasPrefix("product:NIO") || need.hasPrefix("product:Hummingbird")
    }
  }

  @Test func noModuleBothKnowsPeopleAndReachesAPeer() {
    var table = "module                knows people   reaches a peer\n"
    for module in manifest.product {
      let (people, peer) = (knowsPeople(module.name), reachesPeer(module.name))
      table += module.name.padding(22) + (people ? "yes" : "-").padding(15) + (peer ? "yes" : "-") + "\n"
      #expect(!(people && peer), "\(module.name) knows people and reaches a peer")
    }
    print(table)
    // The table would be worthless if it found nobody on either side.
    #expect(knowsPeople("borough-agent") && knowsPeople("Ingest") && knowsPeople("Contributions"))
    #expect(reachesPeer("borough-sender") && reachesPeer("aggregator") && reachesPeer("Uplink"))
  }

  @Test func theProtocolDependsOnNothing() {
    #expect(manifest.targets["ReleaseProtocol"]?.needs == [])
  }

  @Test func theGateDoesNotKnowRecords() {
    for module in manifest.modules(under: "Sources/Gate") { #expect(!knowsPeople(module.name), "\(module.name)") }
  }

  @Test func theSystemLayerKnowsNothingOfOurs() {
    let system = Set(manifest.modules(under: "Sources/System").map(\.name))
    for module in manifest.modules(under: "Sources/System") {
      let strangers = module.needs.filter { !system.contains($0) && manifest.targets[$0]?.isOurs != false }
      #expect(strangers.isEmpty, "\(module.name) depends on \(strangers)")
    }
  }

  @Test func onlyTLSSeesLibssl() {
    for library in ["CSSL", "CNarrow"] {
      #expect(manifest.product.filter { $0.needs.contains(library) }.map(\.name) == ["TLS"], "\(library)")
    }
  }

  @Test func theAgentHasNothingOutside() {
    let outside = Set(manifest.modules(under: "Sources/Outside").map(\.name) + ["Uplink", "Door"])
    #expect(manifest.reach(of: "borough-agent").isDisjoint(with: outside))
    #expect(!manifest.reach(of: "borough-agent").contains("CSSL"))
  }

  @Test func theSenderHasNothingInside() {
    let inside = Set(manifest.modules(under: "Sources/Inside").map(\.name))
    #expect(manifest.reach(of: "borough-sender").isDisjoint(with: inside))
    #expect(manifest.reach(of: "Uplink").isDisjoint(with: inside))
  }

  @Test func theHubLinksNeitherNoiseNorBudget() {
    #expect(manifest.reach(of: "aggregator").isDisjoint(with: ["Noise", "Ledger", "Disclosure", "Records", "Ingest"]))
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}

import Foundation
import TestSupport
import Testing

/// Hub and sender tell each other their versions, by the built programs; a peer that tells none is served all the same.
@Suite(.enabled(if: Curl.isPossible, Curl.why)) struct VersionJourneys {
  @Test func eachSideKnowsTheOthersVersion() throws {
    let hub = try RunningHub(named: "versions")
    let home = try hub.enrolledAgent("E09000020", named: "versions")
    #expect(try versions(hub).isEmpty, "enrolling says nothing of a certificate's holder")
    #expect(try SmallLondon.send(home).exitCode == 0)
    let said = try #require(try versions(hub)["E09000020"])
    #expect(said.software == "0.1.0" && said.protocols == [1, 1])
    #expect(try SmallLondon.must("aggregator", ["boroughs", "--home", hub.home]).contains("  0.1.0 "))

    // What says so is in the log of contacts, like all that leaves.
    let contacts = try SmallLondon.must("borough-sender", ["contacts", "--home", home, "--json"])
    let lines = try #require(JSONSerialization.jsonObject(with: Data(contacts.utf8)) as? [[String: Any]])
    #expect(lines.count > 5 && lines.allSatisfy { ($0["headers"] as? [String])?.last == "boroughwise-version: 0.1.0 1-1" })

    let status = try SmallLondon.run("borough-sender", ["status", "--home", home, "--json"])
    #expect(status.standardOutput.contains("\"hubSoftware\":\"0.1.0\"") && status.standardOutput.contains("\"versionAdvice\":\"ok\""))
    let text = try SmallLondon.run("borough-sender", ["status", "--home", home]).standardOutput
    #expect(text.contains("version      hub 0.1.0, sender 0.1.0, protocol 1"))

    // A sender of before says nothing, one of another make something else: both are served, and change nothing.
    for headers in [[], ["-H", "boroughwise-version: <script> 1-1"], ["-H", "boroughwise-version: 9"]] {
      #expect(try ask(hub, home, headers).status == 200)
      #expect(try versions(hub)["E09000020"]?.software == "0.1.0")
    }
    let newer = try ask(hub, home, ["-H", "boroughwise-version: 7.0 3-4"])
    #expect(newer.status == 200 && newer.headers.contains("boroughwise-version: 0.1.0 1-1"))
    #expect(try versions(hub)["E09000020"]?.protocols == [3, 4])
    #expect(try SmallLondon.must("aggregator", ["boroughs", "--home", hub.home]).contains("  7.0! "))
  }

  private func ask(_ hub: RunningHub, _ home: String, _ headers: [String]) throws -> Curl {
    try Curl(
      Curl.identity(of: home) + headers + [
        "--cacert", hub.rootCertificate, "--resolve", "localhost:\(hub.ports.agent):127.0.0.1",
        "https://localhost:\(hub.ports.agent)/v1/status",
      ])
  }

  private func versions(_ hub: RunningHub) throws -> [String: (software: String, protocols: [Int])] {
    let text = try SmallLondon.must("aggregator", ["boroughs", "--home", hub.home, "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let all = (json?["boroughs"] as? [[String: Any]] ?? []).compactMap { entry in
      (entry["software"] as? String).map { (entry["borough"] as? String ?? "", (software: $0, protocols: entry["protocols"] as? [Int] ?? [])) }
    }
    return Dictionary(uniqueKeysWithValues: all)
  }
}

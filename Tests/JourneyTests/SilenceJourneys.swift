import Foundation
import TestSupport
import Testing

/// What the hub's operator hears of a borough that says nothing any more.
@Suite struct SilenceJourneys {
  /// A borough that asked for its status every week stops doing so: the operator is told, with since when, until it asks again.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "skipped: needs sqlite3"))
  func aBoroughThatGoesSilentIsMissedUntilItIsHeardOfAgain() throws {
    let hub = try RunningHub(named: "silence")
    let home = try hub.enrolledAgent("E09000020", named: "silent")
    func health() throws -> RunResult { try SmallLondon.run("aggregator", ["health", "--home", hub.home]) }
    #expect(try health().exitCode == 0)
    _ = hub.stop()
    // As if this were five weeks later.
    let changed = try run(
      "/usr/bin/sqlite3", [hub.home + "/store/hub.sqlite"],
      input: """
        DELETE FROM contact WHERE borough = 'E09000020';
        INSERT INTO contact SELECT 'E09000020', unixepoch() / 86400 - days.value FROM json_each('[50, 43, 36, 29, 22]') AS days;
        """)
    #expect(changed.exitCode == 0, "\(changed)")
    try hub.start()
    let missed = try health()
    #expect(missed.exitCode == 2 && missed.standardOutput.contains("silent       E09000020 since 2"), "\(missed)")
    #expect(
      missed.standardError.contains("silent: E09000020 (Kensington and Chelsea) was not heard of since")
        && missed.standardError.contains("for 22 days;")
        && missed.standardError.contains("it was never quiet for more than 7 days: let the borough look"), "\(missed)")
    let json = try SmallLondon.run("aggregator", ["health", "--home", hub.home, "--json"])
    #expect(json.exitCode == 2 && json.standardOutput.contains("\"silent\":[{\"because\":\"rhythm\",\"borough\":\"E09000020\""))
    let boroughs = try SmallLondon.must("aggregator", ["boroughs", "--home", hub.home])
    #expect(boroughs.contains("silent: Kensington and Chelsea, not heard of since 2"), "\(boroughs)")
    if Curl.isPossible {
      let open = try Curl([hub.web + "/health"]).body
      #expect(open.contains("\"ok\":false,") && open.contains("\"silent\":1}") && !open.contains("E09000020"), "\(open)")
    }
    #expect(try SmallLondon.run("borough-sender", ["status", "--home", home]).exitCode == 0)
    let heard = try health()
    #expect(heard.exitCode == 0 && heard.standardOutput.contains("silent       nobody"), "\(heard)")
  }
}

import Foundation
import TestSupport
import Testing

/// Who asks more often than the hub allows waits; its neighbour does not notice.
@Suite(.enabled(if: Curl.isPossible, Curl.why)) struct FloodJourneys {
  /// Over one connection, as fast as curl can: the status of each answer, and the last wait that was asked for.
  private func flood(
    _ count: Int, _ path: String, _ port: Int, _ hub: RunningHub, _ options: [String]
  ) throws -> (statuses: [Int: Int], wait: Int?, seconds: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try run(
      "/usr/bin/curl",
      [
        "-sS", "--noproxy", "*", "--max-time", "60", "-o", "/dev/null", "-w", "%{http_code} %header{retry-after}\n",
        "--cacert", hub.rootCertificate, "--resolve", "localhost:\(port):127.0.0.1",
      ] + options + ["https://localhost:\(port)\(path)?number=[1-\(count)]"])
    let answers = result.standardOutput.split(separator: "\n").map { $0.split(separator: " ") }
    let statuses = Dictionary(answers.compactMap { $0.first.flatMap { Int($0) } }.map { ($0, 1) }, uniquingKeysWith: +)
    let wait = answers.last.flatMap { $0.count == 2 ? Int($0[1]) : nil }
    return (statuses, wait, (clock.now - start) / .seconds(1))
  }

  @Test func aBoroughThatAsksTooOftenWaitsAndItsNeighbourIsServed() throws {
    let hub = try RunningHub(named: "flooded")
    let flooding = try hub.enrolledAgent("E09000020", named: "flooding")
    let neighbour = try hub.enrolledAgent("E09000021", named: "flood-neighbour")
    let flood = try flood(600, "/v1/status", hub.ports.agent, hub, Curl.identity(of: flooding))
    let served = flood.statuses[200] ?? 0
    // Eight minutes' worth at once, and one for each two seconds that it took.
    #expect((240...240 + Int(flood.seconds / 2) + 1).contains(served), "\(flood)")
    #expect(flood.statuses[503] == 600 - served && flood.statuses.count == 2, "\(flood)")
    #expect(flood.wait.map { (1...2).contains($0) } == true, "\(flood)")

    let start = ContinuousClock.now
    #expect(try SmallLondon.send(neighbour).exitCode == 0)
    #expect(ContinuousClock.now - start < .seconds(3), "at once")
    let counted = try hub.refusals(of: "E09000020")["try-later"] ?? 0
    #expect((60...600 - served).contains(counted), "\(counted)")
    #expect(hub.log.contains("code=try-later path=/v1/status reason=more requests than requests_per_minute allows"))
    let lines = hub.log.components(separatedBy: "request refused").count - 1
    #expect(lines <= 60 + Int(flood.seconds) + 2, "the log says what a flood is in a line a second: \(lines)")
    // The sender waits as it is told, and its message goes through without a hand.
    #expect(try SmallLondon.send(flooding).delivered.count == 1)
    #expect(try hub.messagesCounted() == ["E09000020": 1, "E09000021": 1])
  }

  @Test func whoIsInvitedEnrolsThroughAFloodOfStrangers() throws {
    let hub = try RunningHub(named: "enrol-flooded")
    let agent = try hub.london.agent("E09000020", named: "enrol-flooded")
    let flood = try flood(300, "/v1/enrol", hub.ports.enrol, hub, ["-d", "{}"])
    let looked = flood.statuses[400] ?? 0
    #expect((120...120 + Int(flood.seconds) + 1).contains(looked), "\(flood)")
    #expect(flood.statuses[503] == 300 - looked, "\(flood)")
    try hub.enrol(agent, "E09000020", named: "enrol-flooded")
  }
}

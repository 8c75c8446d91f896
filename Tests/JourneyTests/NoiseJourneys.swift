import Foundation
import TestSupport
import Testing

/// When and from where the built agent draws its noise.
@Suite struct NoiseJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  /// How many bytes a block of random words has.
  private static let block = ", 4096, 0) = 4096"

  /// Sampling takes a time that depends on the noise. All of it is over before the first record is opened, so the time
  /// from reading to storing says nothing about noise, and the time of sampling nothing about records.
  @Test(.enabled(if: Trace.isPossible, Trace.why)) func allNoiseIsDrawnBeforeARecordIsOpened() throws {
    let home = try london.agent("E09000001", named: "drawn-before")
    let trace = try Trace("borough-agent", ["release", "--home", home], calls: "getrandom,%file")
    #expect(trace.result.exitCode == 0, "\(trace.result.standardError)")
    let records = london.recordsFolder("E09000001")
    let firstRecord = try #require(
      trace.calls.firstIndex { $0.opens && $0.paths.contains { $0.hasPrefix(records + "/") } })
    let draws = trace.calls.indices.filter { trace.calls[$0].text.contains(Self.block) }
    // 3,376 cells take less than one word each, 512 words a block.
    #expect((3...40).contains(draws.count), "\(draws.count) blocks were drawn")
    #expect(draws.allSatisfy { $0 < firstRecord })
    // What else asks the kernel (names of files and of the release, the library's own generator) asks for little.
    #expect(trace.calls[firstRecord...].allSatisfy { !$0.text.hasPrefix("getrandom") || !$0.text.contains("4096") })
  }

  /// Without random bytes there is no release, no payment and no message; a later run goes as if nothing had been.
  @Test(.enabled(if: Trace.isPossible, Trace.why), arguments: ["error=EIO", "error=ENOSYS", "retval=4096"])
  func withoutRandomBytesNothingIsReleased(fault: String) throws {
    let home = try london.agent("E09000001", named: "no-random-\(fault)")
    // Earlier calls are those of the C library and of the Swift runtime as the program starts.
    let clean = try Trace("borough-agent", ["release", "--home", home, "--help"], calls: "getrandom")
    let first = clean.calls.count + 1
    let failing = try Trace(
      "borough-agent", ["release", "--home", home], calls: "getrandom", injecting: "getrandom:\(fault):when=\(first)+")
    #expect(failing.result.exitCode != 0)
    #expect(failing.calls.contains { $0.text.contains("4096, 0) = ") && $0.text.contains("INJECTED") }, "\(failing.calls)")
    #expect(SmallLondon.messages(home).isEmpty)
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"spent\":[0,1]"))
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"]).contains("\"repeat\":false"))
  }
}

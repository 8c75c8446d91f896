import Foundation
import TestSupport
import Testing

/// The tests' own way to run programs.
@Suite struct RunTests {
  @Test func codesTextsInputAndEnvironmentArrive() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      "sh", ["-c", "cat; echo \"$A\"; pwd; echo oops >&2; exit 3"], environment: ["A": "b c"], input: "in\n",
      folder: folder.path)
    #expect(result.exitCode == 3)
    #expect(result.standardOutput == "in\nb c\n\(folder.path)\n")
    #expect(result.standardError == "oops\n")
    #expect(try run("sh", ["-c", "kill -TERM $$"]).exitCode == -SIGTERM)
    #expect(throws: StartFailed.self) { try run("/nonexistent/program") }
  }

  @Test func aStartedProgramIsStoppedWithItsLastReference() throws {
    var started: StartedProgram? = try StartedProgram("sleep", ["1000"])
    let identifier = try #require(started?.processID)
    #expect(started?.isRunning == true)
    started = nil
    #expect(kill(identifier, 0) == -1 && errno == ESRCH)
    let other = try StartedProgram("sleep", ["1000"])
    other.terminate()
    #expect(other.waitForExit().exitCode == -SIGTERM)
    #expect(!other.isRunning)
  }

  @Test func manyAtOnceAllEnd() async throws {
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for _ in 0..<40 { group.addTask { try run("true").exitCode } }
      for try await code in group { #expect(code == 0) }
    }
  }
}

import Door
import HummingbirdCore
import NIOCore
import NIOPosix
import TLS
import Testing

/// A hub that is stopped while boroughs knock ends as it should, and does not crash.
@Suite struct StoppingDoorTests {
  /// Bursts of connections, and the server's task cancelled while some of them are accepted and not yet taken up. The
  /// program that crashes is this one: then no test of this run is counted.
  private func stopInABurst(_ server: HTTPServerBuilder) async throws {
    for _ in 0..<10 {
      let port = try await withServer(server) { port in
        for _ in 0..<64 {
          _ = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
            .map { $0.close(promise: nil) }
        }
        return port
      }
      var isStopped = false  // the port is closed a moment after the server's task has ended
      for _ in 0..<200 where !isStopped {
        let answer = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .connect(host: "127.0.0.1", port: port).get()
        try? await answer?.close()
        isStopped = answer == nil
      }
      #expect(isStopped)
    }
  }

  @Test func connectionsThatNobodyTakesUp() async throws {
    try await stopInABurst(.plain())
    try await stopInABurst(.tls(context: try TestPKI.made.hub()))
  }
}

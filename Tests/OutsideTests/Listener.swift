import NIOCore
import NIOPosix

/// Runs `body` with a server of bare handlers on a free loopback port, and takes it down afterwards.
/// - Parameter prepare: adds its handlers to a connection that was accepted.
func withListener<Result: Sendable>(
  _ prepare: @escaping @Sendable (any Channel) throws -> Void, _ body: @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
  let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try prepare(channel) } }
    .bind(host: "127.0.0.1", port: 0).get()
  do {
    let result = try await body(server.localAddress?.port ?? 0)
    try await server.close()
    return result
  } catch {
    try? await server.close()
    throw error
  }
}

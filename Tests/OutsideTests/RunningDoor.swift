import Door
import Files
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import TLS
import TestSupport

/// Runs `body` with a hub's door on a free loopback port, and takes it down afterwards.
func withDoor<Result: Sendable>(
  _ context: TLSContext, limits: DoorLimits = DoorLimits(), router: Router<BasicRequestContext> = plainRouter(),
  _ body: @escaping @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
  try await withServer(.tls(context: context, limits: limits), router: router, body)
}

/// The same for a door of any kind.
func withServer<Result: Sendable>(
  _ server: HTTPServerBuilder, router: Router<BasicRequestContext> = plainRouter(),
  _ body: @escaping @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
  let (ports, announce) = AsyncStream.makeStream(of: Int.self)
  var logger = Logger(label: "door-test")
  logger.logLevel = .critical
  let application = Application(
    router: router, server: server,
    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { announce.yield($0.localAddress?.port ?? 0) }, logger: logger)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await application.run() }
    var iterator = ports.makeAsyncIterator()
    let port = await iterator.next() ?? 0
    let result = try await body(port)
    group.cancelAll()
    return result
  }
}

/// Says who asks, gives large bodies, counts those it gets.
func plainRouter() -> Router<BasicRequestContext> {
  let router = Router()
  router.get("/who") { _, _ in Connection.peer?.uriNames.first ?? "nobody" }
  router.get("/big/:bytes") { _, context in
    let count = try context.parameters.require("bytes", as: Int.self)
    return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 97, count: count)))
  }
  router.post("/count") { request, _ in
    var count = 0
    Connection.wantsBody()
    for try await part in request.body { count += part.readableBytes }
    return "\(count)"
  }
  return router
}

/// Another program, on a thread of its own: the door needs the others.
func runAside(_ program: String, _ arguments: [String], input: String = "") async throws -> RunResult {
  try await NIOThreadPool.singleton.runIfActive { try run(program, arguments, input: input) }
}

/// The client's end of a connection over which nothing has been sent yet.
func tlsConnection(_ pki: TestPKI, _ context: TLSContext, _ port: Int) async throws -> any Channel {
  let loop = MultiThreadedEventLoopGroup.singleton.next()
  let established = loop.makePromise(of: PeerCertificate?.self)
  let channel = try await ClientBootstrap(group: loop).channelInitializer { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(
        TLSHandler(context, serverName: TestPKI.hubName, pins: [pki.pin], established: established))
    }
  }.connect(host: "127.0.0.1", port: port).get()
  _ = try await established.futureResult.get()
  return channel
}

/// How many of this machine's sockets on `port` are in the given state of /proc/net/tcp.
func sockets(on port: Int, inState state: String) throws -> Int {
  let hex = String(port, radix: 16, uppercase: true)
  let suffix = ":" + String(repeating: "0", count: 4 - hex.count) + hex
  // Kernel files have no size, so the text is taken as a stream.
  var text: [UInt8] = []
  try Files.stream("/proc/net/tcp") { part in for index in part.indices { text.append(part[index]) } }
  return String(decoding: text, as: UTF8.self).split(separator: "\n").count { line in
    let fields = line.split(separator: " ")
    return fields.count > 3 && fields[1].hasSuffix(suffix) && fields[3] == state
  }
}

/// Established and close-wait, as /proc/net/tcp writes them.
let heldOpen = ["01", "08"]

/// Whether it comes true within the time that a busy machine may need.
func soon(_ condition: () throws -> Bool) async throws -> Bool {
  for _ in 0..<200 {
    if try condition() { return true }
    try await Task.sleep(for: .milliseconds(50))
  }
  return false
}

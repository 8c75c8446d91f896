import NIOCore
import Synchronization
import TLS
import Testing

/// Requests that follow each other share a connection; where that is not possible the next one has another, and nobody
/// notices.
@Suite struct KeptConnectionTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// Asks once for each way in which the server ends an answer.
  /// - Returns: over which connection each request came, and what was answered: the number of the request.
  private func ask(
    _ endings: [AnsweringServer.Ending], keepsConnection: Bool = true, pause: Duration? = nil
  ) async throws -> (connections: [Int], answers: [String]) {
    let server = AnsweringServer(context: try pki.hub(), endings: endings)
    let context = try pki.client()
    let answers = try await server.run { port in
      let client = HTTPSClient(
        context: context, host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 10,
        keepsConnection: keepsConnection)
      var answers: [String] = []
      for _ in endings {
        answers.append(String(decoding: try await client.send(HTTPSRequest(.get, "/v1/status")).body, as: UTF8.self))
        if let pause { try await Task.sleep(for: pause) }
      }
      client.close()
      #expect(try await soon { server.open.withLock { $0 } == 0 })
      return answers
    }
    return (server.asked.withLock { $0 }, answers)
  }

  @Test func requestsThatFollowEachOtherShareAConnection() async throws {
    let result = try await ask([.open, .open, .open])
    #expect(result.connections == [1, 1, 1])
    #expect(result.answers == ["1", "2", "3"])
    #expect(try await ask([.open, .open], keepsConnection: false).connections == [1, 2])
  }

  @Test func aServerThatSaysItWillCloseIsBelieved() async throws {
    let result = try await ask([.announcedClose, .open, .open])
    #expect(result.connections == [1, 2, 2])
    #expect(result.answers == ["1", "2", "3"])
  }

  /// Without a word in the answer, as a server does that is stopped.
  @Test func aConnectionThatEndedInBetweenIsReplaced() async throws {
    for pause in [nil, Duration.milliseconds(300)] {
      // Without a pause the end may come behind the next request, which is then lost.
      guard let result = try? await ask([.close, .open], pause: pause) else {
        #expect(pause == nil)
        continue
      }
      #expect(result.connections == [1, 2])
      #expect(result.answers == ["1", "2"])
    }
  }

  /// Otherwise the second answer of one request would be taken for the answer to the next.
  @Test func whoAnswersUnaskedIsNotAskedAgain() async throws {
    for pause in [nil, Duration.milliseconds(300)] {
      let result = try await ask([.twice, .open], pause: pause)
      #expect(result.connections == [1, 2])
      #expect(result.answers == ["1", "2"])
    }
  }
}

/// A TLS server that answers each request with its number.
private struct AnsweringServer: Sendable {
  enum Ending { case open, announcedClose, close, twice }

  let context: TLSContext
  let endings: [Ending]
  /// The connection of each request, from 1; and how many connections are open.
  let asked = SharedList()
  let open = SharedCount()
  private let connections = SharedCount()

  init(context: TLSContext, endings: [Ending]) { (self.context, self.endings) = (context, endings) }

  func run<Result: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Result) async throws -> Result {
    try await withListener({ channel in
      let number = connections.withLock { count in
        count += 1
        return count
      }
      open.withLock { $0 += 1 }
      channel.closeFuture.whenComplete { _ in open.withLock { $0 -= 1 } }
      let answering = Answering { [asked, endings] in
        asked.withLock { asked in
          asked.append(number)
          return (asked.count, endings[asked.count - 1])
        }
      }
      try channel.pipeline.syncOperations.addHandlers([TLSHandler(context, serverName: nil), answering])
    }, body)
  }
}

private final class SharedList: Sendable {
  private let list = Mutex<[Int]>([])
  func withLock<Result>(_ body: (inout [Int]) -> Result) -> Result { list.withLock { body(&$0) } }
}

private final class SharedCount: Sendable {
  private let count = Mutex(0)
  func withLock<Result>(_ body: (inout Int) -> Result) -> Result { count.withLock { body(&$0) } }
}

private final class Answering: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let next: () -> (number: Int, ending: AnsweringServer.Ending)
  private var received: [UInt8] = []

  init(_ next: @escaping () -> (number: Int, ending: AnsweringServer.Ending)) { self.next = next }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    guard received.suffix(4) == Array("\r\n\r\n".utf8)[...] else { return }
    received = []
    let (number, ending) = next()
    let announced = ending == .announcedClose ? "connection: close\r\n" : ""
    let text = "\(number)"
    let answer = "HTTP/1.1 200 OK\r\n\(announced)content-length: \(text.utf8.count)\r\n\r\n\(text)"
    // Twice in one record, so that both are there before the next request is.
    let all = String(repeating: answer, count: ending == .twice ? 2 : 1)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: all)), promise: nil)
    if [.announcedClose, .close].contains(ending) { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

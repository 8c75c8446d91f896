import NIOCore
import ReleaseProtocol
import Synchronization
import TLS
import TestSupport
import Testing
import Uplink

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

  /// Whoever asks is told what it was, and can ask again.
  @Test func aRequestThatComesBehindTheEndIsKnownForOne() async throws {
    let server = AnsweringServer(context: try pki.hub(), endings: [.open, .drop, .drop, .open])
    let context = try pki.client()
    try await server.run { port in
      let client = HTTPSClient(
        context: context, host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 10,
        keepsConnection: true)
      func ask() async -> Result<HTTPSResponse, TLSError> {
        do { return .success(try await client.send(HTTPSRequest(.get, "/v1/status"))) } catch { return .failure(error) }
      }
      #expect(await ask().map(\.status) == .success(200))
      guard case .failure(let kept) = await ask(), case .failure(let new) = await ask() else {
        return #expect(Bool(false), "both were cut off")
      }
      #expect(kept.kind == .truncated && kept.isOfKeptConnection)
      // A new connection that ends so has no such excuse.
      #expect(new.kind == .truncated && !new.isOfKeptConnection)
      #expect(await ask().map(\.status) == .success(200))
    }
    #expect(server.asked.withLock { $0 } == [1, 1, 2, 3])
  }

  /// `status` asks several things, and the hub, or a box before it, may close in between: nothing is tried more than once
  /// else, and each time is in the log of contacts.
  @Test func whatTheHubDidNotHearIsSentOnceMore() async throws {
    let (scratch, hub) = (try TemporaryFolder(), try StandInHub(pki))
    let status = HubStatus(
      deployment: "london-rehearsal", time: TestPKI.now, software: "0.1.0", protocols: Wire.protocols, messages: 7)
    let server = AnsweringServer(context: try pki.hub(), endings: [.open, .drop, .open, .drop, .drop], body: status.canonicalBytes)
    try await server.run { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 1)
      for _ in 1...2 { #expect(try await sending.hubStatus().messages == 7) }
      await #expect(throws: UplinkError.self, "the second time it is no chance") { try await sending.hubStatus() }
      #expect(try sending.contacts.contacts().map(\.path) == Array(repeating: "/v1/status", count: 5))
    }
    #expect(server.asked.withLock { $0 } == [1, 1, 2, 2, 3])
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

/// A TLS server that answers each request with its number, or with a body of the test's own.
private struct AnsweringServer: Sendable {
  /// `drop` closes without an answer.
  enum Ending { case open, announcedClose, close, twice, drop }

  let context: TLSContext
  let endings: [Ending]
  let text: [UInt8]?
  /// The connection of each request, from 1; and how many connections are open.
  let asked = SharedList()
  let open = SharedCount()
  private let connections = SharedCount()

  init(context: TLSContext, endings: [Ending], body: [UInt8]? = nil) {
    (self.context, self.endings, self.text) = (context, endings, body)
  }

  func run<Result: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Result) async throws -> Result {
    try await withListener({ channel in
      let number = connections.withLock { count in
        count += 1
        return count
      }
      open.withLock { $0 += 1 }
      channel.closeFuture.whenComplete { _ in open.withLock { $0 -= 1 } }
      let answering = Answering(text) { [asked, endings] in
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

  private let body: [UInt8]?
  private let next: () -> (number: Int, ending: AnsweringServer.Ending)
  private var received: [UInt8] = []

  init(_ body: [UInt8]?, _ next: @escaping () -> (number: Int, ending: AnsweringServer.Ending)) {
    (self.body, self.next) = (body, next)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    guard received.suffix(4) == Array("\r\n\r\n".utf8)[...] else { return }
    received = []
    let (number, ending) = next()
    if ending == .drop { return context.close(promise: nil) }
    let announced = ending == .announcedClose ? "connection: close\r\n" : ""
    let text = body.map { String(decoding: $0, as: UTF8.self) } ?? "\(number)"
    let answer = "HTTP/1.1 200 OK\r\n\(announced)content-length: \(text.utf8.count)\r\n\r\n\(text)"
    // Twice in one record, so that both are there before the next request is.
    let all = String(repeating: answer, count: ending == .twice ? 2 : 1)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: all)), promise: nil)
    if [.announcedClose, .close].contains(ending) { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

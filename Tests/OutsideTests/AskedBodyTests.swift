import Door
import Hummingbird
import NIOCore
import Synchronization
import TLS
import TestSupport
import Testing

/// A request that gives something away is judged by its head: not a byte of the body leaves before the server has said the
/// word for it.
@Suite struct AskedBodyTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// What the server says to a head, and what came of it.
  private enum Server {
    case saysTheWord, saysNoWord, saysAnother, refuses
  }

  private final class Heard: Sendable {
    let bytes = Mutex(0)
  }

  private func outcome(of server: Server) async throws -> (answers: [String], bytes: Int) {
    let heard = Heard()
    let router = Router()
    router.post("/ask") { request, _ in
      switch server {
      case .saysTheWord: Connection.wantsBody(saying: ("word", request.uri.queryParameters.get("n") ?? ""))
      case .saysNoWord: Connection.wantsBody()
      case .saysAnother: Connection.wantsBody(saying: ("word", "another"))
      case .refuses: return Response(status: .conflict, body: .init(byteBuffer: ByteBuffer(string: "no")))
      }
      for try await part in request.body { heard.bytes.withLock { $0 += part.readableBytes } }
      return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "yes")))
    }
    let answers = try await withDoor(pki.hub(), router: router) { port in
      let client = HTTPSClient(
        context: try pki.client(), host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 10,
        keepsConnection: true)
      var answers: [String] = []
      // Over one connection where that is kept: what was held back for one must not be behind the next.
      for n in 1...3 {
        let request = HTTPSRequest(.post, "/ask?n=\(n)", body: [UInt8](repeating: 1, count: 50_000)).asking(("word", "\(n)"))
        do throws(TLSError) {
          let answer = try await client.send(request)
          answers.append("\(answer.status)\(answer.isBodyKept ? " kept" : "")")
        } catch {
          answers.append((error.isUnjudged ? "unjudged" : error.code) + (error.isBodyKept ? " kept" : ""))
        }
      }
      return answers
    }
    return (answers, heard.bytes.withLock { $0 })
  }

  @Test func theBodyGoesOnceTheServerHasSaidItsWord() async throws {
    let (answers, bytes) = try await outcome(of: .saysTheWord)
    #expect(answers == ["200", "200", "200"] && bytes == 150_000)
  }

  @Test func aServerThatSaysGoOnToEverybodyGetsNothing() async throws {
    for server in [Server.saysNoWord, .saysAnother] {
      let (answers, bytes) = try await outcome(of: server)
      #expect(answers == ["unjudged kept", "unjudged kept", "unjudged kept"] && bytes == 0)
    }
  }

  @Test func aServerThatRefusesTheHeadGetsNothing() async throws {
    let (answers, bytes) = try await outcome(of: .refuses)
    #expect(answers == ["409 kept", "409 kept", "409 kept"] && bytes == 0)
  }
}

import Glibc
import NIOCore
import NIOEmbedded
import TLS
import Testing

/// A KeyUpdate that asks for one back costs its sender 27 bytes and is answered with as many, read or not.
@Suite struct AnswerFloodTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// Three deliveries of `count` requests each, to a server whose peer reads only if `isRead`. Returns what the server
  /// has written meanwhile, and whether it has given up.
  private func ask(_ count: Int, isRead: Bool) throws -> (answered: Int, errors: [String]) {
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    try pair.pump()
    let before = pair.server.sent.count
    pair.server.channel.isWritable = isRead
    for _ in 0..<3 {
      for _ in 0..<count { try KeyUpdate.ask(pair.client.handler) }
      pair.client.write([1])
      try pair.server.receive(pair.client.takeOutput())
      pair.server.channel.embeddedEventLoop.run()
    }
    _ = try pair.server.takeOutput()
    return (pair.server.sent.count - before, pair.server.recorder.errors)
  }

  @Test func whoAsksAndDoesNotReadIsGivenUp() throws {
    let result = try ask(4000, isRead: false)
    #expect(result.errors == ["tls-protocol-fault"])
    #expect(result.answered < 4000 * 27)
  }

  @Test func whoReadsIsAnswered() throws {
    let result = try ask(4000, isRead: true)
    #expect(result.errors.isEmpty)
    #expect(result.answered >= 3 * 4000 * 22)
  }

  @Test func aFewAnswersMayWait() throws {
    let result = try ask(200, isRead: false)
    #expect(result.errors.isEmpty)
  }
}

/// Our client never asks for a key update, so the test reaches for libssl itself, as `StaleError` does.
private enum KeyUpdate {
  private typealias Update = @convention(c) (OpaquePointer, Int32) -> Int32
  private typealias Handshake = @convention(c) (OpaquePointer) -> Int32
  struct Unavailable: Error {}

  static func ask(_ handler: TLSHandler) throws {
    guard let session = child("session", of: handler), let ssl = unsafe child("ssl", of: session) as? OpaquePointer,
      let update = unsafe dlsym(nil, "SSL_key_update"), let handshake = unsafe dlsym(nil, "SSL_do_handshake"),
      unsafe unsafeBitCast(update, to: Update.self)(ssl, 1) == 1,
      unsafe unsafeBitCast(handshake, to: Handshake.self)(ssl) == 1
    else { throw Unavailable() }
  }

  private static func child(_ name: String, of parent: Any) -> Any? {
    Mirror(reflecting: parent).children.first { $0.label == name }?.value
  }
}

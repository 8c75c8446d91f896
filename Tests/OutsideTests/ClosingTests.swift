import NIOCore
import NIOEmbedded
import TLS
import Testing

/// How connections end: in order, too early, too late, never.
@Suite struct ClosingTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  private func open(halfClosure: Bool = false) throws -> EmbeddedPair {
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    pair.server.channel.allowRemoteHalfClosure = halfClosure
    try pair.pump()
    return pair
  }

  @Test func dataBeforeCloseNotifyIsDeliveredFirst() throws {
    let pair = try open()
    pair.server.write(Array("last words".utf8))
    pair.server.channel.close(promise: nil)
    try pair.pump()
    #expect(pair.client.recorder.events == [.handshake, .bytes(Array("last words".utf8)), .inactive])
  }

  @Test func truncationAtEveryByteIsSeen() throws {
    var length = 1
    var cut = 0
    while cut < length {
      let pair = try open()
      pair.server.write(Array("0123456789".utf8))
      pair.server.channel.close(promise: nil)
      let flight = try pair.server.takeOutput()
      length = flight.count
      try pair.client.receive(flight.prefix(cut))
      pair.client.channel.pipeline.fireChannelInactive()
      #expect(pair.client.recorder.errors == ["tls-truncated"], "cut after \(cut) of \(length) bytes")
      cut += 1
    }
    #expect(length > 40)
  }

  @Test func theEndOfTheStreamDuringTheHandshakeIsSeen() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    pair.client.channel.pipeline.fireChannelInactive()
    #expect(pair.client.recorder.errors == ["tls-truncated"])
  }

  @Test func aPeerThatClosesFirstStillGetsItsAnswer() throws {
    let pair = try open(halfClosure: true)
    pair.client.write(Array("question".utf8))
    pair.client.channel.close(promise: nil)
    try pair.pump()
    #expect(pair.server.recorder.events == [.handshake, .bytes(Array("question".utf8)), .inputClosed])
    pair.server.write(Array("answer".utf8))
    #expect(try pair.server.takeOutput().count > 6)
    pair.server.channel.close(promise: nil)
    #expect(!pair.server.channel.isActive)
  }

  @Test func theStreamsEndAfterCloseNotifyIsNoTruncation() throws {
    let pair = try open(halfClosure: true)
    pair.client.channel.close(promise: nil)
    try pair.pump()
    pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    pair.server.channel.pipeline.fireChannelInactive()
    #expect(pair.server.recorder.events == [.handshake, .inputClosed, .inactive])
  }

  @Test func theStreamsEndWithoutCloseNotifyClosesTheChannel() throws {
    let pair = try open(halfClosure: true)
    pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(pair.server.recorder.errors == ["tls-truncated"])
    #expect(!pair.server.channel.isActive)
  }

  @Test func anAlteredByteIsAnErrorAndTheAlertGoesOut() throws {
    let pair = try open()
    pair.server.write(Array("answer".utf8))
    var flight = try pair.server.takeOutput()
    flight[flight.count - 1] ^= 1
    try pair.client.receive(flight)
    #expect(pair.client.recorder.errors == ["tls-protocol-fault"])
    #expect(pair.client.recorder.bytes.isEmpty)
    try pair.server.receive(pair.client.takeOutput())
    #expect(pair.server.recorder.errors == ["tls-refused-by-peer"])
  }

  @Test func whoSaysNothingIsShownOutAfterTenSeconds() throws {
    let server = try End(pki.hub(), name: nil)
    try server.connect()
    server.channel.embeddedEventLoop.advanceTime(by: .seconds(9))
    #expect(server.channel.isActive)
    server.channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(server.recorder.errors == ["tls-timed-out"])
    #expect(!server.channel.isActive)
  }

  @Test func whoSpeaksPlainHTTPIsRefused() throws {
    let server = try End(pki.hub(), name: nil)
    try server.connect()
    try server.receive(Array("GET / HTTP/1.1\r\nHost: hub.example\r\n\r\n".utf8))
    #expect(server.recorder.errors == ["tls-protocol-fault"])
    #expect(!server.channel.isActive)
  }

  @Test func writesBeforeTheHandshakeWaitAndFailWithIt() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), name: "other.example")
    let written = pair.client.channel.eventLoop.makePromise(of: Void.self)
    pair.client.channel.writeAndFlush(ByteBuffer(string: "never"), promise: written)
    try pair.pump()
    #expect(throws: TLSError.self) { try written.futureResult.wait() }
  }

  @Test func largeWritesWaitAsPlaintextWhileTheChannelIsFull() throws {
    let pair = try open()
    let written = pair.server.channel.eventLoop.makePromise(of: Void.self)
    let isDone = Flag()
    written.futureResult.whenSuccess { isDone.value = true }
    pair.server.channel.isWritable = false
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    pair.server.channel.writeAndFlush(ByteBuffer(bytes: body), promise: written)
    #expect(try pair.server.takeOutput().isEmpty)
    #expect(!isDone.value)
    pair.server.channel.isWritable = true
    pair.server.channel.pipeline.fireChannelWritabilityChanged()
    try pair.pump()
    #expect(isDone.value)
    #expect(pair.client.recorder.bytes == body)
  }

  @Test func nothingOutlivesItsConnection() throws {
    weak var open: TLSHandler?
    weak var refused: TLSHandler?
    do {
      let pair = try self.open()
      open = pair.server.handler
      pair.client.channel.close(promise: nil)
      try pair.pump()
      pair.advance(.seconds(60))
      let other = try EmbeddedPair(pki.client(), pki.hub(), name: "other.example")
      refused = other.server.handler
      try other.pump()
      other.advance(.seconds(60))
    }
    #expect(open == nil && refused == nil)
  }

  @Test func smallWritesShareARecord() throws {
    let pair = try open()
    for _ in 0..<100 { pair.server.channel.write(ByteBuffer(string: "0123456789"), promise: nil) }
    pair.server.channel.flush()
    // 1000 bytes, one record: 5 of header, 1 of type, 16 of tag.
    #expect(try pair.server.takeOutput().count == 1022)
  }
}

private final class Flag: @unchecked Sendable { var value = false }

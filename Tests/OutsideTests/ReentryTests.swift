import NIOCore
import NIOEmbedded
import NIOTLS
import TLS
import Testing

/// Whoever sits above TLS closes and writes from within TLS's own calls; and what comes after an alert, which is nothing.
@Suite struct ReentryTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// A pair whose client is closed from above at one moment.
  private func pair(
    closing moment: Closer.Moment, name: String = TestPKI.hubName, before: (EmbeddedPair) -> Void = { _ in }
  ) throws -> (EmbeddedPair, Closer) {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), name: name)
    let closer = Closer(moment)
    try pair.client.channel.pipeline.syncOperations.addHandler(closer, position: .after(pair.client.handler))
    before(pair)
    try pair.pump()
    return (pair, closer)
  }

  /// Each end is gone once nobody speaks any more.
  private func bothEnd(_ pair: EmbeddedPair) throws {
    try pair.pump()
    pair.advance(.seconds(60))
    #expect(!pair.client.channel.isActive && !pair.server.channel.isActive)
  }

  @Test func whoClosesWhileMoreIsDecryptedGetsNoMore() throws {
    let (pair, closer) = try pair(closing: .firstBytes)
    let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    pair.server.write(body)
    try pair.client.receive(pair.server.takeOutput())
    #expect(closer.times == 1, "one portion was delivered, and the rest of what had come was not")
    let heard = pair.client.recorder.bytes
    #expect(!heard.isEmpty && heard.count < 300_000 && heard == Array(body.prefix(heard.count)))
    // It says goodbye once, and the other end is not told of an error.
    let goodbye = try pair.client.takeOutput()
    #expect(records(goodbye) == [Self.encryptedAlert])
    try pair.server.receive(goodbye)
    try bothEnd(pair)
    #expect(pair.client.recorder.errors.isEmpty && pair.server.recorder.errors.isEmpty)
    #expect(pair.server.recorder.events == [.handshake, .inactive])
  }

  @Test func whoClosesAsTheHandshakeEndsHasSaidWhatItWroteBefore() throws {
    let (pair, closer) = try pair(closing: .handshake) { $0.client.write(Array("question".utf8)) }
    #expect(closer.times == 1)
    try bothEnd(pair)
    #expect(pair.server.recorder.events == [.handshake, .bytes(Array("question".utf8)), .inactive])
    #expect(pair.client.recorder.events == [.handshake, .inactive])
  }

  @Test func whoClosesAndWritesAtAnErrorDoesNotStopTheAlert() throws {
    let (pair, closer) = try pair(closing: .error)
    pair.server.write(Array("answer".utf8))
    var flight = try pair.server.takeOutput()
    flight[flight.count - 1] ^= 1
    try pair.client.receive(flight)
    #expect(closer.times == 1 && pair.client.recorder.errors == ["tls-protocol-fault"])
    try nothingFollowsTheAlert(pair, from: pair.client, to: pair.server)
  }

  /// A client that does not like the certificate.
  @Test func whoClosesAndWritesAtAFailedHandshakeDoesNotStopTheAlert() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), name: "other.example")
    let closer = Closer(.error)
    try pair.client.channel.pipeline.syncOperations.addHandler(closer, position: .after(pair.client.handler))
    try pair.server.receive(pair.client.takeOutput())
    try pair.client.receive(pair.server.takeOutput())
    #expect(closer.times == 1 && pair.client.recorder.errors == ["tls-wrong-name"])
    try nothingFollowsTheAlert(pair, from: pair.client, to: pair.server)
  }

  /// The alert is the last record, whatever is written, closed or asked of the peer afterwards.
  private func nothingFollowsTheAlert(_ pair: EmbeddedPair, from: End, to: End) throws {
    var said = try from.takeOutput()
    func judge() {
      #expect(records(said).last.map(Self.isAlert) == true, "\(records(said))")
      #expect(records(said).filter(Self.isAlert).count == 1, "\(records(said))")
    }
    judge()
    from.write(Array("more".utf8))
    from.channel.close(promise: nil)
    from.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    said += try from.takeOutput()
    judge()
    try to.receive(said)
    #expect(to.recorder.errors == ["tls-refused-by-peer"])
    try bothEnd(pair)
  }

  /// libssl bounds each message; what all of a handshake may be is our bound. One byte more is not even looked at.
  @Test(arguments: [(TLSLimits().handshakeBytes, true), (TLSLimits().handshakeBytes + 1, false)])
  func aHandshakeOfAQuarterMegabyteIsTooLarge(bytes: Int, isLookedAt: Bool) throws {
    #expect(TLSLimits().handshakeBytes == 256 << 10)
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    var hello = try pair.client.takeOutput()
    hello += [UInt8](repeating: 0x16, count: bytes - hello.count)
    try pair.server.receive(hello)
    #expect(pair.server.recorder.errors == ["tls-protocol-fault"])
    // Its own hello is a handshake record in the clear.
    #expect(try records(pair.server.takeOutput()).contains { $0.first == 0x16 } == isLookedAt)
    #expect(!pair.server.channel.isActive || { pair.advance(.seconds(60)); return !pair.server.channel.isActive }())
  }

  /// Type and length of each TLS record.
  private func records(_ bytes: [UInt8]) -> [[Int]] {
    var found: [[Int]] = []
    var rest = bytes[...]
    while rest.count >= 5 {
      let head = Array(rest.prefix(5))
      let length = Int(head[3]) << 8 | Int(head[4])
      found.append([Int(head[0]), length])
      rest = rest.dropFirst(5 + length)
    }
    return found
  }

  /// RFC 8446, section 5.2: two bytes, one of type, sixteen of tag, all called application data. Also a close_notify.
  private static let encryptedAlert = [23, 19]
  /// Before there are keys it goes in the clear.
  private static func isAlert(_ record: [Int]) -> Bool { record == encryptedAlert || record == [21, 2] }
}

/// Closes the channel from within a call from TLS; at an error it writes first.
private final class Closer: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  enum Moment { case firstBytes, handshake, error }
  private let moment: Moment
  private(set) var times = 0

  init(_ moment: Moment) { self.moment = moment }

  private func close(_ context: ChannelHandlerContext, _ now: Moment) {
    guard now == moment else { return }
    times += 1
    if now == .error { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "too late")), promise: nil) }
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.fireChannelRead(data)
    close(context, .firstBytes)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    context.fireUserInboundEventTriggered(event)
    if event is TLSUserEvent { close(context, .handshake) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.fireErrorCaught(error)
    close(context, .error)
  }
}

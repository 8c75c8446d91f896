import Cryptography
import NIOCore
import NIOEmbedded
import NIOTLS
import TLS

// TLS on both sides of a connection without a network, from `Tests/OutsideTests/EmbeddedPair.swift`. The first byte says
// what the input is: bytes for a hub, bytes for a sender, or, most often, a script of what happens to a sound connection.
//
// Whatever comes: nothing traps; what is received is a beginning of what was sent; and once somebody closes or time passes,
// the connection is over and nobody waits for its end.

enum TestPKI { static let hubName = "hub.example" }

private struct Papers {
  let hub, sender: TLSContext

  init() throws {
    let now = 1_780_000_000
    let root = try CertificateAuthority.createRoot(name: "Fuzz root", days: 3650, now: now)
    let issuing = try root.createIssuing(name: "Fuzz issuing", days: 700, now: now)
    let (hubKey, key) = (try TLSKey(), try TLSKey())
    let server = try issuing.issueServer(for: hubKey, dnsNames: [TestPKI.hubName], ipAddresses: [], days: 600, now: now)
    let request = try CertificateRequest(pem: key.certificateRequest(commonName: "fuzz"))
    let client = try issuing.issueClient(for: request, uriName: "spiffe://fuzz/agent/E09000001", days: 600, now: now)
    hub = try .server(
      chainPEM: server.pem + issuing.certificatePEM, keyPEM: hubKey.pem, clientRootsPEM: root.certificatePEM)
    sender = try .client(
      trustRootsPEM: root.certificatePEM, chainPEM: client.pem + issuing.certificatePEM, keyPEM: key.pem)
  }
}

private let papers = Result { try Papers() }

func fuzzTLS(_ bytes: [UInt8]) {
  do {
    let papers = try papers.get()
    var script = bytes[...]
    switch script.popFirst() ?? 2 {
    case 0: try speak(to: try End(papers.hub, name: nil), script)
    case 1: try speak(to: try End(papers.sender, name: TestPKI.hubName), script)
    default: try play(script, papers)
    }
  } catch {
    preconditionFailure("the harness failed: \(error)")
  }
}

/// Bytes as they come, in pieces: a byte of length, then the piece.
private func speak(to end: End, _ script: ArraySlice<UInt8>) throws {
  try end.connect()
  var rest = script
  while let length = rest.popFirst() {
    try? end.receive(rest.prefix(Int(length)))
    rest = rest.dropFirst(Int(length))
    _ = try end.takeOutput()
  }
  try expectEnd(of: end)
}

/// Steps of three bytes: what happens, to whom and where, with what.
private func play(_ script: ArraySlice<UInt8>, _ papers: Papers) throws {
  let pair = try EmbeddedPair(papers.sender, papers.hub)
  var written: [ObjectIdentifier: [UInt8]] = [:]
  var rest = script
  while let what = rest.popFirst(), let place = rest.popFirst(), let value = rest.popFirst() {
    let (end, other) = place % 2 == 0 ? (pair.client, pair.server) : (pair.server, pair.client)
    switch what % 10 {
    case 0: try pair.pump(piece: Int(value) + 1)
    case 1:
      let some = [UInt8](repeating: value, count: Int(place) * 67 + 1)
      written[ObjectIdentifier(end), default: []] += some
      end.write(some)
    case 2: end.channel.close(promise: nil)
    case 3: end.channel.pipeline.fireChannelInactive()
    case 4: end.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    case 5: end.channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(value)))
    case 6: end.channel.isWritable.toggle(); end.channel.pipeline.fireChannelWritabilityChanged()
    default:
      // Something happens to what is under way.
      var flight = try end.takeOutput()
      change(&flight, what: what, at: Int(place) << 4 | Int(value) & 15, value)
      try? other.receive(flight)
    }
  }
  for (end, other) in [(pair.client, pair.server), (pair.server, pair.client)] {
    precondition(
      written[ObjectIdentifier(other), default: []].starts(with: end.recorder.bytes), "received what was not sent")
  }
  try expectEnd(of: pair.client)
  try expectEnd(of: pair.server)
}

private func change(_ flight: inout [UInt8], what: UInt8, at: Int, _ value: UInt8) {
  guard !flight.isEmpty else { return }
  let place = at % flight.count
  switch what / 10 % 6 {
  case 0: flight[place] ^= value | 1
  case 1: flight.removeSubrange(place...)
  case 2: flight.removeSubrange(place..<min(flight.count, place + Int(value)))
  case 3: flight.insert(contentsOf: [UInt8](repeating: value, count: 5), at: place)
  case 4: flight += flight
  default: flight = Array(flight[place...] + flight[..<place])
  }
}

private func expectEnd(of end: End) throws {
  end.channel.close(promise: nil)
  end.channel.embeddedEventLoop.advanceTime(by: .seconds(600))
  _ = try? end.takeOutput()
  precondition(!end.channel.isActive, "a connection that does not end")
}

func seedsTLS() -> [[UInt8]] {
  [
    [2, 0, 0, 255, 1, 10, 65, 0, 0, 255, 1, 11, 66, 0, 0, 0, 2, 0, 0, 0, 0, 9, 5, 0, 200],
    [2, 7, 0, 1, 17, 1, 3, 0, 0, 100], [2, 0, 0, 255, 1, 10, 65, 17, 0, 3], [2, 0, 0, 255, 3, 1, 0], [2, 0, 0, 255, 4, 0, 0, 1, 1, 1],
    [2, 0, 0, 255, 6, 0, 0, 1, 0, 200, 0, 0, 255, 6, 0, 0, 0, 0, 255, 2, 1, 0], [2, 47, 0, 0, 57, 1, 9, 27, 0, 40],
    [0, 20] + Array("GET / HTTP/1.1\r\nHost".utf8), [0, 9, 22, 3, 1, 0, 4, 2, 0, 0, 0], [1, 7, 21, 3, 3, 0, 2, 2, 40],
  ]
}

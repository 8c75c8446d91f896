import Cryptography
import Door
import Files
import Logging
import NIOCore
import Synchronization
import TLS
import TestSupport
import Testing

/// A certificate that ends while a connection is open takes the connection with it, though the peer says nothing more.
@Suite struct EndedPeerTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// What a register would say.
  private final class Register: Sendable {
    private let revoked = Mutex<Set<String>>([])
    private let isAway = Mutex(false)
    func revoke(_ key: String) { revoked.withLock { _ = $0.insert(key) } }
    func goAway(_ away: Bool) { isAway.withLock { $0 = away } }
    func ended(_ keys: [String]) throws -> [String] {
      struct Away: Error {}
      if isAway.withLock({ $0 }) { throw Away() }
      return revoked.withLock { revoked in keys.filter(revoked.contains) }
    }
  }

  /// How many were open, after each change.
  private final class Counts: Sendable {
    private let heard = Mutex<[Int]>([])
    var all: [Int] { heard.withLock { $0 } }
    func add(_ count: Int) { heard.withLock { $0.append(count) } }
  }

  @Test func openConnectionsOfAnEndedCertificateAreClosedAndNoOthers() async throws {
    var limits = DoorLimits()
    limits.receive = .seconds(600)
    let (counts, register) = (Counts(), Register())
    let peers = OpenPeers { counts.add($0) }
    let otherKey = try TLSKey()
    let other = try pki.client(chain: TestPKI.clientChain(otherKey, pki.issuing, now: TestPKI.now), key: otherKey)
    var logger = Logger(label: "ended-peer-test")
    logger.logLevel = .critical
    let watch = PeerWatch(peers, period: .milliseconds(20), logger: logger) { try register.ended($0) }
    try await withServer(.tls(context: try pki.hub(), limits: limits, peers: peers)) { port in
      async let _: Void = watch.run()
      var mine: [any Channel] = []
      for _ in 0..<2 { mine.append(try await tlsConnection(pki, pki.client(), port)) }
      let theirs = try await tlsConnection(pki, other, port)
      let first = try #require(mine.first)
      let keys = Set([pki.boroughKey.spkiSHA256, otherKey.spkiSHA256])
      #expect(try await soon { Set(peers.keys) == keys })

      // A register that can't be asked closes nobody, and is asked again.
      register.goAway(true)
      register.revoke(pki.boroughKey.spkiSHA256)
      try await Task.sleep(for: .milliseconds(200))
      #expect(first.isActive)
      register.goAway(false)
      #expect(try await soon { mine.allSatisfy { !$0.isActive } }, "both connections of the key")
      #expect(theirs.isActive)
      #expect(try await soon { peers.keys == [otherKey.spkiSHA256] }, "who has gone is not kept")

      // TLS lets a revoked certificate in, as it knows nothing of the register: not for long.
      let again = try await tlsConnection(pki, pki.client(), port)
      #expect(try await soon { !again.isActive })
      try await theirs.close()
      #expect(try await soon { peers.keys.isEmpty })
      #expect(counts.all == [1, 2, 3, 2, 1, 2, 1, 0], "who waits for others is told of each that comes and goes")
    }
  }

  /// The program's own period, as `docs/threat-model.md` states it.
  @Test func theProgramsPeriodKeepsThePromiseOfAMinute() {
    #expect(PeerWatch.period <= .seconds(10))
  }
}

import Cryptography
import Identity
import ReleaseProtocol
import TLS
@testable import Uplink

/// Watches one estate, and counts in the end.
struct EstateAudit {
  let fixture: EstateFixture
  private let tells: Bool
  private(set) var violations: [String] = []
  /// The story, where somebody wants to read it.
  private(set) var story: [String] = []
  /// What happened how often, so that a test can see that something does.
  private(set) var counts: [String: Int] = [:]

  /// Receipts that left the hub, heard or not: each is a promise.
  var given: [MessageName: [UInt8]] = [:]
  /// Those that a hub had given when it was put back to a copy without them; one that was put back more than once may have
  /// given several for a message.
  private(set) var lost: [MessageName: Set<[UInt8]>] = [:]
  /// Decisions that were made for certain: by the message's hash their grounds, by number.
  private(set) var decisions: [String: [Int: String]] = [:]
  /// By borough its certificates' keys, in the order in which each was first used.
  private var servedKeys: [String: [String]] = [:]
  private var sentBodies: [MessageName: [UInt8]] = [:]

  init(_ fixture: EstateFixture, tells: Bool) { (self.fixture, self.tells) = (fixture, tells) }

  mutating func note(_ time: Int, _ text: @autoclosure () -> String) {
    if tells { story.append("\(time / Weather.day)d \(time % Weather.day / 1000)s  \(text())") }
  }

  mutating func fail(_ what: String) {
    if violations.count < 20, !violations.contains(what) { violations.append(what) }
    if tells { story.append("VIOLATION: \(what)") }
  }

  mutating func count(_ what: String) { counts[what, default: 0] += 1 }

  // MARK: on the way

  func wasSent(_ name: MessageName) -> Bool { sentBodies[name] != nil }

  mutating func sent(_ name: MessageName, _ body: [UInt8]) {
    if let earlier = sentBodies[name] {
      count("retry")
      if earlier != body { fail("\(name): a retry with other bytes") }
    }
    sentBodies[name] = body
  }

  mutating func refused(_ code: RefusalCode, _ sent: Estate.Request, _ reason: String) {
    count("refused " + code.rawValue)
    if tells { story.append("refused: machine \(sent.machine) \(sent.crossing.request.path) \(code.rawValue): \(reason)") }
    // Whole messages of an honest machine meet no other refusal.
    guard let name = sent.name else { return }
    let known: [RefusalCode] = [.tryLater, .outOfStep, .revoked, .notEnrolled]
    if sent.body == sent.crossing.request.body, !known.contains(code) { fail("\(name): refused with \(code.rawValue)") }
  }

  /// A receipt leaves the hub.
  mutating func given(_ receipt: [UInt8], _ name: MessageName, for sent: Estate.Request, isRepeat: Bool) throws {
    count(isRepeat ? "repeated" : "taken in")
    if let earlier = given[name] {
      if earlier != receipt { fail("\(name): two receipts") }
      return
    }
    given[name] = receipt
    guard !isRepeat else { return }
    let counter = try Self.receipt(receipt).counter
    if tells { story.append("taken in: machine \(sent.machine) \(name) as \(counter), held \(sent.held)") }
    if sent.held < counter - 1 {
      fail("\(name): number \(counter) for machine \(sent.machine), which knew \(sent.held) messages")
    }
  }

  /// Something was asked with a certificate of the borough, and answered. A newer one ends those before it.
  mutating func served(_ key: String, _ sent: Estate.Request) {
    let borough = sent.crossing.shown?.name.borough ?? ""
    let keys = servedKeys[borough, default: []]
    if keys.last == key { return }
    if keys.contains(key) { return fail("machine \(sent.machine) is served with a certificate that a newer one has ended") }
    servedKeys[borough] = keys + [key]
  }

  mutating func decided(_ sha256: String, number: Int, _ ground: String) { decisions[sha256, default: [:]][number] = ground }

  /// The hub is what it was: what it has promised since may be broken, and is known to be.
  mutating func putBack(_ rows: [SimulatedHub.Row]) {
    let kept = Dictionary(rows.map { ($0.release, $0.receipt) }) { first, _ in first }
    for (name, receipt) in given where kept[name.release] != receipt { lost[name, default: []].insert(receipt) }
    given = given.filter { kept[$0.key.release] == $0.value }
    // A later copy than the one before may have what that one lacked.
    for (name, receipts) in lost {
      guard let receipt = kept[name.release], receipts.contains(receipt) else { continue }
      given[name] = receipt
      lost[name]?.remove(receipt)
    }
    lost = lost.filter { !$0.value.isEmpty }
    servedKeys = [:]
    for (sha256, made) in decisions {
      let left = rows.first { $0.sha256 == sha256 }?.decisions ?? []
      decisions[sha256] = made.filter { left.indices.contains($0.key - 1) && left[$0.key - 1] == $0.value }
    }
  }

  static func receipt(_ envelope: [UInt8]) throws -> Receipt {
    try Receipt(canonicalBytes: DSSE.open(envelope, payloadType: Receipt.payloadType) { _, _, _ in true })
  }

  /// A receipt is on a machine's disk.
  mutating func kept(_ receipt: Receipt, by machine: SimulatedMachine, _ name: MessageName) {
    guard let message = fixture.messages[name], receipt.messageSHA256 == message.sha256,
      receipt.borough == fixture.boroughs[machine.borough].code
    else { return fail("\(name): a receipt for something else") }
    if given[name] == nil, lost[name] == nil { fail("\(name): a receipt that the hub never gave") }
  }

  /// Filled before `close`: for each plan the sum of all cells of the messages that the hub counts.
  var sums: [Int64] = []
  /// What the hub's own check of its log finds.
  var logFaults: [String] = []
}

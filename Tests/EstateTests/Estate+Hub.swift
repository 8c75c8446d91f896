import Cryptography
import Files
import Register
import ReleaseProtocol
import SimulatedDisk
import Store
@testable import Uplink

/// What people do at the hub: put back a copy and put right what that left behind, decide, change its keys.
extension Estate {
  private func hubCopy(_ index: Int) -> String { "\(folder)/hub-copy-\(index).sqlite" }

  func takeHubCopy(_ index: Int) throws {
    guard hub.isUp else { return agenda.note(.hubCopyIsTaken(index), at: now + Weather.hour) }
    try hub.backUp(to: hubCopy(index))
    hubCopies[index] = (now, revoked)
  }

  func putHubBack(_ index: Int) async throws {
    guard let copy = hubCopies[index], !hubIsAway, now < weather.end - 12 * Weather.hour, now - copy.at >= Weather.hour / 2 else {
      return
    }
    try hub.putBack(hubCopy(index))
    try await settleKeys()
    audit.count(hubWasPutBack ? "hub put back again" : "hub put back")
    if machines.contains(where: \.isForked) { audit.count("hub put back beside a copied machine") }
    if receiptKeys > 0 { audit.count("hub put back beside changed keys") }
    if hubClockIsOff != 0 { audit.count("hub put back under a wrong clock") }
    hubWasPutBack = true
    try audit.putBack(hub.rows())
    let lost = audit.lost.count
    audit.note(now, "the hub is put back, and has lost \(lost) messages")
    // A revocation made after the copy must be made again.
    for borough in revoked.subtracting(copy.revoked).sorted() {
      revoked.remove(borough)
      agenda.note(.revocation(borough), at: now)
    }
  }

  /// As docs/operations.md says: conflicts are settled here, and at each borough somebody has work to do.
  func putRight() async throws {
    guard hubWasPutBack else { return }
    guard let store = hub.store else { return agenda.note(.putsRight, at: now + Weather.hour) }
    for borough in weather.boroughs {
      let code = fixture.boroughs[borough].code
      let isDone = try await atHub { _ in
        _ = try await store.settleConflicts(of: code, by: "a.smith", note: "a copy was put back", at: hubTime)
      }
      guard isDone else { return agenda.note(.putsRight, at: now + Weather.hour) }
    }
    isBeingPutRight = true
    // Who was restored or copied itself has first to find out which machine goes on, by other means.
    for machine in machines where !machine.isForked { agenda.note(.mends(machine.number, round: 0), at: now + machine.number * 60_000) }
  }

  /// Each step may have been done before; the last one until nothing is refused any more.
  func mend(_ machine: SimulatedMachine, round: Int) async throws {
    let isDone = try machine.isMended && !machine.isFenced()
    if machine.isRetired || machine.isForked || isDone { return }
    func again(_ round: Int) {
      if now < weather.end + 12 * Weather.hour { agenda.note(.mends(machine.number, round: round), at: now + Weather.hour) }
    }
    let isBusy = machine.turns.isUnderWay || machine.isShutOut || revoked.contains(machine.borough)
    guard machine.isUp, !isBusy, isSwitchedOn(machine) else { return again(round) }
    do {
      if round == 0 { try machine.putHubLogAside() }
      try machine.takeDisputedReceipts()
    } catch {
      audit.note(now, "machine \(machine.number): \(error)")
      await lookAtDisk(of: machine)
      return again(round)
    }
    try await sendWhatWaits(on: machine, again: true)
    again(round + 1)
  }

  // MARK: decisions

  func decide() async throws {
    guard let store = hub.store, let held = try? await store.quarantine().sorted(by: { $0.release < $1.release }) else { return }
    guard !held.isEmpty else { return }
    let waiting = held.filter(\.isWaiting)
    let message = chance.one(of: waiting.isEmpty || chance.falls(200) ? held : waiting)
    let ground = chance.one(of: Decision.Ground.allCases)
    let decision = try OfficerDecision(ground: ground, officer: "a.smith", note: "by telephone")
    troubleHub()
    let isDone = try await atHub { register in
      try await register.decide(decision, on: message, officers: [], signature: nil, now: hubTime)
    }
    audit.count(isDone ? "decided" : "decided in doubt")
    audit.note(now, "\(message.borough) \(ground.rawValue) \(message.decisions.count + 1)\(isDone ? "" : ", in doubt")")
    if isDone { audit.decided(message.sha256, number: message.decisions.count + 1, ground.rawValue) }
  }

  // MARK: the hub's keys

  func announceKeys() async throws {
    if hub.keys.nextPin == nil { receiptKeys += 1 }
    let next = try hub.keys.nextPin ?? TLSKey().spkiSHA256
    let receipt = try hub.keys.nextReceipt ?? SigningKey(seed: SHA256.hash(Array("receipts \(receiptKeys + 1)".utf8)))
    (hub.keys.nextPin, hub.keys.nextReceipt) = (next, receipt)
    let name = Hex.encode(receipt.publicKey.rawBytes)
    troubleHub()
    let isDone = try await atHub { register in
      // Given again, where nobody knows whether it was done.
      guard try register.hubKeys().nextPin == nil else { return }
      _ = try await register.announce(pin: next, receiptKey: name, now: hubTime)
      try hub.keepStatements()
    }
    if isDone { keysAreAnnounced = true } else if !isQuiet { agenda.note(.keysAreAnnounced, at: now + Weather.hour) }
  }

  /// Without waiting for who has not heard: each borough has to find out by itself.
  func switchKeys() async throws {
    guard keysAreAnnounced, !hubIsAway, let pin = hub.keys.nextPin, let receipt = hub.keys.nextReceipt else { return }
    if hub.isUp { hub.stop() }
    hub.keys = SimulatedHub.Keys(pin: pin, receipt: receipt)
    keysAreAnnounced = false
    try await startHub()
    audit.count("hub's keys changed")
  }
}

extension SimulatedMachine {
  /// Kept as evidence under another name.
  func putHubLogAside() throws {
    let folder = inbox + "/hub-log"
    guard Files.isFolder(folder) else { return }
    try Files.makeFolder(inbox + "/hub-log-before")
    // The head goes first: what stays without it is no log.
    let names = try Files.list(folder).sorted()
    for name in names.filter({ $0 == "checkpoint" }) + names.filter({ $0 != "checkpoint" }) {
      try Files.writeDurably(Files.read("\(folder)/\(name)", limit: 1 << 20), to: "\(inbox)/hub-log-before/\(name)")
      try Files.remove("\(folder)/\(name)")
    }
  }

  /// What the hub has given anew takes the place of what it has given before.
  func takeDisputedReceipts() throws {
    let folder = inbox + "/disputed"
    guard Files.isFolder(folder) else { return }
    for name in try Files.list(folder).sorted() {
      if name.hasSuffix(".receipt") {
        try Files.makeFolder(inbox + "/receipts", mode: 0o755)
        try Files.writeDurably(Files.read("\(folder)/\(name)", limit: 1 << 14), to: "\(inbox)/receipts/\(name)", mode: 0o644)
        let decision = "\(inbox)/decisions/\(name.dropLast(".receipt".count)).decision"
        if Files.exists(decision) { try Files.remove(decision) }
      }
      try Files.remove("\(folder)/\(name)")
    }
  }
}

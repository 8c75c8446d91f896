import Cryptography
import Files
import Register
import ReleaseProtocol
import SimulatedDisk
@testable import Uplink

/// What people do to machines: put back an older copy, run two of one, revoke, enrol again.
extension Estate {
  private func copyFolder(_ index: Int) -> String { "\(folder)/copy-\(index)" }

  private func latestMachine(of borough: Int) -> SimulatedMachine? {
    machines.last { $0.borough == borough && !$0.isRetired }
  }

  func takeCopy(_ index: Int) throws {
    guard let machine = latestMachine(of: weather.copies[index].borough) else { return }
    try Self.copyTree(machine.root, to: copyFolder(index))
    copied[index] = machine.ledger
  }

  func startCopy(_ index: Int) async throws {
    let copy = weather.copies[index]
    guard let ledger = copied[index], let first = latestMachine(of: copy.borough), machines.count < 63 else { return }
    let second = addMachine(of: copy.borough, ledger: ledger)
    try Self.copyTree(copyFolder(index), to: second.root)
    disk_watch(second.disk)
    for machine in machines where machine.borough == copy.borough { machine.isForked = true }
    if copy.firstEnds {
      await first.lose()
      first.isRetired = true
    }
    audit.count(copy.firstEnds ? "restored" : "cloned")
    let place = copy.firstEnds ? "in its place" : "beside it"
    audit.note(now, "machine \(second.number) from a copy of \(first.number), \(place)")
    plan(second, from: now)
  }

  private static func copyTree(_ from: String, to: String) throws {
    try Files.makeFolder(to)
    guard Files.isFolder(from) else { return }
    for name in try Files.list(from) where !name.hasPrefix(".") {
      let path = from + "/" + name
      if Files.isFolder(path) {
        try copyTree(path, to: to + "/" + name)
      } else {
        try Files.writeNew(Files.read(path, limit: 1 << 22), to: to + "/" + name)
      }
    }
  }

  func revoke(_ borough: Int) async throws {
    everRevoked.insert(borough)
    let code = fixture.boroughs[borough].code
    let isDone = try await atHub { register in _ = try await register.revoke(borough: code, now: hubTime) }
    guard isDone else { return agenda.note(.revocation(borough), at: now + Weather.hour) }
    revoked.insert(borough)
    audit.note(now, "borough \(borough) is revoked")
  }

  /// What somebody does at the hub, beside what boroughs ask of it.
  /// - Returns: false where the hub is down, or its disk failed: then nobody knows whether it was done.
  func atHub(_ act: (BoroughRegister) async throws -> Void) async throws -> Bool {
    guard let register = hub.register else { return false }
    do {
      try await act(register)
      if disk_is_off(hub.disk) == 0 { return true }
    } catch { audit.note(now, "at the hub: \(error)") }
    if disk_is_off(hub.disk) != 0 { loseHub() }
    return false
  }

  // MARK: enrolling again

  /// A revoked borough's latest machine gets another key. A copy of it keeps the revoked one.
  func letIn(_ borough: Int) async throws {
    guard let machine = latestMachine(of: borough) else { return }
    guard revoked.contains(borough) else {
      if !isQuiet { agenda.note(.letsIn(borough), at: now + Weather.hour) }
      return
    }
    machine.isShutOut = true
    lettingIn.insert(borough)
    try await enrolAgain(machine)
  }

  /// A person at the borough, with an invitation or by telephone, until it has come to something.
  func enrolAgain(_ machine: SimulatedMachine) async throws {
    let isForbidden = revoked.contains(machine.borough) && !lettingIn.contains(machine.borough)
    guard machine.isShutOut, !machine.isRetired, !isForbidden else { return }
    if !isQuiet || now < weather.end + 10 * Weather.hour {
      agenda.note(.enrolsAgain(machine.number), at: now + Weather.hour)
    }
    guard machine.isUp, !machine.turns.isUnderWay, isSwitchedOn(machine) else { return }
    if machine.invitation == nil, !machine.isEnrolledByTelephone {
      machine.isEnrolledByTelephone = chance.falls(500)
      if !machine.isEnrolledByTelephone { try await invite(machine) }
    }
    guard machine.invitation != nil || machine.isEnrolledByTelephone else { return }
    troubleDisk(of: machine)
    let invitation = machine.invitation
    try await begin(.enrol, on: machine) { sender throws(UplinkError) in
      try await sender.enrolAgain(invitation: invitation)
    }
  }

  /// Now and then somebody takes the wrong file: nothing of it is to be used up.
  private func invite(_ machine: SimulatedMachine) async throws {
    let borough = !isQuiet && chance.falls(150) ? (machine.borough + 1) % EstateFixture.boroughs : machine.borough
    let code = fixture.boroughs[borough].code
    troubleHub()
    _ = try await atHub { register in
      machine.invitation = try await register.invite(borough: code, now: hubTime).canonicalBytes
    }
  }

  /// The hub's operator lets in what was read out over the telephone.
  func approve(_ machine: SimulatedMachine, _ fingerprint: String) async throws {
    let code = fixture.boroughs[machine.borough].code
    troubleHub()
    let isDone = try await atHub { register in
      _ = try await register.approve(borough: code, fingerprint: fingerprint, now: hubTime)
    }
    if !isDone, !isQuiet || now < weather.end + 10 * Weather.hour {
      agenda.note(.approves(machine.number, fingerprint), at: now + Weather.hour)
    }
  }
}

struct RegisterIsDown: Error {}

import Cryptography
import Files
import ReleaseProtocol
import Register
import SimulatedDisk

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

  func startCopy(_ index: Int) throws {
    let copy = weather.copies[index]
    guard let ledger = copied[index], let first = latestMachine(of: copy.borough), machines.count < 63 else { return }
    let second = try addMachine(of: copy.borough, ledger: ledger)
    second.spkiSHA256 = first.spkiSHA256
    try Self.copyTree(copyFolder(index), to: second.root)
    disk_watch(second.disk)
    for machine in machines where machine.borough == copy.borough { machine.isForked = true }
    if copy.firstEnds {
      first.endRun()
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
    guard let register = hub.register else {
      return agenda.note(.revocation(borough), at: now + Weather.hour)
    }
    everRevoked.insert(borough)
    do {
      _ = try await register.revoke(borough: fixture.boroughs[borough].code, now: hubTime)
      guard disk_is_off(hub.disk) == 0 else { throw RegisterIsDown() }
      revoked.insert(borough)
      audit.note(now, "borough \(borough) is revoked")
    } catch {
      if disk_is_off(hub.disk) != 0 { loseHub() }
      agenda.note(.revocation(borough), at: now + Weather.hour)
    }
  }

  /// The borough's latest machine gets another key. A copy of it keeps the revoked one.
  func enrolAgain(_ borough: Int) async throws {
    guard let machine = latestMachine(of: borough) else { return }
    guard let register = hub.register, revoked.contains(borough) else {
      if !isQuiet || now < weather.end + Weather.day { agenda.note(.enrolsAgain(borough), at: now + Weather.hour) }
      return
    }
    let (code, key) = (fixture.boroughs[borough].code, try TLSKey())
    do {
      let invitation = try await register.invite(borough: code, now: hubTime)
      let request = EnrolRequest(
        borough: code, token: invitation.token,
        certificateRequest: String(decoding: try key.certificateRequest(commonName: code), as: UTF8.self),
        identityKey: Hex.encode(fixture.boroughs[borough].signing.publicKey.rawBytes))
      revoked.remove(borough)
      _ = try await register.enrol(request.canonicalBytes, now: hubTime)
      guard disk_is_off(hub.disk) == 0 else { throw RegisterIsDown() }
      machine.spkiSHA256 = key.spkiSHA256
      audit.note(now, "borough \(borough) is enrolled again")
    } catch {
      revoked.insert(borough)
      if disk_is_off(hub.disk) != 0 { loseHub() }
      agenda.note(.enrolsAgain(borough), at: now + Weather.hour)
    }
  }
}

struct RegisterIsDown: Error {}

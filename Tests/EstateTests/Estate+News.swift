import Identity
import ReleaseProtocol
import TLS
@testable import Uplink

/// What becomes known at a borough, and who has to come.
extension Estate {
  func hear(_ machine: SimulatedMachine) throws {
    for news in machine.sender.takeNews() {
      switch news {
      case .delivery(let parcel, let delivery): try note(delivery, of: parcel, machine)
      case .renewed:
        audit.count("renewed")
        audit.note(now, "machine \(machine.number): renewed")
      case .enrolled:
        audit.count("enrolled again")
        audit.note(now, "machine \(machine.number): enrolled again")
        (machine.isShutOut, machine.invitation, machine.isEnrolledByTelephone) = (false, nil, false)
        // At the end the timer may have given up by now.
        if isQuiet { agenda.note(.sends(machine.number), at: now + Weather.hour / 2) }
      case .decided(let decisions): for _ in decisions { audit.count("decision heard") }
      case .logIsGood: audit.count("logs cosigned")
      case .failed(let command, let error): try note(error, command, machine)
      }
    }
  }

  private func note(_ delivery: Delivery, of parcel: Parcel, _ machine: SimulatedMachine) throws {
    guard let name = fixture.names[parcel.release] else { return audit.fail("a parcel that nobody made") }
    switch delivery {
    case .delivered(let receipt), .deliveredBefore(let receipt):
      machine.delivered.insert(name)
      // The hub's clock was wrong, and nobody need come any more.
      if case .delivered = delivery { machine.isShutOut = false }
      audit.kept(receipt, by: machine, name)
      if !receipt.quarantine.isEmpty, !name.isImplausible { audit.fail("\(name): held back, and nothing speaks against it") }
    case .failed(let error):
      audit.note(now, "machine \(machine.number): \(name) \(error.code)")
      try note(error, .send, machine)
      guard error == .refused(.outOfStep) else { return }
      let isFenced = try machine.isFenced()
      // An answer that was damaged before may still leave doubt.
      if now > weather.end + Weather.hour, !isFenced { audit.fail("machine \(machine.number) is out of step and not fenced") }
      if isFenced { audit.count("fenced") }
      if isFenced, !machine.isForked, !hubWasPutBack {
        audit.fail("machine \(machine.number) is fenced, and nothing was ever restored or copied")
      }
    }
  }

  private func note(_ error: UplinkError, _ command: SimulatedSender.Command, _ machine: SimulatedMachine) throws {
    // By its code: a fingerprint, say, is another one each time.
    audit.note(now, "machine \(machine.number): \(command.rawValue): \(error.code)")
    machine.hasFailed = true
    if machine.standing == "ok" { machine.standing = error.code }
    switch error {
    case .hubLog:
      audit.count(error.code)
      if !hubWasPutBack { audit.fail("machine \(machine.number): \(error.code), and the hub has one history") }
    case .counter:
      audit.count(error.code)
      if !hubWasPutBack, !machine.isForked { audit.fail("machine \(machine.number): \(error), and nothing was restored") }
    case .refused(let code) where [.egressLogBehind, .egressLogForked, .contactsLogBehind, .contactsLogForked].contains(code):
      audit.count(code.rawValue)
      if !machine.isForked { audit.fail("machine \(machine.number): \(code.rawValue), and it has one history") }
    case .refused(let code) where command == .enrol: noteEnrolment(code, machine)
    case .awaitingApproval(let fingerprint):
      agenda.note(.approves(machine.number, "\(fingerprint)"), at: now + chance.number(in: 1...30) * 60_000)
    case .otherBorough:
      audit.count("invitation of another borough")
      machine.invitation = nil
    case .refused(.notEnrolled), .refused(.revoked): shutOut(machine, error)
    case .connection(let error) where error.kind == .refusedByPeer: shutOut(machine, .connection(error))
    case .identity(.badStatement), .identity(.damaged), .damagedReceipt, .damagedContacts, .damagedHubLog:
      audit.fail("machine \(machine.number): \(error)")
    default: break
    }
  }

  /// A token that is good no more: the person asks for another one.
  private func noteEnrolment(_ code: RefusalCode, _ machine: SimulatedMachine) {
    guard [.tokenExpired, .tokenUnknown, .tokenUsed].contains(code) else { return }
    audit.count("enrolment refused " + code.rawValue)
    (machine.invitation, machine.isEnrolledByTelephone) = (nil, false)
  }

  /// Whoever is shut out is let in again by people, unless that was the purpose.
  private func shutOut(_ machine: SimulatedMachine, _ error: UplinkError) {
    audit.count("shut out " + error.code)
    guard !machine.isShutOut, !revoked.contains(machine.borough) else { return }
    machine.isShutOut = true
    // A copy that was left behind with an older certificate.
    if machine.isForked { return }
    if error == .refused(.revoked), machine.invitation == nil, !machine.isEnrolledByTelephone, !hubWasPutBack {
      audit.fail("machine \(machine.number) is refused as revoked, and nobody has revoked it")
    }
    let comes = now + chance.number(in: 1...24) * Weather.hour
    agenda.note(.enrolsAgain(machine.number), at: min(comes, max(now, weather.end) + Weather.hour))
  }
}

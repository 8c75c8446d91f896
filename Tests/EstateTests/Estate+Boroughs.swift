import ReleaseProtocol
import SimulatedDisk
import TLS
@testable import Uplink

/// What a borough does by itself: it releases, and its timer sends.
extension Estate {
  func release(_ machine: SimulatedMachine) throws {
    guard machine.isUp, !machine.isRetired, isSwitchedOn(machine), try !machine.isFenced() else { return }
    let plan = chance.number(in: 0...(EstateFixture.plans - 1))
    let isImplausible = weather.implausible > 0 && chance.falls(weather.implausible)
    let place = machine.borough * EstateFixture.plans + plan
    let (taken, first, end) = isImplausible
      ? (implausibles[place], EstateFixture.firstImplausible, EstateFixture.variants)
      : (variants[place], 0, EstateFixture.firstImplausible)
    guard first + taken < end else { return }
    if isImplausible { implausibles[place] += 1 } else { variants[place] += 1 }
    machine.decide(MessageName(borough: machine.borough, plan: plan, variant: first + taken))
    agenda.note(.sends(machine.number), at: now + chance.number(in: 0...Weather.hour))
  }

  func isSwitchedOn(_ machine: SimulatedMachine) -> Bool {
    !weather.switchedOff.contains { $0.borough == machine.borough && $0.time.contains(now) }
  }

  /// The timer, two or three times a day while something waits.
  func wake(_ machine: SimulatedMachine) async throws {
    guard !machine.isRetired else { return }
    // Who is stopped until a person looks at it meets the same refusal each time.
    let isStopped = try revoked.contains(machine.borough) || machine.isShutOut || machine.isFenced()
    if isQuiet {
      // Twelve hours are enough for whoever may still send.
      guard machine.hasWork, now < weather.end + 12 * Weather.hour else { return }
      agenda.note(.wake(machine.number), at: now + (isStopped ? 6 : 1) * Weather.hour)
    } else {
      let pause = machine.hasWork && !isStopped ? chance.number(in: 2...14) : chance.number(in: 24...96)
      agenda.note(.wake(machine.number), at: now + min(pause * Weather.hour, max(Weather.hour, weather.end - now + 1)))
    }
    // What may leave is known at the hub before it leaves: else this bug has nothing to show.
    if bug == .senderShowsItsLogTooLate, !isQuiet, chance.falls(400), machine.isUp, !machine.turns.isUnderWay, isSwitchedOn(machine) {
      do { try machine.settle(at: EstateFixture.start + now / 1000) } catch { return await lookAtDisk(of: machine) }
      return try await look(machine)
    }
    try await sendWhatWaits(on: machine)
  }

  func sendWhatWaits(on machine: SimulatedMachine, again: Bool = false) async throws {
    guard machine.isUp, !machine.isRetired, !machine.turns.isUnderWay, isSwitchedOn(machine) else { return }
    guard machine.hasWork || again || weather.isQuarter || weather.implausible > 0 else { return }
    troubleDisk(of: machine)
    do {
      try machine.settle(at: EstateFixture.start + now / 1000)
      let (queue, cosigns) = (try machine.queue(), weather.cosigns)
      try await begin(.send, on: machine, sendsAgain: again) { sender throws(UplinkError) in
        try await sender.send(queue, again: again, cosigns: cosigns)
      }
    } catch {
      audit.note(now, "machine \(machine.number): \(error)")
      await lookAtDisk(of: machine)
    }
  }

  /// The last thing in many stories, when all has settled.
  func look(_ machine: SimulatedMachine) async throws {
    guard machine.isUp, !machine.isRetired, !machine.turns.isUnderWay else { return }
    machine.standing = "ok"
    try await begin(.status, on: machine) { sender throws(UplinkError) in try await sender.status() }
  }

  func begin(
    _ command: SimulatedSender.Command, on machine: SimulatedMachine, sendsAgain: Bool = false,
    _ program: @escaping @Sendable (SimulatedSender) async throws(UplinkError) -> Void
  ) async throws {
    let sender = machine.sender
    (machine.hasFailed, machine.sendsAgain) = (false, sendsAgain)
    sender.setClock(EstateFixture.start + now / 1000)
    let wait = await sender.begin(command) { () async throws(UplinkError) in try await program(sender) }
    try await note(wait, of: machine)
  }

  /// Lets the sender's program go on until it waits for something.
  func step(_ machine: SimulatedMachine, _ answer: Turns.Answer? = nil) async throws {
    guard machine.turns.isUnderWay else { return }
    troubleDisk(of: machine)
    machine.sender.setClock(EstateFixture.start + now / 1000)
    try await note(await machine.next(answer), of: machine)
  }

  private func note(_ wait: Turns.Wait, of machine: SimulatedMachine) async throws {
    if disk_is_off(machine.disk) == 0 { try hear(machine) }
    switch wait {
    case .answer(let crossing) where disk_is_off(machine.disk) == 0: try await send(crossing, from: machine)
    case .pause(let pause) where disk_is_off(machine.disk) == 0:
      if bug == .senderGivesUp { return }
      machine.asked += 1
      agenda.note(.resume(machine.number, asked: machine.asked), at: now + Int(pause / .milliseconds(1)))
    case .end where disk_is_off(machine.disk) == 0:
      machine.asked += 1
      if machine.sendsAgain, !machine.hasFailed { machine.isMended = true }
    default: break
    }
    await lookAtDisk(of: machine)
  }
}

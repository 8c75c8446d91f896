import ReleaseProtocol
import SimulatedDisk
import TLS
import Uplink

/// What a borough does by itself: it releases, and its timer sends.
extension Estate {
  func release(_ machine: SimulatedMachine) throws {
    guard machine.isUp, !machine.isRetired, isSwitchedOn(machine), try !machine.isFenced() else { return }
    let plan = chance.number(in: 0...(EstateFixture.plans - 1))
    let place = machine.borough * EstateFixture.plans + plan
    guard variants[place] < EstateFixture.variants else { return }
    machine.decide(MessageName(borough: machine.borough, plan: plan, variant: variants[place]))
    variants[place] += 1
    agenda.note(.sends(machine.number), at: now + chance.number(in: 0...Weather.hour))
  }

  private func isSwitchedOn(_ machine: SimulatedMachine) -> Bool {
    !weather.switchedOff.contains { $0.borough == machine.borough && $0.time.contains(now) }
  }

  /// The timer, two or three times a day while something waits.
  func wake(_ machine: SimulatedMachine) throws {
    guard !machine.isRetired else { return }
    // Who is stopped until a person looks at it meets the same refusal each time.
    let isStopped = try revoked.contains(machine.borough) || machine.isFenced()
    if isQuiet {
      // Twelve hours are enough for whoever may still send.
      guard machine.hasWork, now < weather.end + 12 * Weather.hour else { return }
      agenda.note(.wake(machine.number), at: now + (isStopped ? 6 : 1) * Weather.hour)
    } else {
      let pause = machine.hasWork && !isStopped ? chance.number(in: 2...14) : chance.number(in: 24...96)
      agenda.note(.wake(machine.number), at: now + min(pause * Weather.hour, max(Weather.hour, weather.end - now + 1)))
    }
    try sendWhatWaits(on: machine)
  }

  func sendWhatWaits(on machine: SimulatedMachine) throws {
    guard machine.isUp, !machine.isRetired, machine.run == nil, machine.hasWork, isSwitchedOn(machine) else { return }
    troubleDisk(of: machine)
    do {
      try machine.settle(at: EstateFixture.start + now / 1000)
      try machine.beginRun()
    } catch {
      audit.note(now, "machine \(machine.number): \(error)")
      return lookAtDisk(of: machine)
    }
    try step(machine)
  }

  /// Drives the delivery until it waits for something.
  func step(_ machine: SimulatedMachine, _ answer: Result<HTTPSResponse, TLSError>? = nil) throws {
    guard machine.run != nil else { return }
    troubleDisk(of: machine)
    var answer = answer
    do {
      while let step = try machine.next(answer) {
        answer = nil
        guard disk_is_off(machine.disk) == 0 else { break }
        switch step {
        case .ask(let request): return try send(request, from: machine)
        case .pause(let pause, _):
          if bug == .senderGivesUp { return }
          machine.asked += 1
          return agenda.note(.resume(machine.number, asked: machine.asked), at: now + Int(pause / .milliseconds(1)))
        case .outcome(let parcel, let delivery): try note(delivery, of: parcel, machine)
        case .finished: return machine.endRun()
        }
      }
    } catch {
      audit.note(now, "machine \(machine.number): \(error)")
      machine.endRun()
    }
    lookAtDisk(of: machine)
  }

  private func note(_ delivery: Delivery, of parcel: Parcel, _ machine: SimulatedMachine) throws {
    guard let name = fixture.names[parcel.release] else { return audit.fail("a parcel that nobody made") }
    switch delivery {
    case .delivered(let receipt), .deliveredBefore(let receipt):
      machine.delivered.insert(name)
      audit.kept(receipt, by: machine, name)
    case .failed(let error):
      audit.note(now, "machine \(machine.number): \(name) \(error.code)")
      guard error == .refused(.outOfStep) else { return }
      let isFenced = try machine.isFenced()
      if isQuiet, !isFenced { audit.fail("machine \(machine.number) is out of step and not fenced") }
      if isFenced { audit.count("fenced") }
      if isFenced, !machine.isForked {
        audit.fail("machine \(machine.number) is fenced, and nothing was ever restored or copied")
      }
    }
  }
}

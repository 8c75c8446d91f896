import SimulatedDisk

/// What goes wrong with machines themselves.
extension Estate {
  private static let faults = [DISK_CUT, DISK_CUT, DISK_FAILS, DISK_LATE, DISK_FULL].map { Int32($0.rawValue) }

  func troubleDisk(of machine: SimulatedMachine) {
    guard !isQuiet, chance.falls(weather.machineFaults) else { return }
    let fault = chance.one(of: Self.faults)
    disk_set_fault(machine.disk, fault, chance.number(in: 1...20))
    if fault == Int32(DISK_FULL.rawValue) {
      agenda.note(.machineHasRoom(machine.number), at: now + chance.number(in: 1...6) * Weather.hour)
    }
  }

  func lookAtDisk(of machine: SimulatedMachine) async {
    if disk_is_off(machine.disk) != 0 { await lose(machine) }
  }

  func lose(_ machine: SimulatedMachine) async {
    guard machine.isUp else { return }
    await machine.lose()
    agenda.note(.machineStarts(machine.number), at: now + chance.number(in: 1...180) * 60_000)
  }

  func troubleHub() {
    guard !isQuiet, chance.falls(weather.hubFaults) else { return }
    let fault = chance.one(of: Self.faults)
    disk_set_fault(hub.disk, fault, chance.number(in: 1...12))
    if fault == Int32(DISK_FULL.rawValue) {
      agenda.note(.hubHasRoom, at: now + chance.number(in: 1...6) * Weather.hour)
    }
  }

  func loseHub() {
    hub.stop()
    agenda.note(.hubStarts, at: now + chance.number(in: 1...180) * 60_000)
  }
}

/// What is known from the beginning to happen.
extension Estate {
  func plan() {
    for machine in machines { plan(machine, from: 0) }
    for away in weather.hubIsAway {
      agenda.note(.hubGoes, at: away.lowerBound)
      agenda.note(.hubStarts, at: away.upperBound)
    }
    for clock in weather.hubClocks { agenda.note(.hubClock(clock.seconds), at: clock.at) }
    for (index, copy) in weather.copies.enumerated() {
      agenda.note(.copyIsTaken(index), at: copy.taken)
      agenda.note(.copyStarts(index), at: copy.started)
    }
    for revocation in weather.revocations {
      agenda.note(.revocation(revocation.borough), at: revocation.at)
      if let again = revocation.enrolsAgain { agenda.note(.letsIn(revocation.borough), at: again) }
    }
    for (index, copy) in weather.hubCopies.enumerated() {
      agenda.note(.hubCopyIsTaken(index), at: copy.taken)
      agenda.note(.hubIsPutBack(index), at: copy.putBack)
    }
    if let putsRight = weather.putsRight { agenda.note(.putsRight, at: putsRight) }
    for time in weather.decisions { agenda.note(.decides, at: time) }
    for change in weather.keyChanges {
      agenda.note(.keysAreAnnounced, at: change.announced)
      agenda.note(.keysAreSwitched, at: change.switched)
    }
    agenda.note(.quiet, at: weather.end)
  }

  /// One to three releases, and the timer.
  func plan(_ machine: SimulatedMachine, from time: Int) {
    for _ in 0..<chance.one(of: [1, 1, 1, 2, 2, 3]) {
      agenda.note(.release(machine.number), at: chance.number(in: time...max(time, weather.end - 1)))
    }
    agenda.note(.wake(machine.number), at: time + chance.number(in: 0...Weather.hour))
    if weather.endsWithALook {
      // One after the other; where certificates may be worth nothing any more, somebody finds out before.
      let turn = weather.end + machine.number * 600_000
      if !weather.hubCopies.isEmpty || weather.isQuarter || !weather.hubClocks.isEmpty { agenda.note(.looks(machine.number), at: turn + 2 * Weather.hour) }
      agenda.note(.looks(machine.number), at: turn + 14 * Weather.hour)
    }
  }
}

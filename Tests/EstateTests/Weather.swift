/// Who takes part in one story, what goes wrong in it, and how often: drawn from its seed, most of it absent, so that
/// each fault also comes alone and in every company.
struct Weather {
  /// Who sends, by number. All 33 are enrolled; mostly three to five of them have something to send, in one story of
  /// fifty all.
  let boroughs: [Int]
  // In a thousand requests.
  let losesRequest, losesAnswer, delays, repeats, damagesRequest, damagesAnswer, proxyFails: Int
  // In a thousand steps of the hub, of a borough.
  let hubFaults, machineFaults: Int
  /// When the last fault is over, milliseconds.
  let end: Int
  let hubIsAway: [Range<Int>]
  /// Boroughs without a way to the hub, and machines that are switched off.
  let cutOff, switchedOff: [(borough: Int, time: Range<Int>)]
  let hubClocks: [(at: Int, seconds: Int)]
  /// Boroughs whose machine is put back to, or copied from, what lay on it at a moment; the second begins at a later
  /// one.
  let copies: [(borough: Int, taken: Int, started: Int, firstEnds: Bool)]
  let revocations: [(borough: Int, at: Int, enrolsAgain: Int?)]

  static let hour = 3_600_000
  static let day = 24 * hour

  init(_ chance: Chance) {
    let all = Array(0..<EstateFixture.boroughs)
    let boroughs = chance.falls(20) ? all : chance.some(chance.number(in: 3...5), of: all)
    self.boroughs = boroughs
    func strength(_ most: Int) -> Int { chance.falls(450) ? chance.number(in: 1...most) : 0 }
    losesRequest = strength(300)
    losesAnswer = strength(300)
    delays = strength(200)
    repeats = strength(200)
    damagesRequest = strength(100)
    damagesAnswer = strength(100)
    proxyFails = strength(200)
    hubFaults = strength(150)
    machineFaults = strength(200)
    let isLong = chance.falls(150)
    let end = (isLong ? 45 : chance.number(in: 4...12)) * Self.day
    self.end = end
    func period(_ length: Int) -> Range<Int> {
      let from = chance.number(in: 0...(end - length))
      return from..<(from + length)
    }
    /// In some stories so many of 33, or at most two in five.
    func who(_ ofAll: Int, in perMille: Int) -> [Int] {
      let share = boroughs.count == all.count ? 1000 * ofAll / all.count : 400
      return chance.falls(perMille) ? boroughs.filter { _ in chance.falls(share) } : []
    }
    hubIsAway = chance.falls(400) ? [period(72 * Self.hour)] : []
    cutOff = who(6, in: 500).map { ($0, period(chance.number(in: 1...48) * Self.hour)) }
    let off = isLong ? 30 * Self.day : 36 * Self.hour
    switchedOff = who(5, in: 500).map { ($0, period(off)) }
    let days = [-2, -1, 1, 3, 100]
    hubClocks = chance.falls(200)
      ? (0..<3).map { _ in (chance.number(in: 0...end), chance.one(of: days) * 86_400) } : []
    copies = who(2, in: 500).map { borough in
      let taken = chance.number(in: 0...(end - 2 * Self.hour))
      return (borough, taken, chance.number(in: (taken + Self.hour)...(end - 1)), chance.falls(500))
    }
    revocations = who(2, in: 300).map { borough in
      let at = chance.number(in: 0...(end - 1))
      return (borough, at, chance.falls(500) ? chance.number(in: at...(end - 1)) : nil)
    }
  }
}

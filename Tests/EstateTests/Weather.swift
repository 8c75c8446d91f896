/// Who takes part in one story, what goes wrong in it, and how often: drawn from its seed, each by itself and most of it
/// absent, so that each fault comes alone and in every company.
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
  /// The hub is put back to a copy of its own, perhaps more than once and to an older or a later one, and some time after
  /// the last people put right what that has left behind, or never.
  let hubCopies: [(taken: Int, putBack: Int)]
  let putsRight: Int?
  /// In a thousand releases, those that nobody believes; and when somebody at the hub decides about one.
  let implausible: Int
  let decisions: [Int]
  /// The hub announces other keys, and changes to them.
  let keyChanges: [(announced: Int, switched: Int)]
  /// After a delivery the logs are looked at, and before one that of what may leave is shown, as always in truth; it takes
  /// much of a story's time.
  let cosigns: Bool

  static let hour = 3_600_000
  static let day = 24 * hour

  /// Whether everybody asks for the hub's status at the end.
  var endsWithALook: Bool { cosigns || implausible > 0 || isQuarter || !keyChanges.isEmpty }
  /// Longer than a certificate's life of 90 days.
  let isQuarter: Bool

  /// What some bugs need to show.
  enum Trouble: Sendable { case implausible, revocation, quarter, copies, hubCopy, hubCopyAndKeys }

  /// - Parameter trouble: happens for certain.
  init(_ chance: Chance, with trouble: Trouble? = nil) {
    /// So often in a thousand stories, or where it is asked for.
    func happens(_ perMille: Int, _ asked: Trouble...) -> Bool { chance.falls(perMille) || asked.contains { $0 == trouble } }
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
    isQuarter = happens(20, .quarter)
    let isLong = chance.falls(150)
    let end = (isQuarter ? 130 : isLong ? 45 : chance.number(in: 4...12)) * Self.day
    self.end = end
    func time(_ from: Int = 0, before last: Int = 0) -> Int { chance.number(in: from...max(from, end - last - 1)) }
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
    let off = isQuarter ? 100 * Self.day : isLong ? 30 * Self.day : 36 * Self.hour
    switchedOff = who(5, in: 500).map { ($0, period(off)) }
    let days = [-2, -1, 1, 3, 100]
    hubClocks = chance.falls(200) ? (0..<3).map { _ in (time(), chance.one(of: days) * 86_400) } : []
    let hubCopies: [(taken: Int, putBack: Int)] =
      happens(60, .hubCopy, .hubCopyAndKeys)
      ? (0..<chance.one(of: [1, 1, 1, 2, 3])).map { _ in
        let taken = time(before: 2 * Self.day)
        return (taken, time(taken + Self.hour, before: Self.day))
      } : []
    self.hubCopies = hubCopies.sorted { $0.putBack < $1.putBack }
    let last = hubCopies.map(\.putBack).max() ?? 0
    putsRight = !hubCopies.isEmpty && chance.falls(600) ? min(end - 1, last + chance.number(in: 1...30) * Self.hour) : nil
    copies = who(2, in: trouble == .copies ? 1000 : 500).map { borough in
      let taken = time(before: 2 * Self.hour)
      return (borough, taken, time(taken + Self.hour), chance.falls(500))
    }
    revocations = who(2, in: trouble == .revocation ? 1000 : 300).map { borough in
      let at = time()
      return (borough, at, chance.falls(500) ? time(at) : nil)
    }
    implausible = happens(60, .implausible) ? chance.number(in: 100...600) : 0
    decisions = implausible > 0 ? (0..<chance.number(in: 1...6)).map { _ in time() } : []
    keyChanges =
      happens(hubCopies.isEmpty ? 20 : 250, .hubCopyAndKeys)
      ? (0..<chance.number(in: 1...2)).map { _ in
        let announced = time(before: Self.day)
        return (announced, time(announced + Self.hour))
      } : []
    cosigns = !hubCopies.isEmpty || trouble == .copies || chance.falls(25)
  }
}

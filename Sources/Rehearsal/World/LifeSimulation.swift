/// Draws the lives of the fictional London, census by census.
///
/// Each borough's stock equals the published one at every census; who leaves and who moves is drawn so that all London
/// follows the published ages.
struct LifeSimulation {
  let quotas = Quotas()
  private(set) var lives = Lives()
  private let subRegions: [String]
  private let targets: [[Double]]
  private let newPlans: [[Double]]
  private var random: RandomSource
  private var boroughs: Int { quotas.stock.count }

  /// Share of arrivals that come from another London borough.
  private static let fromLondon = 0.74
  private static let oldestMover = 18
  /// Share of new plans that end again before a census sees them.
  private static let briefShare = 0.003
  /// Share of last year's leavers of 16 to 22 who take up a plan again.
  private static let restartShare = 0.03

  /// - Parameter subRegions: of the boroughs in the order of the published tables; families move nearby more often.
  init(seed: UInt64, subRegions: [String]) {
    self.subRegions = subRegions
    random = RandomSource(seed: seed, stream: .lives)
    let quotas = quotas
    targets = AgeTargets.stock(totals: (0..<Years.count).map { quotas.total(quotas.stock, year: $0) })
    newPlans = AgeTargets.new(totals: (1..<Years.count).map { quotas.total(quotas.new, year: $0) })
  }

  mutating func run() -> Lives {
    deal(apportion(quotas.total(quotas.stock, year: 0), by: targets[0]), 0, quotas.stock.map { $0[0] }, .held)
    for year in 1..<Years.count { step(year) }
    return lives
  }

  /// One flow year, ending at the census of place `year`.
  private mutating func step(_ year: Int) {
    var rolls = [[Int]](repeating: [], count: boroughs)
    for person in 0..<lives.count {
      let home = lives.home(person, year - 1)
      if home >= 0 { rolls[home].append(person) }
    }
    let pull = leavingWeights(rolls, year)
    var arriving = quotas.arriving.map { $0[year] }
    var leavers: [(person: Int, from: Int)] = []
    for (borough, roll) in rolls.enumerated() {
      let forced = roll.count { lives.age($0, year - 1) >= 25 }
      var leaving = roll.count + quotas.new[borough][year] + arriving[borough] - quotas.stock[borough][year]
      if leaving < forced {
        arriving[borough] += forced - leaving
        leaving = forced
      }
      let gone = draw(leaving, of: roll, year, pull)
      leavers += gone.map { ($0, borough) }
      let left = Set(gone)
      for person in roll where !left.contains(person) { lives.setHome(person, year, borough) }
    }
    move(leavers, year, &arriving)
    if year >= Years.published { restart(year, &arriving) }
    let new = quotas.new.map { $0[year] }
    deal(apportion(new.reduce(0, +), by: newPlans[year - 1]), year, new, .new)
    deal(apportion(arriving.reduce(0, +), by: AgeTargets.arrivals), year, arriving, .outside)
    let brief = new.map { Int(Double($0) * Self.briefShare + random.unit()) }
    deal(apportion(brief.reduce(0, +), by: newPlans[year - 1]), year, brief, .brief)
  }

  /// Gives out ages so that London's are exact: `ages[a]` persons of age a, `each[b]` of them to borough b.
  private mutating func deal(_ ages: [Int], _ year: Int, _ each: [Int], _ entry: Entry) {
    var cards = ages.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    random.shuffle(&cards)
    var next = 0
    for (borough, count) in each.enumerated() {
      for _ in 0..<count where next < cards.count {
        lives.add(age: cards[next], year: year, borough: borough, as: entry, &random)
        next += 1
      }
    }
  }

  /// Weight of leaving by age at the earlier census, bent so that all London comes out at its ages.
  private func leavingWeights(_ rolls: [[Int]], _ year: Int) -> [Double] {
    var held = [Double](repeating: 0, count: 27)
    for roll in rolls {
      for person in roll { held[min(26, max(0, lives.age(person, year - 1)))] += 1 }
    }
    let arrivals = AgeTargets.shares(AgeTargets.arrivals).map { $0 * Double(quotas.total(quotas.arriving, year: year)) }
    var needed = [Double](repeating: 0, count: 25)
    for age in 0..<25 {
      let joined = newPlans[year - 1][age + 1] + arrivals[age + 1]
      needed[age] = held[age] + joined - targets[year][age + 1]
    }
    return (0..<26).map { age in
      guard age < 25, held[age] > 0 else { return 1e6 }
      var leaving = needed[age] / held[age]
      if (5...13).contains(age) {  // single years of the published tables jump; lives at school do not
        let around = age - 1...age + 1
        leaving = needed[around].reduce(0, +) / held[around].reduce(0, +)
      }
      let hazard = min(max(leaving, 0.3 * AgeTargets.usualLeaving[age]), 0.97)
      return -naturalLogarithm(1 - hazard)
    }
  }

  /// Weighted sample without replacement (Efraimidis, Spirakis 2006): the smallest −ln(u)/w.
  private mutating func draw(_ count: Int, of roll: [Int], _ year: Int, _ pull: [Double]) -> [Int] {
    var keys: [(key: Double, person: Int)] = []
    keys.reserveCapacity(roll.count)
    for person in roll {
      let weight = pull[min(25, max(0, lives.age(person, year - 1)))]
      keys.append((-naturalLogarithm(1 - random.unit()) / weight, person))
    }
    keys.sort { $0.key != $1.key ? $0.key < $1.key : $0.person < $1.person }
    return keys.prefix(max(0, count)).map(\.person)
  }

  /// Some leavers arrive in another London borough in the same year, nearby more often than not.
  private mutating func move(_ leavers: [(person: Int, from: Int)], _ year: Int, _ arriving: inout [Int]) {
    var pool = leavers.filter { leaver in
      let age = lives.age(leaver.person, year)
      return age < 16 || age <= Self.oldestMover && random.chance(0.3)
    }
    var order = (0..<boroughs).flatMap { borough in
      [Int](repeating: borough, count: Int(Double(arriving[borough]) * Self.fromLondon))
    }
    random.shuffle(&order)
    for borough in order where !pool.isEmpty {
      var chosen: Int?
      for _ in 0..<8 {
        let place = random.below(pool.count)
        guard pool[place].from != borough else { continue }
        chosen = place
        if subRegions[pool[place].from] == subRegions[borough] || random.chance(0.3) { break }
      }
      guard let chosen else { continue }
      lives.setHome(pool[chosen].person, year, borough)
      arriving[borough] -= 1
      pool.swapAt(chosen, pool.count - 1)
      pool.removeLast()
    }
  }

  /// Some who left a borough's roll the year before hold a plan there again: neither new nor a transfer.
  private mutating func restart(_ year: Int, _ arriving: inout [Int]) {
    for person in 0..<lives.count {
      let before = lives.home(person, year - 2)
      guard before >= 0, lives.home(person, year - 1) < 0, lives.home(person, year) < 0, arriving[before] > 0,
        (16...22).contains(lives.age(person, year)), random.chance(Self.restartShare)
      else { continue }
      lives.setHome(person, year, before)
      arriving[before] -= 1
    }
  }
}

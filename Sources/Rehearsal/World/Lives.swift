import Vocabulary

/// How a person came to be on a borough's roll.
enum Entry: UInt8 {
  /// Held a plan at the first census; a new plan; an existing plan from outside London.
  case held, new, outside
  /// A new plan that ended before it saw a census day.
  case brief
}

/// Everybody who ever held a plan in the fictional London: birth, and the borough at each census.
///
/// Arrays by person. `home` holds `Years.count` entries per person, −1 off roll.
struct Lives {
  private(set) var birthYear: [Int16] = []
  private(set) var birthMonth: [Int8] = []
  private(set) var home: [Int8] = []
  private(set) var entry: [Entry] = []
  /// Place of the first census on the roll, or for a brief plan of the census it did not see.
  private(set) var entryYear: [Int8] = []
  private(set) var entryHome: [Int8] = []
  /// The person's place in the order of placements, 0 ..< 1.
  private(set) var luck: [Double] = []

  var count: Int { entry.count }

  func home(_ person: Int, _ year: Int) -> Int { Int(home[person * Years.count + year]) }

  /// Academic age at the census of a place, may lie outside 0 to 25.
  func age(_ person: Int, _ year: Int) -> Int {
    AcademicAge.at(
      census: Years.first + year, bornIn: Int(birthYear[person]), month: Int(birthMonth[person]))
  }

  mutating func setHome(_ person: Int, _ year: Int, _ borough: Int) {
    home[person * Years.count + year] = Int8(borough)
  }

  /// Somebody of academic age `age` at the census of place `year` joins the roll of a borough there.
  mutating func add(age: Int, year: Int, borough: Int, as entry: Entry, _ random: inout RandomSource) {
    let month = random.pick(1...12)
    birthYear.append(Int16(Years.first + year - 1 - age - (month >= 9 ? 1 : 0)))
    birthMonth.append(Int8(month))
    home += [Int8](repeating: -1, count: Years.count)
    if entry != .brief { setHome(count, year, borough) }
    luck.append(random.unit())
    entryYear.append(Int8(year))
    entryHome.append(Int8(borough))
    self.entry.append(entry)
  }
}

internal import Records
internal import Vocabulary

/// What one return says about one person, reduced to its two census days and the four quarter days between them. Owns no
/// memory outside, so that a copy costs nothing else; and 64 bytes inside, for there may be millions.
struct PersonFacts: Silent, Sendable {
  /// Empty for none.
  let upn: PupilNumber
  /// From the lowest bit: 34 for the ULN, 16 for the months of the birth, 4 for the quarters, 1 for transfers.
  private let packed: UInt64
  private var shortNumber: UInt32
  private(set) var place: RowPlace
  private let shortLatestStart: Int32
  let then: CensusPresence?
  let now: CensusPresence?

  /// - Parameters:
  ///   - uln: of at most ten digits.
  ///   - quarters: of four bits.
  init(
    number: Int, place: RowPlace, upn: PupilNumber, uln: Int, birth: CalendarDate, latestStart: Int?,
    then: CensusPresence?, now: CensusPresence?, quarters: UInt8, hasTransfers: Bool
  ) {
    precondition((0..<1 << 34).contains(uln), "a ULN of ten digits")
    shortNumber = UInt32(clamping: number)
    let months = UInt64(truncatingIfNeeded: 12 * birth.year + birth.month - 1)
    packed = UInt64(truncatingIfNeeded: uln) | months << 34 | UInt64(quarters & 0xF) << 50 | (hasTransfers ? 1 << 54 : 0)
    shortLatestStart = latestStart.map { Int32(clamping: $0) } ?? .min
    (self.then, self.now) = (then, now)
    (self.place, self.upn) = (place, upn)
  }

  /// Which person of the return it is, from 1, in either shape.
  var number: Int { Int(shortNumber) }
  /// Ten digits; 0 for none and for what stands for none.
  var uln: Int { Int(truncatingIfNeeded: packed & (1 << 34 - 1)) }
  private var birth: Int { Int(truncatingIfNeeded: packed >> 34 & 0xFFFF) }
  var birthYear: Int { birth / 12 }
  var birthMonth: Int { birth % 12 + 1 }
  /// Quarter days on which a plan was in force here: bit 0 for 31 March to bit 3 for 31 December.
  var quarters: UInt8 { UInt8(truncatingIfNeeded: packed >> 50 & 0xF) }
  /// The return shows plans of this person that were transferred in; see `Transfers`.
  var hasTransfers: Bool { packed >> 54 & 1 == 1 }
  /// Day number of the latest plan's start.
  var latestStart: Int? { shortLatestStart == .min ? nil : Int(shortLatestStart) }

  /// At most one for the return's own census and one for the census before. `arrivedFromElsewhere` is that of
  /// this return alone.
  var presences: Presences { Presences(then, now) }

  /// The same in a whole return of which the one that was read is a part.
  ///
  /// - Parameters: persons, rows and lines before the part.
  func below(persons: Int, rows: Int, lines: Int) -> PersonFacts {
    var facts = self
    facts.shortNumber = UInt32(clamping: number + persons)
    facts.place = place.below(rows: rows, lines: lines)
    return facts
  }

  /// A permanent UPN stays with a child. A temporary one (13th character a letter) is replaced, and who has a ULN
  /// alone may have a UPN alone next year.
  var hasLastingIdentifier: Bool { upn.isPermanent }
}

/// One return: its collection year and its persons.
struct ReturnFacts: Silent, Sendable {
  let year: Int
  var persons: Chunks<PersonFacts>
  var transfers = Transfers()
  /// The used rows below each person, for the case that the person is listed later.
  var trail: RowTrail

  /// - Parameter isPart: of a few persons only.
  init(year: Int, isPart: Bool = false) {
    self.year = year
    persons = isPart ? Chunks(room: 1 << 9) : Chunks()
    trail = RowTrail(isPart: isPart)
  }
}

/// What a reducer needs to know of a return.
struct CensusSetting: Sendable {
  let year: Int
  let laNumber: String
  let providers: ProviderSectors
  /// Modules that the return does not have.
  var absent: Set<Module> = [] {
    didSet { lacking = Lacking(assessment: absent.contains(.assessment), planDetail: absent.contains(.planDetail)) }
  }
  private(set) var lacking = Lacking()

  init(year: Int, laNumber: String, providers: ProviderSectors) {
    (self.year, self.laNumber, self.providers) = (year, laNumber, providers)
  }

  /// Of the modules that are absent those that a row's checks ask for.
  struct Lacking {
    var assessment = false
    var planDetail = false
  }
}

/// What the persons of a part of a return came to.
struct CensusPart: Silent, Sendable {
  let facts: ReturnFacts
  let totals: ReturnTotals
  let monthFirst: MonthFirstDates
  let seen: Int
}

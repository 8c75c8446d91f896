internal import Records
internal import Vocabulary

/// What one return says about one person, reduced to its two census days and the four quarter days between them. Owns no
/// memory outside, so that a copy costs nothing else.
struct PersonFacts: Silent, Sendable {
  private var shortNumber: UInt32
  private(set) var place: RowPlace
  /// Empty for none.
  let upn: PupilNumber
  /// Ten digits; 0 for none and for what stands for none.
  let uln: Int
  private let shortBirthYear: Int16
  private let shortBirthMonth: Int8
  /// Quarter days on which a plan was in force here: bit 0 for 31 March to bit 3 for 31 December.
  let quarters: UInt8
  /// The return shows plans of this person that were transferred in; see `Transfers`.
  let hasTransfers: Bool
  private let shortLatestStart: Int32
  private let then: CensusPresence?
  private let now: CensusPresence?

  init(
    number: Int, place: RowPlace, upn: PupilNumber, uln: Int, birth: CalendarDate, latestStart: Int?,
    then: CensusPresence?, now: CensusPresence?, quarters: UInt8, hasTransfers: Bool
  ) {
    (self.quarters, self.hasTransfers) = (quarters, hasTransfers)
    shortNumber = UInt32(clamping: number)
    (shortBirthYear, shortBirthMonth) = (Int16(clamping: birth.year), Int8(clamping: birth.month))
    shortLatestStart = latestStart.map { Int32(clamping: $0) } ?? .min
    (self.then, self.now) = (then, now)
    (self.place, self.upn, self.uln) = (place, upn, uln)
  }

  /// Which person of the return it is, from 1, in either shape.
  var number: Int { Int(shortNumber) }
  var birthYear: Int { Int(shortBirthYear) }
  var birthMonth: Int { Int(shortBirthMonth) }
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

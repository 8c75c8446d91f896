internal import Records
internal import Vocabulary

/// What one return says about one person, reduced to its two census days.
struct PersonFacts: Silent {
  /// Which person of the return it is, from 1, in either shape.
  let number: Int
  let place: RowPlace
  /// All rows of the person that are used, for the case that the person is listed later.
  let places: [RowPlace]
  let upn: String
  /// Ten digits; empty for what stands for none.
  let uln: String
  let birthYear: Int
  let birthMonth: Int
  /// Day number of the latest plan's start.
  let latestStart: Int?
  /// At most one for the return's own census and one for the census before. `arrivedFromElsewhere` is that of
  /// this return alone.
  let presences: [CensusPresence]
  /// Start dates of plans that this return shows as transferred in.
  let transferred: [CalendarDate]

  /// A permanent UPN stays with a child. A temporary one (13th character a letter) is replaced, and who has a ULN
  /// alone may have a UPN alone next year.
  var hasLastingIdentifier: Bool {
    guard upn.utf8.count == 13, let last = upn.utf8.last else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
  }
}

/// One return: its collection year and its persons.
struct ReturnFacts: Silent {
  let year: Int
  var persons: [PersonFacts]
}

/// Reduces the persons of one return, as they come, to who was on roll where on its two census days.
///
/// The return of collection Y shows census day Y and, re-derived from dates, census day Y-1.
final class CensusReducer: Silent {
  private let year: Int
  private let log: FindingLog
  private let providers: ProviderSectors
  private var persons: [PersonFacts] = []
  private var seen = 0

  init(year: Int, log: FindingLog, providers: ProviderSectors) {
    self.year = year
    self.log = log
    self.providers = providers
  }

  /// No person was given, usable or not.
  var isEmpty: Bool { seen == 0 }
  var facts: ReturnFacts { ReturnFacts(year: year, persons: persons) }

  func add(_ draft: PersonDraft) {
    seen += 1
    guard case .day(let day) = draft.row.birth, let birth = CalendarDate(dayNumber: day) else {
      return drop(draft, draft.row.birth == .missing ? .birthDateMissing : .badDate)
    }
    // In range on one of the two census days.
    let age = AcademicAge.at(census: year, bornIn: birth.year, month: birth.month)
    guard (0...26).contains(age) else { return drop(draft, .ageOutsideRange) }

    var account = RowAccount(log: log, all: draft.places)
    let plans = PlanReader(person: draft.row.place).plans(of: draft, &account)
    var presences: [CensusPresence] = []
    for (census, age) in [(year - 1, age - 1), (year, age)] {
      if let presence = presence(at: census, age: age, plans, &account) { presences.append(presence) }
    }
    let upn = upn(draft.row)
    let uln = uln(draft.row)
    if upn.isEmpty, uln.isEmpty { log.note(.noIdentifier, draft.row.place) }
    persons.append(
      PersonFacts(
        number: seen, place: draft.row.place, places: account.used, upn: upn, uln: uln,
        birthYear: birth.year, birthMonth: birth.month, latestStart: plans.map(\.start).max(), presences: presences,
        transferred: plans.filter(\.isTransfer).compactMap { CalendarDate(dayNumber: $0.start) }))
  }

  private func presence(at census: Int, age: Int, _ plans: [Plan], _ account: inout RowAccount) -> CensusPresence? {
    let day = Census.day(census).dayNumber
    let onRoll = plans.filter { $0.isOnRoll(day) }
    guard let plan = onRoll.max(by: { $0.start < $1.start }), let start = CalendarDate(dayNumber: plan.start) else {
      return nil
    }
    guard age >= 0 else {
      account.note(.ageBelowZero, plan.place)
      return nil
    }
    guard age <= AcademicAge.range.upperBound else {
      account.note(.openAbove25, plan.place)
      return nil
    }
    if onRoll.count > 1 { account.note(.twoPlans, plan.place) }
    return CensusPresence(
      year: census, need: plan.need(&account), sector: plan.sector(on: day, providers, &account), planStart: start,
      arrivedFromElsewhere: plan.isTransfer)
  }

  private func upn(_ row: PersonRow) -> String {
    if row.upn != "", !hasUPNShape(row.upn ?? "") { log.note(.upnShape, row.place) }
    return row.upn ?? ""
  }

  /// Ten digits that do not begin with 0. 9999999999 says that the number is not known: many have it.
  private func uln(_ row: PersonRow) -> String {
    guard let uln = row.uln, uln.utf8.count == 10, uln != "9999999999" else { return "" }
    return uln
  }

  /// A letter, eleven digits, a digit or letter.
  private func hasUPNShape(_ upn: String) -> Bool {
    let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let bytes = Array(upn.utf8)
    return bytes.count == 13 && letters.contains(bytes[0]) && bytes[1..<12].allSatisfy(digits.contains)
      && (digits.contains(bytes[12]) || letters.contains(bytes[12]))
  }

  private func drop(_ draft: PersonDraft, _ rule: Rule) {
    log.note(rule, draft.row.place)
    for place in draft.places.dropFirst() { log.note(.belongsToListedRow, place) }
  }
}

/// Which rows of one person are used. Notes each rule once per row.
struct RowAccount {
  private struct Note: Hashable {
    let rule: Rule
    let place: RowPlace
  }

  private let log: FindingLog
  private let all: [RowPlace]
  private var dropped: Set<RowPlace> = []
  private var notes: Set<Note> = []

  init(log: FindingLog, all: [RowPlace]) {
    self.log = log
    self.all = all
  }

  var used: [RowPlace] { dropped.isEmpty ? all : all.filter { !dropped.contains($0) } }

  /// For rules whose rows are used.
  mutating func note(_ rule: Rule, _ place: RowPlace) {
    if notes.insert(Note(rule: rule, place: place)).inserted { log.note(rule, place) }
  }

  /// Lists a row and those that belong to it.
  ///
  /// - Parameter shown: where the rule is shown, if not at the row itself.
  mutating func drop(_ rule: Rule, _ place: RowPlace, with below: [RowPlace] = [], shown: RowPlace? = nil) {
    guard dropped.insert(place).inserted else { return }
    log.note(rule, shown ?? place, droppedIn: place.file)
    for place in below where dropped.insert(place).inserted { log.note(.belongsToListedRow, place) }
  }
}

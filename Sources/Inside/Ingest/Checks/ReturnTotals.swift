/// A part of a whole. Shares are looked at from fifty on: below, a few children make any share.
struct Share {
  private static let enough = 50
  private let part: Int
  private let whole: Int

  init(_ part: Int, of whole: Int) { (self.part, self.whole) = (part, whole) }

  func isAbove(percent: Int) -> Bool { whole >= Self.enough && part * 100 > whole * percent }
}

/// What a return adds up to, for the checks on it as a whole.
struct ReturnTotals {
  private var persons = 0
  private var withoutIdentifier = 0
  private var onRoll = 0
  private var withoutNeed = 0
  private var withoutPlacement = 0
  private var withProvider = 0
  private var unknownProvider = 0
  private var requests = 0
  private var refusals = 0
  private var ceased = 0
  private var newPlans = 0
  private var exceptions = 0

  private static let hundred = 100

  mutating func add(_ draft: PersonDraft, _ plans: Refilled<Plan>, _ identity: Identity, _ period: ReturnPeriod) {
    persons += 1
    if identity.isMissing { withoutIdentifier += 1 }
    for request in draft.requests {
      if let received = request.row.received.dayNumber, period.calendarYear.contains(received) {
        requests += 1
        if request.row.outcome == "N" { refusals += 1 }
      }
      if let start = draft.plan(of: request)?.row.start.dayNumber, period.calendarYear.contains(start) {
        newPlans += 1
        if draft.assessment(of: request)?.week20 == .yes { exceptions += 1 }
      }
    }
    for plan in plans {
      if let cease = plan.cease, period.calendarYear.contains(cease) { ceased += 1 }
    }
  }

  /// A plan on roll on the return's own census day.
  ///
  /// - Parameter isKnown: of the provider attended.
  mutating func add(_ plan: Plan, _ attended: PlacementRow?, isKnown: Bool) {
    onRoll += 1
    if !plan.hasKnownNeed { withoutNeed += 1 }
    guard let fields = attended?.fields else {
      withoutPlacement += 1
      return
    }
    guard fields.urn != nil || fields.ukprn != nil else { return }
    withProvider += 1
    if !isKnown { unknownProvider += 1 }
  }

  /// Takes those of another part of the return.
  mutating func add(_ part: ReturnTotals) {
    persons += part.persons
    withoutIdentifier += part.withoutIdentifier
    onRoll += part.onRoll
    withoutNeed += part.withoutNeed
    withoutPlacement += part.withoutPlacement
    withProvider += part.withProvider
    unknownProvider += part.unknownProvider
    requests += part.requests
    refusals += part.refusals
    ceased += part.ceased
    newPlans += part.newPlans
    exceptions += part.exceptions
  }

  func check(_ log: FindingLog, file: Int) {
    func share(_ rule: Rule, _ part: Int, of whole: Int, above percent: Int) {
      if Share(part, of: whole).isAbove(percent: percent) { log.note(rule, file: file, count: part) }
    }
    share(.manyWithoutIdentifier, withoutIdentifier, of: persons, above: 20)
    share(.manyNeedsMissing, withoutNeed, of: onRoll, above: 20)
    share(.manyPlacementsMissing, withoutPlacement, of: onRoll, above: 20)
    share(.manyUnknownProviders, unknownProvider, of: withProvider, above: 20)
    share(.week20Everywhere, exceptions, of: newPlans, above: 50)
    if onRoll >= Self.hundred, requests == 0 { log.note(.noRequests, file: file) }
    if onRoll >= Self.hundred, ceased == 0 { log.note(.noCeasedPlans, file: file) }
    if requests >= Self.hundred, refusals == 0 { log.note(.noRefusals, file: file) }
  }
}

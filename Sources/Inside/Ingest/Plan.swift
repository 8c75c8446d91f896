internal import Records
internal import Vocabulary

/// The plans of one person, and the placements of all of them. Filled again and again, like a draft.
struct PersonPlans: Silent {
  private(set) var plans = Refilled<Plan>()
  private(set) var placements = Refilled<PlacementRow>()

  mutating func add(_ plan: Plan) { plans.append(plan) }
  mutating func add(_ placement: PlacementRow) { placements.append(placement) }

  mutating func removeAll() {
    plans.removeAll()
    placements.removeAll()
  }
}

/// One plan of one person, with days as day numbers.
struct Plan: Silent {
  /// The named plan's row.
  let place: RowPlace
  let start: Int
  /// The day it came under this borough: its start, for a plan from elsewhere the day it was received if later.
  let from: Int
  let cease: Int?
  let isTransfer: Bool
  /// Nil where the return has no active plan for it.
  let activePlan: RowPlace?
  let primaryNeed: PrimaryNeed
  /// Where they lie in those of the person's plans.
  let placements: Range<Int>

  /// In force here at `day`; a plan that ceases on that day is not.
  func isOnRoll(_ day: Int) -> Bool {
    from <= day && !(cease.map { $0 <= day } ?? false)
  }

  var hasKnownNeed: Bool { if case .known = primaryNeed { true } else { false } }

  /// Primary need (SEN2 item 5.8a). Down syndrome, unknown and missing count as other.
  func need(_ account: inout RowAccount) -> Need {
    switch primaryNeed {
    case .known(let need): return need
    case .unknown: return .oth
    case .none:
      account.note(activePlan == nil ? .activePlanMissing : .needMissing, activePlan ?? place)
      return .oth
    }
  }

  /// The placement attended on `day`, with findings. Nil for none.
  func attended(on day: Int, _ plans: PersonPlans, _ account: inout RowAccount) -> PlacementRow? {
    for index in placements where plans.placements[index].isInForce(day) {
      let placement = plans.placements[index]
      for earlier in placements.lowerBound..<index
      where plans.placements[earlier].isInForce(day) && placement.overlaps(plans.placements[earlier]) {
        account.note(.placementsOverlap, placement.place)
      }
    }
    let attended = plans.placements.attended(on: day, among: placements)
    if attended == nil, let activePlan {
      account.note(isTransfer ? .placementMissingTransfer : .placementMissing, activePlan)
    }
    return attended
  }

  /// - Parameters:
  ///   - placement: the one attended.
  ///   - age: on 31 August before the day.
  func placed(
    _ placement: PlacementRow?, age: Int, _ providers: ProviderSectors, _ account: inout RowAccount
  ) -> Placed {
    guard let placement else { return Placed(sector: .other) }
    let fields = placement.fields
    if fields.setting == "NEET", age < leavingAge { account.note(.neetBelow16, placement.place) }
    return providers.placed(fields, entry: placement.entryDay, age: age) { account.note($0, placement.place) }
  }
}

extension Refilled<PlacementRow> {
  /// The placement attended on `day`: of those in force the one with the lowest rank, then the latest entry. A missing
  /// entry or leaving date is open.
  func attended(on day: Int, among places: Range<Int>) -> PlacementRow? {
    var attended: PlacementRow?
    for place in places where self[place].isInForce(day) {
      let placement = self[place]
      if attended.map({ (placement.order, $0.entryDay) < ($0.order, placement.entryDay) }) ?? true { attended = placement }
    }
    return attended
  }
}

/// What the rows of a plan's needs say of the primary one.
enum PrimaryNeed {
  /// No row for it.
  case none
  /// A row with a code that is none, or a secondary need alone: noted there.
  case unknown
  case known(Need)
}

/// Of young people in no education: below it there is always a duty to attend.
private let leavingAge = 16

extension PlacementRow {
  fileprivate var entryDay: Int { entry.dayNumber ?? .min }
  fileprivate var leavingDay: Int { leaving.dayNumber ?? .max }
  fileprivate func isInForce(_ day: Int) -> Bool { entryDay <= day && leavingDay >= day }

  /// Ranks 1 and 2; others come after them.
  fileprivate var order: Int { fields.rank.map { (1...2).contains($0) ? $0 : 3 } ?? 3 }

  /// Two of one rank at one time; a day on which one is left and the other begins does not count.
  fileprivate func overlaps(_ other: PlacementRow) -> Bool {
    order == other.order && max(entryDay, other.entryDay) < min(leavingDay, other.leavingDay)
  }
}

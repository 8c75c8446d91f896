import Vocabulary

// The classes by which DfE counts what a return says of a person.

extension ReturnedRequest {
  var plan: ReturnedNamedPlan? { assessment?.plan }

  /// The plan is this borough's and in force on a day; one that ceases on that day is not.
  func isOnRoll(_ day: Int) -> Bool {
    guard let plan else { return false }
    let from = active?.transferLA == nil ? plan.start : max(plan.start, received)
    return from <= day && (plan.ceased.map { $0 > day } ?? true)
  }
}

extension ReturnedActivePlan {
  /// The setting attended on a day: lowest rank, then latest entry; a leaving day is still attended.
  func attended(_ day: Int) -> Setting? {
    let (first, second) = (placements.filter { $0.covers(day) }, alongside.flatMap { $0.covers(day) ? $0 : nil })
    return (first.max { $0.entry < $1.entry } ?? second)?.setting
  }
}

extension Episode {
  fileprivate func covers(_ day: Int) -> Bool { entry <= day && (leaving.map { $0 >= day } ?? true) }
}

/// Primary need as returned: the twelve of `Need`, Down syndrome, and not recorded.
enum NeedClass {
  static let codes = Need.codes + ["DS"]
  static let count = codes.count + 1
  static let notRecorded = codes.count

  static func of(_ active: ReturnedActivePlan?) -> Int {
    active?.needs.first.flatMap { codes.firstIndex(of: $0) } ?? notRecorded
  }
}

/// SEN2 item 4.6, 1 to 9, and not recorded.
enum CeaseClass {
  /// Columns of reasons 1 to 9.
  static let columns = [
    "max_age", "needs_met", "he", "employ", "transfer", "no_engage", "moved_outside_eng", "deceased", "other",
  ]
  static let count = columns.count + 1
  static let notRecorded = columns.count

  static func of(_ reason: Int?) -> Int { reason.map { $0 - 1 } ?? notRecorded }
}

/// What is counted of a request: one of the four outcomes, and more.
enum RequestClass: Int, CaseIterable {
  case toAssess, notToAssess, notMade, withdrawn
  case inSixWeeks, overSixWeeks
  case mediation, tribunal, both

  static let outcomes: [RequestClass] = [.toAssess, .notToAssess, .notMade, .withdrawn]

  static func of(_ request: ReturnedRequest) -> [RequestClass] {
    var classes: [RequestClass] =
      switch request.outcome {
      case "Y": [.toAssess]
      case "N": [.notToAssess]
      case "W": [.withdrawn]
      default: [.notMade]
      }
    if classes[0] == .toAssess || classes[0] == .notToAssess, let decided = request.outcomeDay {
      classes.append(decided - request.received <= 42 ? .inSixWeeks : .overSixWeeks)
    }
    if request.mediation { classes.append(.mediation) }
    if request.tribunal { classes.append(.tribunal) }
    if request.mediation, request.tribunal { classes.append(.both) }
    return classes
  }
}

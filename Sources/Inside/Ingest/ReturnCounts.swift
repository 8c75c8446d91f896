public import PublicData
public import Records
internal import Vocabulary

/// What one return holds, counted as DfE counts it for its published tables: the stock on the return's census day, and
/// what happened in the calendar year before.
///
/// Exact, for the borough's own staff. It names nobody, and it is no contribution: the gate takes contributions of
/// persons only, and no module of the gate, nor `Contributions`, can name this type.
public struct ReturnCounts: Sendable, Silent {
  /// Year of the census day.
  public let year: Int
  /// Placements have DfE's settings; else, with our own list of providers, sectors only.
  let hasSettings: Bool
  var plans: [PlanGroup: Int] = [:]
  var newPlans: [NewPlanGroup: Int] = [:]
  var ceased: [CeasedGroup: Int] = [:]
  var requests: [RequestGroup: Int] = [:]
  var assessments: [AssessmentGroup: Int] = [:]

  init(year: Int, hasSettings: Bool) { (self.year, self.hasSettings) = (year, hasSettings) }

  /// Census day of the stock, and calendar year of the rest.
  var january: PublishedPeriod { .january(year) }
  var calendarYear: PublishedPeriod { .calendarYear(year - 1) }
}

/// A group of plans on roll.
struct PlanGroup: Hashable, Silent {
  let place: PlaceGroup
  /// Completed years on 31 August before the census day; nil if unknown.
  let age: Int?
  let need: PublishedNeed
}

/// Where a plan is met: a setting, or a sector where only that is known.
struct PlaceGroup: Hashable, Silent {
  let setting: PublishedSetting
  let sector: Sector
}

/// A group of new plans, with their ages by each of the ways in which releases count them.
struct NewPlanGroup: Hashable, Silent {
  /// The setting named in the plan.
  let place: PlaceGroup
  let ages: StartAges
  let need: PublishedNeed
}

struct StartAges: Hashable, Silent {
  let onStart, schoolYear, schoolYearBefore: Int?

  subscript(_ basis: PublishedStartAge) -> Int? {
    switch basis {
    case .startDay: onStart
    case .schoolYear: schoolYear
    case .schoolYearBefore: schoolYearBefore
    }
  }
}

struct CeasedGroup: Hashable, Silent {
  let reason: PublishedCeaseReason
  /// Completed years on the day the plan ceased.
  let age: Int?
}

extension ReturnCounts {
  /// Requests received in the calendar year before the census, by completed years of age on that day, 0 to 25 (who is older
  /// is in the last). Who has no day of birth is in none.
  public func requestsByAge(_ column: PublishedRequestColumn) -> [Int] {
    Self.byAge(requests.lazy.filter { $0.key.columns.contains(column) }.map { ($0.key.age, $0.value) })
  }

  /// Assessments decided in that year, by age on the day of the request, as above.
  /// - Parameter issued: those alone of which a plan came.
  public func assessmentsByAge(issued: Bool) -> [Int] {
    Self.byAge(assessments.lazy.filter { !issued || $0.key.isIssued }.map { ($0.key.age, $0.value) })
  }

  private static func byAge(_ groups: some Sequence<(Int?, Int)>) -> [Int] {
    var counts = [Int](repeating: 0, count: AcademicAge.count)
    for (age, count) in groups { if let age, age >= 0 { counts[min(age, AcademicAge.range.upperBound)] += count } }
    return counts
  }
}

/// A decided assessment.
struct AssessmentGroup: Hashable, Silent {
  /// A plan was issued.
  let isIssued: Bool
  /// Completed years on the day the request was received.
  let age: Int?
}

struct RequestGroup: Hashable, Silent {
  let columns: Set<PublishedRequestColumn>
  /// Completed years on the day the request was received.
  let age: Int?
}

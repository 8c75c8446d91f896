internal import Records

/// Builds the persons of one XML return from its elements, one person at a time.
///
/// A module's element counts where the nearest module around it is its parent; a field where it stands directly
/// in its module (in the header at any depth). Names are taken in any case.
final class XMLReturn: XMLHandler, Silent {
  private enum Element: Equatable {
    case other, message, persons
    case module(Module)
    case column(Column)
  }

  private static let elements: [Element] =
    [.other, .message, .persons] + Module.allCases.map { .module($0) } + Column.allCases.map { .column($0) }
  private static let names: [String: Int] = {
    // Some suppliers wrap the return in SEN2, inside Message or in its place.
    var names = ["message": 1, "sen2": 1, "persons": 2]
    for (index, element) in elements.enumerated() {
      switch element {
      case .module(.header): names["header"] = index
      case .module(let module): names[module.rawValue] = index
      default: break
      }
    }
    for (name, column) in Column.named { names[name] = elements.firstIndex(of: .column(column)) }
    return names
  }()

  private static let depthLimit = 32
  private static let textLimit = 256
  private static let rowsPerPerson = 10_000

  private let file: Int
  private let log: FindingLog
  private let makeReducer: (HeaderRow?) throws(Refusal) -> CensusReducer
  private(set) var reducer: CensusReducer?

  private var open: [Element] = []
  /// Modules around the present element; nil for one that is misplaced.
  private var modules: [Module?] = []
  private var collecting: Column?
  private var collected: [UInt8] = []
  private var rowsOfPerson = 0

  private var header: HeaderRow?
  private var person: PersonRow?
  private var requests: [RequestDraft] = []
  private var request: RequestRow?
  private var assessments: [AssessmentDraft] = []
  private var assessment: AssessmentRow?
  private var plans: [NamedPlanDraft] = []
  private var plan: NamedPlanRow?
  private var details: [PlanDetailRow] = []
  private var activePlans: [ActivePlanDraft] = []
  private var activePlan: ActivePlanRow?
  private var placements: [PlacementRow] = []
  private var needs: [NeedRow] = []

  init(file: Int, log: FindingLog, makeReducer: @escaping (HeaderRow?) throws(Refusal) -> CensusReducer) {
    self.file = file
    self.log = log
    self.makeReducer = makeReducer
  }

  func token(for name: String) -> Int {
    Self.names[name.lowercased()] ?? 0
  }

  func start(_ token: Int, line: Int) throws(Refusal) {
    let element = Self.elements[token]
    if open.isEmpty, element != .message { throw Refusal(rule: .notAReturn, line: line) }
    open.append(element)
    guard open.count <= Self.depthLimit else { throw Refusal(rule: .tooDeep, line: line) }
    collecting = nil
    switch element {
    case .module(let module): try begin(module, line)
    case .column(let column):
      guard let module = modules.last ?? nil else { break }
      if module == .header || open[open.count - 2] == .module(module) {
        collecting = column
        collected.removeAll(keepingCapacity: true)
      }
    case .other, .message, .persons: break
    }
  }

  func text(_ bytes: Span<UInt8>) {
    guard collecting != nil else { return }
    for index in 0..<min(bytes.count, Self.textLimit - collected.count) { collected.append(bytes[index]) }
  }

  func end() throws(Refusal) {
    switch open.popLast() {
    case .column:
      if let collecting, let module = modules.last ?? nil { set(collecting, in: module) }
      collecting = nil
    case .module:
      if let module = modules.popLast() ?? nil { try finish(module) }
    case .other, .message, .persons, nil: break
    }
  }

  private func begin(_ module: Module, _ line: Int) throws(Refusal) {
    let place = log.row(in: file, line: line)
    let isInPlace =
      modules.isEmpty ? module.parent == nil : modules.last == .some(module.parent) && module.parent != nil
    guard isInPlace else {
      modules.append(nil)
      return log.note(.misplacedElement, place)
    }
    modules.append(module)
    rowsOfPerson += 1
    guard rowsOfPerson <= Self.rowsPerPerson else { throw Refusal(rule: .tooLarge, line: line) }
    switch module {
    case .header:
      guard reducer == nil else { throw Refusal(rule: .missingHeader, line: line) }
      header = HeaderRow(place)
    case .person:
      guard reducer != nil else { throw Refusal(rule: .missingHeader, line: line) }
      rowsOfPerson = 1
      person = PersonRow(place)
    case .requests: request = RequestRow(place)
    case .assessment: assessment = AssessmentRow(place)
    case .namedPlan: plan = NamedPlanRow(place)
    case .planDetail: details.append(PlanDetailRow(place))
    case .activePlans: activePlan = ActivePlanRow(place)
    case .placementDetail: placements.append(PlacementRow(place))
    case .need: needs.append(NeedRow(place))
    }
  }

  private func set(_ column: Column, in module: Module) {
    let bytes = collected
    let text = bytes.span
    switch module {
    case .header: header?.set(column, text)
    case .person: person?.set(column, text)
    case .requests: request?.set(column, text)
    case .assessment: assessment?.set(column, text)
    case .namedPlan: plan?.set(column, text)
    case .planDetail: details[details.count - 1].set(column, text)
    case .activePlans: activePlan?.set(column, text)
    case .placementDetail: placements[placements.count - 1].set(column, text)
    case .need: needs[needs.count - 1].set(column, text)
    }
  }

  /// A module's element is closed: its draft goes to that of the parent, a person's to the reducer.
  private func finish(_ module: Module) throws(Refusal) {
    switch module {
    case .header: reducer = try makeReducer(header)
    case .person:
      if let person { reducer?.add(PersonDraft(row: person, requests: requests)) }
      (person, requests) = (nil, [])
    case .requests:
      if let request { requests.append(RequestDraft(row: request, assessments: assessments, activePlans: activePlans)) }
      (request, assessments, activePlans) = (nil, [], [])
    case .assessment:
      if let assessment { assessments.append(AssessmentDraft(row: assessment, plans: plans)) }
      (assessment, plans) = (nil, [])
    case .namedPlan:
      if let plan { plans.append(NamedPlanDraft(row: plan, details: details)) }
      (plan, details) = (nil, [])
    case .activePlans:
      if let activePlan {
        activePlans.append(ActivePlanDraft(row: activePlan, placements: placements, needs: needs))
      }
      (activePlan, placements, needs) = (nil, [], [])
    case .planDetail, .placementDetail, .need: break
    }
  }
}

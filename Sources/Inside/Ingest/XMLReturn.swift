internal import Records

/// Builds the persons of one XML return from its elements, one person at a time.
///
/// A module's element counts where the nearest module around it is its parent; a field where it stands directly
/// in its module (in the header at any depth). Names are taken in any case.
struct XMLReturn: Silent {
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
  private var collected = [UInt8](repeating: 0, count: textLimit)
  private var length = 0
  private var rowsOfPerson = 0

  private var header: HeaderRow?
  /// The present person with all rows so far: those still open are blank in it until they are closed.
  private var person = PersonDraft()
  private var personRow = PersonRow(noPlace)
  private var request = RequestRow(noPlace)
  private var assessment = AssessmentRow(noPlace)
  private var plan = NamedPlanRow(noPlace)
  private var detail = PlanDetailRow(noPlace)
  private var activePlan = ActivePlanRow(noPlace)
  private var placement = PlacementRow(noPlace)
  private var need = NeedRow(noPlace)

  private static let noPlace = RowPlace(file: 0, line: 0, ordinal: 0)

  init(file: Int, log: FindingLog, makeReducer: @escaping (HeaderRow?) throws(Refusal) -> CensusReducer) {
    self.file = file
    self.log = log
    self.makeReducer = makeReducer
  }

  /// A number for an element's name, without its prefix.
  static func token(for name: String) -> Int {
    names[name.lowercased()] ?? 0
  }

  mutating func start(_ token: Int, line: Int) throws(Refusal) {
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
        length = 0
      }
    case .other, .message, .persons: break
    }
  }

  mutating func text(_ bytes: Span<UInt8>) {
    guard collecting != nil else { return }
    for index in 0..<min(bytes.count, Self.textLimit - length) { collected[length + index] = bytes[index] }
    length += min(bytes.count, Self.textLimit - length)
  }

  mutating func end() throws(Refusal) {
    switch open.popLast() {
    case .column:
      if let collecting, let module = modules.last ?? nil { set(collecting, in: module) }
      collecting = nil
    case .module:
      if let module = modules.popLast() ?? nil { try finish(module) }
    case .other, .message, .persons, nil: break
    }
  }

  private mutating func begin(_ module: Module, _ line: Int) throws(Refusal) {
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
      personRow = PersonRow(place)
      person.start(personRow)
    case .requests:
      request = RequestRow(place)
      person.add(request)
    case .assessment:
      assessment = AssessmentRow(place)
      person.add(assessment)
    case .namedPlan:
      plan = NamedPlanRow(place)
      person.add(plan)
    case .planDetail: detail = PlanDetailRow(place)
    case .activePlans:
      activePlan = ActivePlanRow(place)
      person.add(activePlan)
    case .placementDetail: placement = PlacementRow(place)
    case .need: need = NeedRow(place)
    }
  }

  private mutating func set(_ column: Column, in module: Module) {
    let bytes = collected
    set(column, in: module, bytes.span.extracting(first: length))
  }

  private mutating func set(_ column: Column, in module: Module, _ text: Span<UInt8>) {
    switch module {
    case .header: header?.set(column, text)
    case .person: personRow.set(column, text)
    case .requests: request.set(column, text)
    case .assessment: assessment.set(column, text)
    case .namedPlan: plan.set(column, text)
    case .planDetail: detail.set(column, text)
    case .activePlans: activePlan.set(column, text)
    case .placementDetail: placement.set(column, text)
    case .need: need.set(column, text)
    }
  }

  /// A module's element is closed: its row is whole. With a person's the draft is.
  private mutating func finish(_ module: Module) throws(Refusal) {
    switch module {
    case .header: reducer = try makeReducer(header)
    case .person:
      person.replace(personRow)
      reducer?.add(person)
    case .requests: person.replaceLatest(request)
    case .assessment: person.replaceLatest(assessment)
    case .namedPlan: person.replaceLatest(plan)
    case .planDetail: person.add(detail)
    case .activePlans: person.replaceLatest(activePlan)
    case .placementDetail: person.add(placement)
    case .need: person.add(need)
    }
  }
}

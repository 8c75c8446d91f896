internal import Records

/// The rows of some persons in all files of a Blade export, as bytes: work for one thread.
struct BladePortion: Sendable, Silent {
  /// By `Module.tables`; empty for a module that the export does not have.
  var files: [PortionBytes]
  /// The files end with it.
  let isLast: Bool
}

/// A part of one file, from the beginning of a row to the end of another.
struct PortionBytes: Sendable, Silent {
  var bytes: [UInt8] = []
  /// How many of them count.
  var count = 0
}

/// What of one file a portion was found to hold.
struct PortionExtent: Sendable, Silent {
  /// Links of the first row and of the last one; 0 where there is no row with ids.
  let first: RowLinks
  let last: RowLinks
  let rows: Int
  let lines: Int
}

/// What came of a portion. Its lines, rows and persons are counted from its own beginning.
struct BladePart: Sendable, Silent {
  let census: CensusPart
  let findings: FindingLog.Mark
  /// By `Module.tables`.
  let extents: [PortionExtent]
  /// To be used again.
  let buffers: [PortionBytes]
}

extension Module {
  /// Those with a row for each person or more, parents before their children.
  static let tables = Array(allCases.dropFirst())
}

/// The headings of all files but that of the return's own header; nil for a module that the export does not have.
struct BladeHeadings: Sendable {
  var persons: BladeHeading<PersonRow>?
  var requests: BladeHeading<RequestRow>?
  var assessments: BladeHeading<AssessmentRow>?
  var plans: BladeHeading<NamedPlanRow>?
  var details: BladeHeading<PlanDetailRow>?
  var activePlans: BladeHeading<ActivePlanRow>?
  var placements: BladeHeading<PlacementRow>?
  var needs: BladeHeading<NeedRow>?

  /// By `Module.tables`, places among them; nil for persons.
  var parents: [Int?] {
    Module.tables.map { module in
      let parent = module == .namedPlan && plans?.namesRequest ?? false ? .requests : module.parent
      return parent.flatMap(Module.tables.firstIndex)
    }
  }
}

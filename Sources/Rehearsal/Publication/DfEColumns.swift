// The columns of DfE's tables, in the order of the 2025 release. The 2026 release names the same ones; where it divides
// one in two, the two stand in its place.

/// Columns by setting.
enum SettingColumns {
  static let all = DfESetting.allCases.map(\.rawValue)

  /// - Parameters:
  ///   - total: name of the first column.
  ///   - unavailable: settings that a table has as columns without figures.
  ///   - outside: settings that stand in no group's total.
  ///   - ended: the last two columns, of what is not collected since 2023.
  static func columns(
    total: String, is2026: Bool, unavailable: [DfESetting] = [], outside: [DfESetting] = [], ended: [String]
  ) -> [Figure] {
    func group(_ group: DfESettingGroup, share: String? = nil) -> [Figure] {
      let places = group.members.filter { !outside.contains($0) }.map(\.rawValue)
      return settings(group.members, is2026, unavailable)
        + [.sum(group.column, places), .share(share ?? group.column + "_pc", places, of: all)]
    }
    func single(_ setting: DfESetting) -> [Figure] {
      let name = column(setting)
      return [.sum(name, [setting.rawValue]), .share(name + "_pc", [setting.rawValue], of: all)]
    }
    return [.sum(total, all)] + group(.mainstream) + group(.special)
      + group(.alternative, share: is2026 ? "ap_pru_total_pc" : "AP_PRU_total_pc") + group(.furtherEducation)
      + group(.elsewhere) + single(.earlyYears) + single(.notRecorded) + ended.map { .unavailable($0) }
  }

  private static func settings(_ members: [DfESetting], _ is2026: Bool, _ unavailable: [DfESetting]) -> [Figure] {
    members.compactMap { setting in
      switch setting {
      case .specialAcademy where !is2026:
        .sum("special_academy_free", [DfESetting.specialAcademy.rawValue, DfESetting.specialFree.rawValue])
      case .specialFree where !is2026: nil
      case _ where unavailable.contains(setting): .unavailable(column(setting))
      default: .sum(column(setting), [setting.rawValue])
      }
    }
  }

  /// The setting's own column.
  private static func column(_ setting: DfESetting) -> String {
    switch setting {
    case .maintained: "mainstream_la_maintained"
    case .maintainedResourced: "mainstream_la_maintained_resourced_provision"
    case .maintainedUnit: "mainstream_la_maintained_senunit"
    case .academy: "mainstream_academy"
    case .academyResourced: "mainstream_academy_resourced_provision"
    case .academyUnit: "mainstream_academy_senunit"
    case .free: "mainstream_free_school"
    case .freeResourced: "mainstream_free_school_resourced_provision"
    case .freeUnit: "mainstream_free_school_senunit"
    case .independent: "mainstream_independent"
    case .specialMaintained: "special_la_maintained"
    case .specialAcademy: "special_academy"
    case .specialFree: "special_free_school"
    case .specialIndependent: "special_independent"
    case .specialNonMaintained: "special_non_maintained"
    case .alternativeAcademy: "ap_pru_academy"
    case .alternativeFree: "ap_pru_free_school"
    case .alternativeMaintained: "ap_pru_la_maintained"
    case .college: "general_fe_tertiary_colleges"
    case .specialistCollege: "specialist_post_16_institutions"
    case .registeredProvider: "ukrlp_provider"
    case .homeEducation: "elective_home_education"
    case .byAuthority: "other_arrangements_la"
    case .byParents: "other_arrangements_parents"
    case .online: "online_provider"
    case .welsh: "w_settings"
    case .otherSchools: "other_schools"
    case .otherPlacement: "other_placement_settings"
    case .neet: "neet"
    case .noticeToCease: "neet_ntci"
    case .outsideEducation: "neet_other"
    case .outsideEducationSchoolAge: "neet_other_csa"
    case .earlyYears: "nm_early_years"
    case .notRecorded: "placement_unknown"
    }
  }
}

/// Columns by primary need: in alphabetical order, counts and then shares. Down syndrome is a need of its own from the
/// 2026 release on; before, it is within other.
enum NeedColumns {
  static func columns(is2026: Bool) -> [Figure] {
    let all = Array(0..<NeedClass.count)
    let codes = NeedClass.codes.filter { is2026 || $0 != "DS" }.sorted()
    func places(_ code: String) -> [Int] {
      (code == "OTH" && !is2026 ? ["OTH", "DS"] : [code]).compactMap { NeedClass.codes.firstIndex(of: $0) }
    }
    return [.sum("ehc_plans", all)] + codes.map { .sum("number_\($0.lowercased())", places($0)) }
      + [.sum("number_need_unknown", [NeedClass.notRecorded])]
      + codes.map { .share("\($0.lowercased())_pc", places($0), of: all) }
      + [.share("unknown_pc", [NeedClass.notRecorded], of: all)]
  }
}

/// Columns by reason; the 2026 release has none for plans without one.
enum CeaseColumns {
  static func columns(is2026: Bool) -> [Figure] {
    var columns = CeaseClass.columns.enumerated().map { Figure.sum($1, [$0]) }
    if !is2026 { columns.insert(.sum("not_rec", [CeaseClass.notRecorded]), at: columns.count - 1) }
    return columns + [.sum("total_ceased", Array(0..<CeaseClass.count))]
  }
}

/// Columns of requests.
enum RequestColumns {
  static var columns: [Figure] {
    let all = RequestClass.outcomes.map(\.rawValue)
    func sum(_ name: String, _ of: RequestClass) -> Figure { .sum(name, [of.rawValue]) }
    func share(_ name: String, _ part: RequestClass) -> Figure { .share(name, [part.rawValue], of: all) }
    func timely(_ name: String, _ part: RequestClass) -> Figure {
      .share(name, [part.rawValue], of: [RequestClass.inSixWeeks, .overSixWeeks].map(\.rawValue))
    }
    return [
      .sum("requests_received_in_year", all), .sum("requests_rya", []), sum("requests_decided_to_assess", .toAssess),
      sum("requests_decided_not_to_assess", .notToAssess), sum("requests_decision_not_made", .notMade),
      sum("requests_withdrawn", .withdrawn), share("request_assess_pc", .toAssess),
      share("request_not_assess_pc", .notToAssess), share("request_outstanding_pc", .notMade),
      share("request_withdrawn_pc", .withdrawn), sum("request_outcome_six_weeks", .inSixWeeks),
      sum("request_outcome_over_6_weeks", .overSixWeeks), timely("request_outcome_six_weeks_pc", .inSixWeeks),
      timely("request_outcome_over_6_weeks_pc", .overSixWeeks), sum("mediation_related_request", .mediation),
      sum("tribunal_related_request", .tribunal), sum("tribunal_after_mediation_request", .both),
    ]
  }
}

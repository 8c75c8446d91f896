/// A primary need as a column of the need tables. Raw values are the columns' names.
public enum PublishedNeed: String, CaseIterable, Sendable {
  case asd = "number_asd"
  /// Apart since the tables of January 2026; earlier it is counted under `oth`.
  case ds = "number_ds"
  case hi = "number_hi"
  case mld = "number_mld"
  case msi = "number_msi"
  case oth = "number_oth"
  case pd = "number_pd"
  case pmld = "number_pmld"
  case semh = "number_semh"
  case slcn = "number_slcn"
  case sld = "number_sld"
  case spld = "number_spld"
  case vi = "number_vi"
  case notRecorded = "number_need_unknown"

  /// Code of SEN2 item 5.8a, for example `ASD`; nil where none was returned.
  public var code: String? {
    self == .notRecorded ? nil : rawValue.dropFirst("number_".count).uppercased()
  }
}

/// Why a plan ceased, as a column of the ceased table. Raw values are the columns' names.
public enum PublishedCeaseReason: String, CaseIterable, Sendable {
  case maximumAge = "max_age"
  case needsMet = "needs_met"
  case higherEducation = "he"
  case employment = "employ"
  case transfer
  case noEngagement = "no_engage"
  case leftEngland = "moved_outside_eng"
  case deceased
  case other
  /// No column of its own since the 2026 release, which counts it under `other`.
  case notRecorded = "not_rec"

  /// - Parameter item: SEN2 item 4.6, 1 to 9.
  public init?(item: Int) {
    guard (1...9).contains(item) else { return nil }
    self = Self.allCases[item - 1]
  }
}

/// What is counted of a request, as a column of the requests table. Raw values are the columns' names.
public enum PublishedRequestColumn: String, CaseIterable, Sendable {
  case received = "requests_received_in_year"
  case youthAccommodation = "requests_rya"
  case toAssess = "requests_decided_to_assess"
  case notToAssess = "requests_decided_not_to_assess"
  case notDecided = "requests_decision_not_made"
  case withdrawn = "requests_withdrawn"
  case withinSixWeeks = "request_outcome_six_weeks"
  case overSixWeeks = "request_outcome_over_6_weeks"
  case mediation = "mediation_related_request"
  case tribunal = "tribunal_related_request"
  case tribunalAfterMediation = "tribunal_after_mediation_request"
}

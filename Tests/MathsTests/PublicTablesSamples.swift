/// Small made-up files in the layouts of each publisher: invented figures, real columns.
enum Sample {
  static func bytes(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  static let place2025 = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "old_la_code", "la_name",
  ]
  /// The 2022 files have the old number first.
  static let place2022 = Array(place2025[..<7]) + ["old_la_code", "new_la_code", "la_name"]

  static func header(_ place: [String], _ columns: [String]) -> String { (place + columns).joined(separator: ",") }
  static func header(_ columns: [String]) -> String { header(place2025, columns) }

  static let london = "Regional,E92000001,England,E12000007,London,,,"
  static let england = "National,E92000001,England,,,,,"
  static func borough(_ code: String, old: Bool = false) -> String {
    "Local authority,E92000001,England,E12000007,London,"
      + (old ? "202,\(code),\"Camden, say\"" : "\(code),202,\"Camden, say\"")
  }

  /// Setting columns of the caseload and new-plans tables.
  static func settings(_ layout2026: Bool) -> [String] {
    let special = layout2026 ? ["special_academy", "special_free_school"] : ["special_academy_free"]
    return [
      "mainstream_la_maintained", "mainstream_la_maintained_resourced_provision", "mainstream_la_maintained_senunit",
      "mainstream_academy", "mainstream_independent", "mainstream_total", "mainstream_total_pc", "special_la_maintained",
    ] + special + [
      "special_independent", "special_total", layout2026 ? "ap_pru_total_pc" : "AP_PRU_total_pc", "ap_pru_la_maintained",
      "general_fe_tertiary_colleges", "ukrlp_provider", "neet", "placement_unknown", "await_prov_2022",
    ]
  }
}

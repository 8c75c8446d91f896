import Geography
import PublicData
import Vocabulary

@testable import Pooling

/// DfE's two tables of plans in January for the fictional London of pooling, in the layout of 2025.
enum PublishedWorld {
  /// - Parameters:
  ///   - scale: of every published count, in per cent.
  ///   - shift: moved from the first to the second need of the ages' rows, so that rows by setting tell otherwise.
  static func tables(_ world: PoolingWorld, scale: [String: Int] = [:], shift: Int = 0) throws -> [PublishedTable] {
    [try PublishedTable(parsing: caseload(world, scale)), try PublishedTable(parsing: needs(world, scale, shift))]
  }

  static func totals(_ world: PoolingWorld, scale: [String: Int] = [:], shift: Int = 0) throws -> PublishedTotals? {
    PublishedTotals(try tables(world, scale: scale, shift: shift), sha256: [String(repeating: "d", count: 64)])
  }

  private static let place = "202425,Academic year,Local authority,E92000001,England,E12000007,London,"
  private static let head =
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    + "old_la_code,la_name,breakdown_topic,breakdown,"

  /// One setting for each sector but the last, which is the rest.
  private static let settings: [(column: String, label: String)] = [
    ("mainstream_academy", "Mainstream - academy"),
    ("mainstream_academy_senunit", "Mainstream - academy (SEN unit)"),
    ("special_la_maintained", "Special - LA maintained"),
    ("special_independent", "Special - independent"),
    ("general_fe_tertiary_colleges", "FE - general FE and tertiary colleges"),
  ]

  /// Plans by age × need × sector. The stock table knows phases only: plans of a phase and need are all at one age.
  private static func plans(_ world: PoolingWorld, _ borough: String, _ scale: [String: Int]) -> [(Int, [[Int]])] {
    let stock = world.exact[borough]?["stock-2025"] ?? []
    let flows = world.exact[borough]?["flow-2025-cross"] ?? []
    var carried = 0
    return AcademicAge.range.map { age in
      let phase = Phase(academicAge: age).rawValue
      let table = (0..<12).map { need -> [Int] in
        let ages = AcademicAge.range.filter { Phase(academicAge: $0).rawValue == phase }
        func held(_ age: Int) -> Int { (0..<3).reduce(0) { $0 + Int(flows[($1 * 26 + age) * 12 + need]) } }
        // Sectors are filled in order, ages in order.
        let before = ages.filter { $0 < age }.reduce(0) { $0 + held($1) }
        var (from, left) = (before, held(age))
        return (0..<6).map { sector in
          let cell = Int(stock[(phase * 12 + need) * 6 + sector])
          let skipped = min(from, cell)
          from -= skipped
          let taken = min(left, cell - skipped)
          left -= taken
          // What is cut off is carried on, or small cells would lose more than their share.
          carried += taken * (scale[borough] ?? 100)
          defer { carried %= 100 }
          return carried / 100
        }
      }
      return (age, table)
    }
  }

  private static func group(_ age: Int) -> String { age < 3 ? "under 3" : "age \(age)" }

  private static func caseload(_ world: PoolingWorld, _ scale: [String: Int]) -> [UInt8] {
    var text = head + "ehcplans,mainstream_total," + settings.map(\.column).joined(separator: ",")
      + ",other_placement_settings\n"
    for borough in PoolingWorld.geography.boroughs {
      let plans = plans(world, borough.code, scale)
      func row(_ topic: String, _ label: String, _ tables: [[[Int]]]) {
        let sectors = (0..<6).map { sector in tables.reduce(0) { $0 + $1.reduce(0) { $0 + $1[sector] } } }
        let all = sectors.reduce(0, +)
        guard topic.hasPrefix("All") || all > 0 else { return }
        text += place + "\(borough.code),\(borough.laNumber),\(borough.name),\(topic),\(label),\(all),\(sectors[0]),"
          + sectors.map(String.init).joined(separator: ",") + "\n"
      }
      row("All EHC plans", "All EHC plans", plans.map(\.1))
      row("Child or young persons age", "under 3", plans.filter { $0.0 < 3 }.map(\.1))
      for (age, table) in plans where age >= 3 { row("Child or young persons age", group(age), [table]) }
    }
    return Array(text.utf8)
  }

  private static func needs(_ world: PoolingWorld, _ scale: [String: Int], _ shift: Int) -> [UInt8] {
    var text = head + "ehc_plans," + Need.codes.map { "number_\($0.lowercased())" }.joined(separator: ",")
      + ",number_need_unknown\n"
    for borough in PoolingWorld.geography.boroughs {
      let plans = plans(world, borough.code, scale)
      func row(_ topic: String, _ label: String, _ needs: [Int]) {
        let all = needs.reduce(0, +)
        guard topic.hasPrefix("All") || all > 0 else { return }
        text += place + "\(borough.code),\(borough.laNumber),\(borough.name),\(topic),\(label),\(all),"
          + needs.map(String.init).joined(separator: ",") + ",0\n"
      }
      func sum(_ ages: (Int) -> Bool) -> [Int] {
        (0..<12).map { need in plans.filter { ages($0.0) }.reduce(0) { $0 + $1.1[need].reduce(0, +) } }
      }
      row("All EHC plans", "All EHC plans", sum { _ in true })
      row("Child or young persons age", "under 3", sum { $0 < 3 })
      for age in 3...25 {
        var needs = sum { $0 == age }
        let moved = age == 7 ? min(shift, needs[0]) : 0
        needs[0] -= moved
        needs[1] += moved
        row("Child or young persons age", group(age), needs)
      }
      for (sector, setting) in settings.enumerated() {
        row(
          "Type of placement", setting.label,
          (0..<12).map { need in plans.reduce(0) { $0 + $1.1[need][sector] } })
      }
    }
    return Array(text.utf8)
  }
}

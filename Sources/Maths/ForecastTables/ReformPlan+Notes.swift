import Forecasting

extension ReformPlan {
  static func notes(_ counts: ReformCounts) -> [String] {
    let first = counts.outlook.firstYear
    return [
      "Year n is shown by the January census of n + 1. Ages are completed years on 31 August before it.",
      "Tables 5.1 to 7.7: years up to \(first - 1) are counts of their Januaries, as far as they are known here, later ones the "
        + "forecast.",
      "Provision: forecast by six sectors; colleges and \"other\" divide as London's plans did in January 2025 (DfE).",
      "Sixth forms of schools are in mainstream schools; sixth-form colleges in mainstream post-16 provision, as DfE counts them "
        + "(650 of London's 78,203 plans in January 2022).",
      "Bases count as specialist bases, from 16 as mainstream post-16 specialist provision; independent placements as funded by "
        + "the authority.",
      "Hospital schools: 27 of 19,463 placements in state special schools, London's share of January 2022 (DfE). Table 6 has them "
        + "under other, table 7.6 with alternative provision.",
    ] + requests(counts) + [
      "The tables are of plans: nobody who holds one is on SEN support without a specialist assessment, so that row is 0.",
      "The template has no place for intervals: \"forecast --csv\" of the same scenario has them for totals, phases, needs and sectors.",
    ]
  }

  /// Where tables 10 to 12 come from.
  private static func requests(_ counts: ReformCounts) -> [String] {
    let london = "London's requests to plans of 2024 by age, and 95.1% of completed assessments lead to a plan (DfE)"
    let without = "New plans that end before the next January are not among those of the forecast."
    let counted = counts.past.requests.keys.filter { years.contains($0) }.sorted()
    let own = counts.ratioYears
    func list(_ years: [Int]) -> String { years.map(String.init).joined(separator: " and ") }
    let ratios =
      own.isEmpty
      ? london : "this borough's own of \(list(own)) by age, drawn towards \(london) as if by \(Int(ReformCounts.weight)) plans"
    return (counted.isEmpty
      ? []
      : [
        "Requests received in \(list(counted)), and assessments decided then (a plan or none; by age at the request), are counted "
          + "in this borough's own returns."
      ]) + [
        "Requests and assessments" + (counted.isEmpty ? "" : " of other years") + " follow from new plans: \(ratios). \(without)"
      ]
  }
}

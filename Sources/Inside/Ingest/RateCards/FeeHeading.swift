internal import Costing
internal import Layout

/// What the heading of a column of fees says besides: several may stand side by side, as "Day fee" and "52 week residential
/// fee", "Band A" and "Band B", "2024-25 fee" and "2025-26 fee".
struct FeeHeading: Equatable {
  var unit: FeeUnit?
  var weeks: Fraction?
  var tax: FeeText.Tax?
  var stay: ContractFee.Stay?
  /// As the heading gives it; empty for none.
  var band = ""
  /// In which the financial year begins.
  var year: Int?
  /// The heading speaks of money; else it is a fee only where no other column does.
  var speaksOfMoney = false

  /// Nil for a heading that is no fee's.
  init?(_ heading: Heading) {
    var words = heading.words
    tax = FeeText.takeTax(&words)
    year = Self.takeYear(heading, &words)
    weeks = FinanceWords.takeWeeks(&words)
    let isByDay = words.contains("daily") || heading.name.contains("per day")
    let isDay = words.contains("day") && !isByDay
    let isResidential = !StayText.residential.isDisjoint(with: words)
    if isDay != isResidential { stay = StayText.stay(isDay: isDay, weeks) } else if isDay { return nil }
    if weeks == 52, stay == nil { stay = .residential52 }
    words.removeAll { StayText.residential.contains($0) || (isDay && $0 == "day") }
    if let first = words.first, ["band", "level", "tier"].contains(first) {
      let label = words.dropFirst().prefix { $0.utf8.count < 3 && !["of", "in", "fy"].contains($0) }
      guard !label.isEmpty else { return nil }
      band = "\(first.prefix(1).uppercased())\(first.dropFirst()) \(label.joined().uppercased())"
      words.removeFirst(label.count + 1)
    }
    speaksOfMoney = words.contains { Self.money.contains($0) }
    if let (found, range) = FeeWords.find(words) {
      unit = found
      // "Year" and "Term" by themselves are no fees, as "Annual" and "per term" are.
      speaksOfMoney = speaksOfMoney || range.count > 1 || words[range.lowerBound].hasSuffix("ly") || words[range.lowerBound] == "annual"
      words.removeSubrange(range)
    }
    guard words.allSatisfy({ Self.fee.contains($0) }) else { return nil }
    guard speaksOfMoney || stay != nil || !band.isEmpty else { return nil }
  }

  private static let money: Set<String> = [
    "gbp", "fee", "fees", "cost", "costs", "price", "rate", "rates", "charge", "charges", "amount", "tariff",
  ]
  private static let fee = money.union([
    "placement", "placements", "place", "places", "pupil", "per", "provision", "only", "basic", "core", "standard", "agreed",
    "contract", "list", "total", "education", "school", "the", "of", "for", "a", "in", "fy", "from", "april", "september",
  ])

  /// "2024-25", "2024/25", "24/25" as a word of the heading.
  private static func takeYear(_ heading: Heading, _ words: inout [String]) -> Int? {
    for word in heading.text.split(separator: " ") {
      let bare = word.drop { !$0.isNumber }
      guard let year = Array(bare.prefix { $0.isNumber || $0 == "-" || $0 == "/" }.utf8).span.financialYear else { continue }
      let parts: Set<String> = ["\(year)", "\(year % 100)", "\(year + 1)", "\((year + 1) % 100)"]
      words.removeAll { parts.contains($0) }
      return year
    }
    return nil
  }
}

/// What is said of a place: "Day", "38 week residential", "Residential, 44 weeks", "Termly boarding".
struct StayText: Equatable {
  let stay: ContractFee.Stay?
  /// Weeks that the words give.
  let weeks: Fraction?

  static let residential: Set<String> = ["residential", "resi", "res", "boarding", "boarder"]

  init(words: [String]) {
    let numbers = words.compactMap { Int($0) }.filter { (1...53).contains($0) }
    weeks = numbers.count == 1 ? numbers.first.flatMap { Fraction($0) } : nil
    let isDay = words.contains("day")
    let isResidential = !Self.residential.union(["termly"]).isDisjoint(with: words) || !isDay && weeks != nil
    stay = isDay == isResidential || numbers.count > 1 ? nil : Self.stay(isDay: isDay, weeks)
  }

  /// Nil for a residential place of other weeks than a term time's or all the year's.
  static func stay(isDay: Bool, _ weeks: Fraction?) -> ContractFee.Stay? {
    if isDay { return .day }
    switch weeks {
    case nil, 38?, 39?: return .residential38
    case 52?: return .residential52
    default: return nil
    }
  }
}

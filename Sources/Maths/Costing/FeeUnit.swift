/// What an amount is paid for. `FeePeriod` adds how often that happens in a year.
public enum FeeUnit: String, CaseIterable, Sendable {
  /// A year's fee, also where a line covers a part of a year; also a sum that is paid once.
  case annual
  case termly
  case halfTermly = "half-termly"
  case monthly
  case fourWeekly = "four-weekly"
  case weekly, daily, sessional, hourly
  /// A sum for the whole time from a line's start to its end.
  case total
  /// What was paid in a financial year, which may be a part of it.
  case spend

  /// A unit by the words that finance extracts use, in any case: "weekly", "per term", "p.a.", "£/week". Nil for others.
  public init?(words: String) {
    guard let (unit, _) = FeeWords.read(FeeWords.split(words)) else { return nil }
    self = unit
  }
}

/// Words for units of fees, and weeks beside them: "weekly (38 weeks)", "pw x 39".
public enum FeeWords {
  /// Words in lower case: runs of letters, and numbers with their decimals. All else is left out, but "+" is "plus", "%"
  /// is "percent" and the pound sign "gbp".
  public static func split(_ text: String) -> [String] {
    var (words, word): ([String], String) = ([], "")
    var wasDigit = false
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
    func end() {
      while word.hasSuffix(".") { word.removeLast() }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for scalar in text.lowercased().unicodeScalars {
      let isLetter = (0x61...0x7A).contains(scalar.value)
      if isLetter || isDigit(scalar) || (scalar == "." && wasDigit) {
        if !word.isEmpty, isLetter == wasDigit { end() }
        word.unicodeScalars.append(scalar)
        wasDigit = !isLetter
        continue
      }
      end()
      wasDigit = false
      switch scalar {
      case "+": words.append("plus")
      case "%": words.append("percent")
      case "£": words.append("gbp")
      default: break
      }
    }
    end()
    return words
  }

  /// - Returns: the unit, and the weeks if the words give any. Nil for words that are no unit.
  public static func read(_ words: [String]) -> (unit: FeeUnit, weeks: Fraction?)? {
    if let unit = known[words.joined(separator: " ")] { return (unit, nil) }
    var words = words.filter { $0 != "gbp" }
    if let unit = known[words.joined(separator: " ")] { return (unit, nil) }
    // "weekly 38 weeks", "38 weeks at weekly"; "weekly x 39", "pw 39".
    guard let place = words.firstIndex(where: { $0.utf8.first.map { (0x30...0x39).contains($0) } ?? false }),
      let weeks = Amount.count(Array(words[place].utf8).span), weeks > 0, weeks <= 53
    else { return nil }
    words.remove(at: place)
    if place < words.count, ["weeks", "wks", "wk"].contains(words[place]) { words.remove(at: place) }
    words.removeAll { ["x", "for", "at", "over", "times"].contains($0) }
    return known[words.joined(separator: " ")].map { ($0, weeks) }
  }

  /// In a heading: the longest run of words that is a unit, and where it stands; nil if there is none. "Total" and
  /// "spend" are no units there, as they are in any heading.
  public static func find(_ words: [String]) -> (unit: FeeUnit, range: Range<Int>)? {
    for length in stride(from: min(4, words.count), to: 0, by: -1) {
      for start in 0...(words.count - length) {
        let range = start..<(start + length)
        guard let unit = known[words[range].joined(separator: " ")], unit != .total, unit != .spend else { continue }
        return (unit, range)
      }
    }
    return nil
  }

  private static let known: [String: FeeUnit] = {
    let words: [(FeeUnit, String)] = [
      (
        .annual,
        "annual|annually|yearly|year|yr|per year|per yr|per annum|annum|pa|p a|a year|academic year|per academic year"
          + "|full year|one off|oneoff|once|lump sum"
      ),
      (.termly, "termly|term|per term|a term|each term"),
      (.halfTermly, "half termly|half term|per half term|halftermly"),
      (.monthly, "monthly|month|per month|pcm|pm|p m|a month|per calendar month|calendar month"),
      (.fourWeekly, "four weekly|4 weekly|every 4 weeks|per 4 weeks|every four weeks"),
      (.weekly, "weekly|week|wk|per week|per wk|pw|p w|a week|wkly"),
      (.daily, "daily|day|per day|pd|p d|a day|per diem"),
      (.sessional, "session|per session|sessional|a session|per sess"),
      (.hourly, "hourly|hour|hr|per hour|per hr|ph|p h|an hour"),
      (.total, "total|total for period|for period|whole period|contract total|total contract|for dates"),
      (.spend, "spend|year spend|years spend|in year|in year spend|fy spend|spend in year"),
    ]
    var known: [String: FeeUnit] = [:]
    for (unit, list) in words { for word in list.split(separator: "|") { known[String(word)] = unit } }
    return known
  }()
}

internal import Costing

/// Cells of rate cards that hold no exact amount.
enum InexactFee {
  /// Nothing, or that the fee has to be asked for: "POA", "TBC", "On request", "Negotiable".
  static func isNone(_ text: String) -> Bool {
    let words = FeeWords.split(text)
    return words.allSatisfy { none.contains($0) } && !words.contains { $0.utf8.contains { (0x30...0x39).contains($0) } }
  }

  /// A range, a limit or a rounded amount: "£45k–£52k", "from £45,000", "up to £52,000", "£45k".
  static func isAbout(_ text: String) -> Bool {
    let words = FeeWords.split(text)
    let numbers = words.count { $0.utf8.first.map { (0x30...0x39).contains($0) } ?? false }
    guard numbers > 0 else { return false }
    let isRange = numbers > 1 && text.contains { "-\u{2012}\u{2013}\u{2014}\u{FFFD}/&".contains($0) }
    return isRange || words.contains { about.contains($0) } || text.contains { "~<>".contains($0) } || text.hasSuffix("+")
  }

  private static let about: Set<String> = [
    "k", "m", "from", "up", "upto", "to", "and", "or", "max", "maximum", "min", "minimum", "circa", "c", "ca", "approx",
    "approximately", "about", "around", "between", "starting", "average", "avg", "est", "estimated", "estimate",
  ]
  private static let none: Set<String> = [
    "poa", "tbc", "tba", "tbd", "n", "a", "na", "nil", "none", "on", "upon", "request", "price", "prices", "application", "to",
    "be", "confirmed", "agreed", "advised", "negotiable", "negotiated", "individually", "individual", "bespoke", "by", "case",
    "not", "applicable", "available", "offered", "enquiry", "quote", "quoted", "quotation", "spot", "purchase", "see", "note",
    "notes", "varies", "variable", "ask", "provider", "gbp", "per", "child", "placement", "only", "please",
  ]
}

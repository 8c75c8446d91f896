internal import Layout

/// What a column of a rate card can be.
enum RateCardField: CaseIterable {
  case provider, urn, ukprn, framework, band, region, stay, fee, period, weeks, count, from, to
}

/// The headings of rate cards, as boroughs and frameworks write them.
enum RateCardWords {
  /// Nil for a heading of another kind. Of a fee, `FeeHeading` says the rest.
  static func field(_ heading: Heading) -> RateCardField? {
    if let field = names[heading.name] { return field }
    if FeeHeading(heading) != nil { return .fee }
    guard let meaning = FinanceWords.meaning(heading) else { return nil }
    switch meaning.field {
    case .provider where meaning.isWhole: return .provider
    case .urn: return .urn
    case .ukprn: return .ukprn
    case .amount: return .fee
    case .period: return .period
    case .weeks: return .weeks
    case .hours, .days: return .count
    case .start: return .from
    case .end: return .to
    case .band: return .band
    default: return nil
    }
  }

  /// Whether a heading is about a person. "Fee per pupil" is not; the postcode of a provider is not either.
  static func isAboutPersons(_ heading: Heading) -> Bool {
    switch FinanceWords.meaning(heading)?.field {
    case .upn, .uln: return true
    // "Mosaic ID", "Case ref": a child's number. "Ref" alone may be a contract's.
    case .localID where heading.words.count > 1 && heading.name != "unique id": return names[heading.name] == nil
    default: break
    }
    let words = heading.words
    return words.indices.contains { place in
      persons.contains(words[place]) && !(place > 0 && ["per", "each", "a"].contains(words[place - 1]))
    }
  }

  private static let persons: Set<String> = [
    "upn", "uln", "surname", "forename", "firstname", "dob", "birth", "born", "pupil", "child", "childs", "student",
    "learner", "client", "person", "initials", "ethnicity", "parent", "nhs",
  ]

  private static let names: [String: RateCardField] = {
    var names: [String: RateCardField] = [:]
    for (field, list) in [
      (RateCardField.framework, "framework|lot|framework lot|framework and lot|contract|contract reference|dps|category lot"),
      (.band, "band|need band|need|primary need|needs|cohort|level|tier|band need|needs met"),
      (.region, "region|area|sub region|subregion|location"),
      (.stay, "stay|day residential|day or residential|placement type|provision type|type|type placement|day res|boarding|place type"),
      (.from, "valid from|from|start|start date|effective from|effective date"),
      (.to, "valid to|to|end|end date|effective to|valid until|until"),
      (.fee, "fee|price|rate|cost|amount|contract fee|contract price|agreed fee|list price"),
    ] { for name in list.split(separator: "|") { names[String(name)] = field } }
    return names
  }()
}

internal import Costing
internal import Layout

/// What a heading says: the field, how surely, and what else is in its words.
struct HeadingMeaning: Equatable {
  let field: FinanceField
  /// The whole heading is a usual name of the field; else only a part of it is.
  let isWhole: Bool
  /// "Weekly cost": what the amounts are paid for, and for how many weeks.
  var unit: FeeUnit?
  var weeks: Fraction?
  /// "Cost inc VAT".
  var tax: FeeText.Tax?
  /// "Education %".
  var isPercent = false
  /// "Hours per week", "hours per year".
  var isPerYear: Bool?
}

extension Heading {
  /// Amounts below it are no pounds: "Fee (pence)", "Cost £000", "Spend £k", "Fee (EUR)".
  var hasOtherUnitOfMoney: Bool {
    let words = words
    let isThousands = zip(words, words.dropFirst()).contains { $0 == "gbp" && ["k", "000", "m"].contains($1) }
    return isThousands || !Set(words).isDisjoint(with: Self.otherMoney)
      || words.last == "000"
  }

  private static let otherMoney: Set<String> = [
    "pence", "000s", "thousand", "thousands", "million", "millions", "euro", "euros", "eur", "usd", "dollar", "dollars",
    "othercurrency",
  ]
}

/// The headings of finance extracts, as boroughs write them.
enum FinanceWords {
  static func sight(_ heading: Heading) -> HeadSight {
    guard let meaning = meaning(heading) else { return .unknown }
    return meaning.field.isKey ? .key : .usual
  }

  static func meaning(_ heading: Heading) -> HeadingMeaning? {
    if let field = names[heading.name] { return whole(field, heading) }
    if heading.name == "gbp" { return whole(.amount, heading) }
    var words = heading.words
    let tax = FeeText.takeTax(&words)
    let isPercent = words.contains { ["percent", "percentage"].contains($0) }
    let hasPounds = words.contains("gbp")
    words.removeAll { ["percent", "percentage", "gbp", "of", "the", "s"].contains($0) || isYear($0) }
    let weeks = takeWeeks(&words)
    if let field = names[words.joined(separator: " ")], !words.isEmpty {
      var meaning = whole(field, heading)
      (meaning.tax, meaning.weeks, meaning.isPercent) = (tax, weeks, isPercent)
      return meaning
    }
    if let (unit, range) = FeeWords.find(words) {
      let rest = words[..<range.lowerBound] + words[range.upperBound...]
      let field = rest.isEmpty ? (hasPounds ? FinanceField.amount : nil) : names[rest.joined(separator: " ")]
      if let field, [.amount, .education, .health, .socialCare, .transport].contains(field) {
        return HeadingMeaning(
          field: field, isWhole: true, unit: isPaid(words) ? nil : unit, weeks: weeks, tax: tax, isPercent: isPercent)
      }
    }
    return part(of: words).map {
      HeadingMeaning(
        field: $0, isWhole: false, unit: isPaid(words) ? nil : FeeWords.find(words)?.unit, weeks: weeks, tax: tax,
        isPercent: isPercent)
    }
  }

  private static func whole(_ field: FinanceField, _ heading: Heading) -> HeadingMeaning {
    var meaning = HeadingMeaning(field: field, isWhole: true)
    let words = heading.words
    switch field {
    case .hours, .days:
      if !Set(words).isDisjoint(with: ["week", "weekly", "pw", "wk"]) || heading.name.hasSuffix(" p w") { meaning.isPerYear = false }
      if !Set(words).isDisjoint(with: ["year", "annual", "annum", "pa"]) { meaning.isPerYear = true }
    case .amount where !isPaid(words): meaning.unit = FeeWords.find(words)?.unit  // "hourly rate"
    case .vatRate: meaning.isPercent = true
    default: break
    }
    return meaning
  }

  /// "Annual spend" is what was paid in a year, which may be for a part of it: no unit.
  private static func isPaid(_ words: [String]) -> Bool {
    !Set(words).isDisjoint(with: ["spend", "expenditure", "payment", "payments", "paid", "actual", "committed"])
  }

  /// A year in a heading, as in "Cost 2024-25", says nothing about the column.
  private static func isYear(_ word: String) -> Bool {
    guard let number = Int(word), word.utf8.count == 2 || word.utf8.count == 4 else { return word == "fy" }
    return (20...49).contains(number % 100) && (number < 100 || number / 100 == 20) && number != 38 && number != 39
  }

  /// "38 weeks", "39 wks".
  static func takeWeeks(_ words: inout [String]) -> Fraction? {
    for place in words.indices.dropFirst() where ["weeks", "wks", "wk", "week"].contains(words[place]) {
      guard let weeks = Int(words[place - 1]), (1...53).contains(weeks) else { continue }
      words.removeSubrange((place - 1)...place)
      return Fraction(weeks)
    }
    return nil
  }

  /// By single words that hardly stand for anything else.
  private static func part(of words: [String]) -> FinanceField? {
    let words = Set(words)
    for (field, parts) in parts where !words.isDisjoint(with: parts) { return field }
    return nil
  }

  private static let parts: [(FinanceField, Set<String>)] = [
    (.personal, ["surname", "forename", "firstname", "dob", "birth", "born", "postcode", "address", "gender", "ethnicity"]),
    (.upn, ["upn"]), (.uln, ["uln"]), (.urn, ["urn"]), (.ukprn, ["ukprn"]),
    (.purchaseOrder, ["po", "invoice", "order"]), (.transport, ["transport", "travel", "taxi"]),
    (.vat, ["vat"]), (.spendToDate, ["ytd"]), (.band, ["band", "banding"]), (.creditNote, ["credit"]),
    (.health, ["health", "nhs", "icb", "ccg"]), (.socialCare, ["care"]), (.education, ["education"]),
    (.weeks, ["weeks", "wks"]), (.hours, ["hours", "hrs"]), (.days, ["sessions", "days"]),
    (.period, ["frequency"]), (.provider, ["provider", "school", "supplier", "establishment", "vendor"]),
    (.start, ["start", "from"]), (.end, ["end", "until"]),
    (.amount, ["cost", "costs", "fee", "fees", "amount", "price", "charge", "gbp"]),
  ]

  /// Usual names, as compared, and the field of each.
  private static let names: [String: FinanceField] = {
    var names: [String: FinanceField] = [:]
    for (field, list) in lists { for name in list.split(separator: "|") { names[String(name)] = field } }
    return names
  }()

  private static let lists: [(FinanceField, String)] = [
    (.upn, "upn|unique pupil number|pupil upn|child upn|student upn|upn number|upn no|upn unique pupil number"),
    (.uln, "uln|unique learner number|learner number|uln number|uln no|learner uln"),
    (
      .localID,
      "local id|local identifier|person id|person ref|person reference|pupil id|pupil ref|pupil reference|pupil number"
        + "|pupil no|child id|child ref|child reference|child number|student id|student ref|student reference"
        + "|client id|client ref|client reference|client number|case id|case ref|case reference|case number|system id"
        + "|mosaic id|liquidlogic id|lcs id|eis id|synergy id|capita id|tribal id|impulse id|swift id|esr id|pupil base id"
        + "|unique id|identifier|reference|ref|id|learner id|learner ref|learner reference|stud id"
    ),
    (
      .provider,
      "provider|provider name|school|school name|establishment|establishment name|setting|setting name|supplier"
        + "|supplier name|vendor|vendor name|placement|placement name|organisation|organisation name|college|college name"
        + "|institution|name provider|name school|payee|prov|prov name|school provider|school setting"
    ),
    (.urn, "urn|school urn|provider urn|establishment urn|setting urn|unique reference number|dfe urn|urn number"),
    (.ukprn, "ukprn|provider ukprn|uk provider reference number|ukprn number"),
    (
      .type,
      "type|placement type|type placement|type provision|provision type|provision|line type|cost type|fee type|charge type"
        + "|prov type|service|service type|description|cost description|line description|cost element|element|category"
        + "|cost category|item|placement category|support type|type support|type cost|funding type"
    ),
    (
      .start,
      "start|start date|date start|from|from date|date from|placement start|placement start date|effective from|valid from"
        + "|entry date|service start|service start date|commencement date|commenced|funding start|funding start date"
        + "|startdate|date started|date commenced"
    ),
    (
      .end,
      "end|end date|date end|to|to date|date to|placement end|placement end date|effective to|valid to|leaving date"
        + "|service end|service end date|cease date|ceased|funding end|funding end date|enddate|date ended|finish date"
        + "|end date if known|leave date"
    ),
    (.financialYear, "financial year|fin year|year|finance year|fy|fiscal year|accounting year|financial yr"),
    (
      .amount,
      "fee|fees|cost|costs|amount|value|price|charge|charges|total|total cost|total fee|total fees|total amount"
        + "|placement cost|placement fee|placement costs|school fee|school fees|tuition fee|tuition fees|agreed fee"
        + "|agreed cost|agreed rate|agreed amount|unit cost|unit price|rate|hourly rate|daily rate|weekly rate|session rate"
        + "|contract value|contract cost|cost placement|funding|top up|top up amount|top up funding|top up value|line amount"
        + "|total placement cost|committed cost|net cost|net amount|gross cost|gross amount|fee amount|payment|payments"
        + "|funding amount|total charge|expenditure|spend|total spend|annual spend|total expenditure"
    ),
    (
      .period,
      "period|fee period|frequency|payment frequency|charge period|charging period|unit|units|fee frequency|basis"
        + "|charging basis|fee basis|payment period|cost period|cycle|uom|unit measure|fee unit|cost frequency|per|payment basis"
        + "|cost basis|rate type|charge unit"
    ),
    (
      .weeks,
      "weeks|weeks per year|weeks year|weeks in year|number weeks|no weeks|weeks pa|weeks per annum|placement weeks"
        + "|weeks provision|weeks paid|no weeks per year|number weeks per year|wks|paid weeks|annual weeks"
    ),
    (
      .hours,
      "hours|hours per week|weekly hours|hrs|hrs per week|number hours|no hours|hours pw|hours week|total hours"
        + "|hours per year|annual hours|hours pa|no hours per week|number hours per week|hrs pw|hrs p w|hours p w|hrs per wk"
    ),
    (
      .days,
      "days|days per week|sessions|sessions per week|number sessions|no sessions|days pw|sessions pw|days week"
        + "|sessions week|days per year|sessions per year|total sessions|total days|weekly sessions|number days|no days"
        + "|no sessions per week|number sessions per week"
    ),
    (.vat, "vat|vat amount|vat value|vat charged|tax|tax amount"),
    (.vatRate, "vat rate|vat percent|rate vat|tax rate|vat code"),
    (.netOrGross, "net or gross|net gross|net or gross vat|vat status|vat included|vat inc exc|inc vat|vat basis|vat inclusive|vat treatment"),
    (
      .education,
      "education|education contribution|education share|education cost|education funding|education amount|education element"
        + "|education split|education funded|edu|education fee|education fees|dsg|dsg contribution|education budget"
    ),
    (
      .health,
      "health|health contribution|health share|health cost|health funding|health amount|health element|health split"
        + "|health funded|nhs|nhs contribution|icb|icb contribution|ccg|ccg contribution|continuing care|health fee"
    ),
    (
      .socialCare,
      "social care|social care contribution|social care share|social care cost|social care funding|social care amount"
        + "|social care element|social care split|social care funded|care|care contribution|csc|csc contribution"
        + "|children social care|childrens social care|social services|care cost|care share|social care fee|childrens services"
    ),
    (.creditNote, "credit note|credit|credit marker|credit debit|debit credit|cr dr|dr cr|is credit|transaction type|document type|doc type|invoice type|credit note marker"),
    (.replaces, "replaces|replacement|supersedes|revised|amendment|replaces line|revision|replaces earlier|line status|superseded by"),
    (
      .transport,
      "transport|transport cost|transport costs|travel|travel cost|home to school transport|taxi|transport fee|transport amount|transport funding"
    ),
    (.band, "band|top up band|banding|matrix band|funding band|need band|band level|funding level"),
    (.spendToDate, "spend to date|paid to date|ytd|actual to date|expenditure to date|year to date|actuals|actuals to date|spend ytd|total paid to date|invoiced to date"),
    (.purchaseOrder, "po|po number|purchase order|purchase order number|order number|po no|invoice|invoice number|invoice no|order no|purchase order no|po ref|invoice ref"),
    (
      .personal,
      "surname|forename|first name|last name|family name|name|pupil name|child name|student name|full name|client name"
        + "|learner name|dob|date birth|birth date|address|postcode|post code|home postcode|gender|sex|ethnicity|initials"
        + "|pupil|child|student|childs name|pupils name|given name|legal surname|middle name|home address|parent|parent name"
    ),
  ]
}

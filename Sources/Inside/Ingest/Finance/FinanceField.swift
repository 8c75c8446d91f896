/// What a column of a finance extract can be. The raw value is the name on the command line and, behind "column_", in a
/// map's file.
public enum FinanceField: String, CaseIterable, Sendable {
  // Whom a line is about
  case upn, uln
  /// A number of the borough's own; leads to a UPN through a cross-reference file.
  case localID = "local_id"
  // Where
  case provider, urn, ukprn
  /// Type of placement or of cost: tells a child's lines apart, and transport from the rest.
  case type
  // When
  case start, end
  case financialYear = "financial_year"
  // How much
  case amount, period, weeks
  /// Hours, or days or sessions, in a week or a year.
  case hours, days
  case vat
  case vatRate = "vat_rate"
  case netOrGross = "net_or_gross"
  case education, health
  case socialCare = "social_care"
  case creditNote = "credit_note"
  case replaces
  // Recognised, and not read
  case transport, band
  case spendToDate = "spend_to_date"
  case purchaseOrder = "purchase_order"
  /// Names, birth dates, addresses and the like.
  case personal

  /// Dropped unread: nothing that is computed needs it.
  public var isSetApart: Bool {
    switch self {
    case .band, .spendToDate, .purchaseOrder, .personal: true
    default: false
    }
  }

  /// No finance extract is without one of these.
  var isKey: Bool {
    switch self {
    case .upn, .uln, .localID, .amount, .education, .personal: true
    default: false
    }
  }

  /// What an officer calls it.
  public var title: String {
    switch self {
    case .upn: "UPN"
    case .uln: "ULN"
    case .localID: "the borough's own number of a child"
    case .provider: "name of the provider"
    case .urn: "URN of the provider"
    case .ukprn: "UKPRN of the provider"
    case .type: "type of placement or cost"
    case .start: "first day"
    case .end: "last day"
    case .financialYear: "financial year"
    case .amount: "the fee"
    case .period: "what the fee is paid for"
    case .weeks: "weeks paid a year"
    case .hours: "hours"
    case .days: "days or sessions"
    case .vat: "VAT in pounds"
    case .vatRate: "rate of VAT"
    case .netOrGross: "whether the fee is net or gross"
    case .education: "education's share"
    case .health: "health's share"
    case .socialCare: "social care's share"
    case .creditNote: "marker of credit notes"
    case .replaces: "marker of lines that replace earlier ones"
    case .transport: "transport"
    case .band: "band"
    case .spendToDate: "spend to date"
    case .purchaseOrder: "order or invoice number"
    case .personal: "about the child"
    }
  }
}

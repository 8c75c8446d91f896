internal import Records

/// By what a person is known in other returns, and the checks on it.
struct Identity: Silent {
  /// Empty for none.
  let upn: PupilNumber
  /// Ten digits; 0 for none and for what stands for none.
  let uln: Int
  private let row: PersonRow

  init(_ row: PersonRow) {
    self.row = row
    upn = row.upn ?? .blank
    uln = row.uln.map { Self.ulns.contains($0) ? $0 : 0 } ?? 0
  }

  var isMissing: Bool { upn.isEmpty && uln == 0 }

  func check(_ account: inout RowAccount) {
    if row.upn != .blank { checkUPN(&account) }
    if row.uln != nil, uln == 0, row.uln != Self.notKnown { account.note(.ulnShape, row.place) }
    let reason = row.upnUnknown
    if isMissing {
      account.note(reason == .blank ? .noIdentifier : .identifierUnavailable, row.place)
      if reason != .blank, !reason.isReasonForNone { account.note(.unknownUPNReason, row.place) }
    } else if reason != .blank {
      account.note(.reasonWithIdentifier, row.place)
    }
  }

  private func checkUPN(_ account: inout RowAccount) {
    switch upn.kind {
    case .none: account.note(.upnShape, row.place)
    case .temporary: account.note(.upnTemporary, row.place)
    case .permanent(let isRight): if !isRight { account.note(.upnCheckLetter, row.place) }
    }
  }

  /// Says that the number is not known: many have it.
  private static var notKnown: Int { 9_999_999_999 }
  /// Ten digits that do not begin with 0.
  private static var ulns: Range<Int> { 1_000_000_000..<notKnown }
}

extension Code {
  /// Why there is no UPN.
  fileprivate var isReasonForNone: Bool {
    switch self {
    case "UN1", "UN2", "UN3", "UN4", "UN5", "UN6", "UN7", "UN8", "UN9", "UN10": true
    default: false
    }
  }
}

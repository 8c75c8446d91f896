internal import Records

/// By what a person is known in other returns, and the checks on it.
struct Identity: Silent {
  /// Empty for none.
  let upn: String
  /// Ten digits; empty for what stands for none.
  let uln: String
  private let row: PersonRow

  init(_ row: PersonRow) {
    self.row = row
    upn = row.upn ?? ""
    uln = row.uln.map { Self.isULN($0) ? $0 : "" } ?? ""
  }

  var isMissing: Bool { upn.isEmpty && uln.isEmpty }

  func check(_ account: inout RowAccount) {
    if row.upn != "" { checkUPN(&account) }
    if row.uln != "", uln.isEmpty, row.uln != Self.notKnown { account.note(.ulnShape, row.place) }
    let reason = row.upnUnknown
    if isMissing {
      account.note(reason == .blank ? .noIdentifier : .identifierUnavailable, row.place)
      if reason != .blank, !Self.reasons.contains(reason) { account.note(.unknownUPNReason, row.place) }
    } else if reason != .blank {
      account.note(.reasonWithIdentifier, row.place)
    }
  }

  private func checkUPN(_ account: inout RowAccount) {
    switch Self.kind(upn) {
    case .none: account.note(.upnShape, row.place)
    case .temporary: account.note(.upnTemporary, row.place)
    case .permanent(let isRight): if !isRight { account.note(.upnCheckLetter, row.place) }
    }
  }

  private enum Kind {
    case none, temporary
    case permanent(hasRightLetter: Bool)
  }

  /// A letter, eleven digits, a digit; or a letter at the end of a temporary one.
  ///
  /// The first letter is that of the sum of the other characters, weighted 2 to 13, modulo 23 (DfE, "Unique pupil
  /// numbers: a guide for schools and local authorities"). Only permanent ones are checked for it.
  private static func kind(_ upn: String) -> Kind {
    guard upn.utf8.count == 13, let first = upn.utf8.first, isLetter(first) else { return .none }
    var (sum, weight) = (0, 2)
    for byte in upn.utf8.dropFirst() {
      guard isDigit(byte) else { return weight == 13 && isLetter(byte) ? .temporary : .none }
      sum += weight * Int(byte - UInt8(ascii: "0"))
      weight += 1
    }
    return .permanent(hasRightLetter: letters[sum % 23] == first)
  }

  private static let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

  /// Says that the number is not known: many have it.
  private static let notKnown = "9999999999"
  private static func isULN(_ uln: String) -> Bool { uln.utf8.count == 10 && uln != notKnown }

  private static let reasons: Set<Code> = [
    "UN1", "UN2", "UN3", "UN4", "UN5", "UN6", "UN7", "UN8", "UN9", "UN10",
  ]
}

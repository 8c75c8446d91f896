extension Span where Element == UInt8 {
  /// Beside an amount stands the sign or code of euros or dollars.
  var namesOtherCurrency: Bool {
    guard count <= 64 else { return false }
    for index in indices {
      switch self[index] {
      case UInt8(ascii: "$"): return true
      // The euro's sign, in UTF-8 and in Windows-1252.
      case 0xE2: if index + 2 < count, self[index + 1] == 0x82, self[index + 2] == 0xAC { return true }
      case 0x80: if index == 0 || self[index - 1] < 0x80 { return true }
      case UInt8(ascii: "E"), UInt8(ascii: "e"): if says("EUR", at: index) { return true }
      case UInt8(ascii: "U"), UInt8(ascii: "u"): if says("USD", at: index) { return true }
      default: break
      }
    }
    return false
  }

  private func says(_ word: StaticString, at start: Int) -> Bool {
    guard start + word.utf8CodeUnitCount <= count else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { place in
      let letter = unsafe word.utf8Start[place]
      return self[start + place] & 0xDF == letter
    }
  }
}

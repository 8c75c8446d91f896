internal import Spreadsheet

/// Numbers that suppliers put before or behind the names of DfE's items and modules: "1.5 UPN", "Item 2.3 Request outcome",
/// "URN [5.7a]", "N00123 Surname", "Module 1 - Person".
///
/// Names that are known as they stand are never looked at here.
enum ItemNumbers {
  /// A heading in normal form without its item's number. Nil if there is none to take away.
  static func without(_ heading: Span<UInt8>) -> String? {
    let text = Array(String(decoding: (0..<min(heading.count, 200)).map { heading[$0] }, as: UTF8.self).utf8)
    let parts = words(text)
    var kept = parts[...]
    while let first = kept.first, isNumber(text[first]) { kept.removeFirst() }
    while let last = kept.last, kept.count > 1, isNumber(text[last]) { kept.removeLast() }
    guard kept.count < parts.count, let start = kept.first?.lowerBound, let end = kept.last?.upperBound else { return nil }
    return SheetHeading.normal(Array(text[start..<end]).span)
  }

  /// The module that a sheet is of, behind numbers, years and the words that stand for the return.
  static func module(ofSheet title: String) -> Module? {
    let text = Array(title.utf8)
    let kept = words(text).filter { range in
      !isNumber(text[range]) && !asides.contains(word(text[range])) && !isModuleNumber(word(text[range]))
    }
    return Module(title: SheetHeading.normal(Array(kept.map { text[$0] }.joined()).span))
  }

  private static let asides: Set<String> = ["sen2", "module", "mod", "table", "sheet", "tab", "data", "return", "the"]

  /// Runs of letters, digits and points; a point at the end does not belong to one. "1.5UPN" is two.
  private static func words(_ text: [UInt8]) -> [Range<Int>] {
    var (words, start): ([Range<Int>], Int?) = ([], nil)
    func end(_ place: Int) {
      guard let first = start else { return }
      let last = text[first..<place].lastIndex { $0 != UInt8(ascii: ".") }
      if let last { words.append(first..<(last + 1)) }
      start = nil
    }
    for place in text.indices {
      let byte = text[place]
      guard byte.isLetterOrDigit || byte == UInt8(ascii: ".") else {
        end(place)
        continue
      }
      // Where a name follows a number with a point in it, without a space: of one letter it is a part of the number.
      if let first = start, byte.isLetter, place + 1 < text.count, text[place + 1].isLetter,
        text[first..<place].contains(UInt8(ascii: ".")), text[first..<place].allSatisfy({ !$0.isLetter })
      {
        end(place)
      }
      if start == nil { start = place }
    }
    end(text.count)
    return words
  }

  /// "Item", "CBDS"; 1.5, 4.7c, 2.10.1; DfE's common numbers: N00123, 200123.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let name = word(text)
    if ["item", "cbds", "ref", "no"].contains(name) { return true }
    var digits = name[...]
    if digits.hasPrefix("n") { return digits.utf8.count == 6 && Int(digits.dropFirst()) != nil }
    if digits.utf8.count == 6, Int(digits) != nil { return true }
    if let last = digits.last, ("a"..."e").contains(last) { digits.removeLast() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && parts.allSatisfy { (1...2).contains($0.utf8.count) && Int($0) != nil }
  }

  /// 1, 4a, m5, 2024, and 24 of 2023-24.
  private static func isModuleNumber(_ name: String) -> Bool {
    var digits = name.hasPrefix("m") ? name.dropFirst() : name[...]
    if let last = digits.last, ("a"..."e").contains(last) { digits.removeLast() }
    return (1...4).contains(digits.utf8.count) && Int(digits) != nil
  }

  private static func word(_ text: ArraySlice<UInt8>) -> String { String(decoding: text, as: UTF8.self).lowercased() }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  fileprivate var isLetterOrDigit: Bool { isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

import TestSupport
import Testing

@testable import Ingest

/// Fields that are read from whole words say what the rules say that look at each byte, for sound and damaged texts.
@Suite struct FieldWordTests {
  static let seeds = [
    "2025-Jan-16 00:00:00", "2024-feb-29 00:00:00", "2025-01-16", "1999-12-31", "9999-12-31", "9999-Dec-31 00:00:00", "2025-Jan-16",
    "16/01/2025", "false", "true", "FALSE", "True", "0", "1", "Y", "yes", "NO", "H", "ASD", "SLCN", "SEMH", "1.0", "12.0", ".0", "UN10",
    "100001", "10012345", "1234567890", "123456789012", "1234567890123", "123456789012345678", "1234567890123456789", "00000000",
    "NULL", "(NULL)", "N/A", "-", "nan", "", " ", "A b", "~", "\u{7F}", "é", "zzzzzzzz", "ABCDEFGHI", "@[`{", "/:", "T12", " 7 ",
  ]
  static let bytes = Array("0189-/:. \tAZaz@[`{TtFfNn()~!\u{7F}\u{80}é".utf8) + [0, 0xFF]

  /// A seed, sound in one case of four.
  static func field(_ dice: inout Dice) -> [UInt8] {
    var field = Array((seeds.randomElement(using: &dice) ?? "").utf8)
    for _ in 0..<Int.random(in: 0...3, using: &dice) {
      let place = Int.random(in: 0...field.count, using: &dice)
      let byte = bytes.randomElement(using: &dice) ?? 0
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: field.insert(byte, at: place)
      case 1 where place < field.count: field.remove(at: place)
      default: if place < field.count { field[place] = byte }
      }
    }
    return field
  }

  @Test(arguments: 0..<4) func aWordSaysWhatItsBytesSay(batch: Int) {
    var dice = Dice(seed: batch)
    var days = 0
    for _ in 0..<30_000 {
      let field = Self.field(&dice)
      let text = field.span
      #expect(text.date == text.anyDate && text.flag == text.anyFlag, "\(field)")
      #expect(text.code == text.anyCode && text.number == text.anyNumber, "\(field)")
      let isNumber = (1...18).contains(field.count) && field.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      #expect(text.digits == (isNumber ? Int(String(decoding: field, as: UTF8.self)) : nil), "\(field)")
      if text.date.dayNumber != nil { days += 1 }
    }
    #expect(days > 1_000)
  }

  /// Every three letters, in two cases: twelve are months.
  @Test func onlyMonthsAreMonths() {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    var found: [String] = []
    for a in letters {
      for b in letters {
        for c in letters {
          let name = [a, b, c]
          for spelt in [name, [a - 0x20, b, c]] {
            let day = (Array("2025-".utf8) + spelt + Array("-09 00:00:00".utf8)).span.date
            guard day != .bad else { continue }
            let month = (months.firstIndex(of: String(decoding: name, as: UTF8.self)) ?? 98) + 1
            #expect(day == Array("2025-\(month < 10 ? "0" : "")\(month)-09".utf8).span.anyDate)
            found.append(String(decoding: name, as: UTF8.self))
          }
        }
      }
    }
    #expect(found.count == 24 && Set(found) == Set(months))
  }

  @Test func providersAreFoundByTheirNumbersAlone() {
    var dice = Dice(seed: 1)
    var known: [Int: Provider] = [:]
    for _ in 0..<5_000 {
      known[Int.random(in: 100_000...130_000, using: &dice)] = Provider(
        kind: .type(UInt8.random(in: 0...60, using: &dice)), urn: Int32.random(in: 1...9, using: &dice))
    }
    let found = NumberedProviders(known)
    #expect((99_000...131_000).allSatisfy { found[$0] == known[$0] } && found.count == known.count)
    for number in [0, -1, .min, .max, 1 << 32 | 100_001] { #expect(found[number] == nil) }
    #expect(NumberedProviders([:])[100_001] == nil)
  }
}

import Ingest
import Records
import Testing

/// Damaged files: no crash, no lost row, no value in the report. Seeded, so that a failure can be repeated.
@Suite struct MutationTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let snippets: [[UInt8]] = [
    [0], [0xFF], [0xEF, 0xBB, 0xBF], Array("\"".utf8), Array(",".utf8), Array("\r".utf8), Array("\n".utf8),
    Array("<".utf8),
    Array("</Person>".utf8), Array("<Person>".utf8), Array("&lt;".utf8), Array("99999999999999999999".utf8),
    Array("<!--".utf8),
    Array("<Requests>".utf8), Array("-".utf8), Array("<UPN/>".utf8),
  ]

  static func mutate(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, at + Int.random(in: 1...200, using: &random))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
      case 1: bytes.insert(contentsOf: snippets.randomElement(using: &random) ?? [], at: at)
      case 2: bytes.removeSubrange(at..<end)
      case 3: bytes.removeLast(min(bytes.count, end - at))
      case 4: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 5: bytes.replaceSubrange(at..<end, with: bytes[at..<end].reversed())
      default: bytes = bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "\r") : $0 }
      }
    }
    return bytes
  }

  static let finance =
    "\(FinanceTests.heading)\(CanaryTests.upn),\"S, T\",100001,t,2024-04-01,,\"1,234.50\",weekly,38,2024-25\n"

  @Test(arguments: 0..<10)
  func damagedFilesNeitherCrashNorLoseRowsNorSpeak(batch: Int) throws {
    var random = Generator(state: UInt64(batch))
    let whole = TinyReturn(children: [CanaryTests.child, DefectTests.good])
    let shapes = [
      ["return.xml": whole.xml, "finance.csv": Self.finance], whole.blade.merging(["finance.csv": Self.finance]) { $1 },
    ]
    for files in shapes {
      let tiny = try TinyFolder(files)
      for _ in 0..<15 {
        guard let (name, text) = files.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else { continue }
        try tiny.write(Self.mutate(Array(text.utf8), &random), name)
        let ingested = try tiny.read()
        #expect(ingested.isBalanced)
        CanaryTests.expectSilence(ingested)
        try tiny.write(Array(text.utf8), name)
      }
      #expect(try tiny.read().roll.persons.count == 2)
    }
  }
}

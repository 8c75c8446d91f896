import Compression
import Files
import Foundation
import TestSupport
import Testing

@Suite struct CompressionTests {
  let text = Array((0..<3000).map { "line \($0 * 7919 % 1000)\n" }.joined().utf8)

  func outcome(_ bytes: [UInt8], maxOutput: Int = 1 << 30, maxRatio: Int = 200) -> String {
    do throws(CompressionError) {
      _ = try Gzip.decompress(bytes, maxOutput: maxOutput, maxRatio: maxRatio)
      return "fine"
    } catch { return error.code }
  }

  @Test func whatIsPackedIsUnpacked() throws {
    for bytes in [[], [1], text, (0..<500_000).map { _ in UInt8.random(in: 0...255) }] as [[UInt8]] {
      let packed = try Gzip.compress(bytes)
      #expect(try Gzip.decompress(packed, maxOutput: bytes.count) == bytes)
    }
  }

  @Test func packingIsDeterministicWithoutTimeOrName() throws {
    let packed = try Gzip.compress(text)
    #expect(try packed == Gzip.compress(text))
    // magic, deflate, no flags (so no name), time 0
    #expect(Array(packed.prefix(8)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
  }

  @Test func theGzipProgramAgrees() throws {
    let folder = try TemporaryFolder()
    try Files.writeDurably(Gzip.compress(text), to: folder.file("ours.gz"))
    #expect(try run("gzip", ["-dc", folder.file("ours.gz")]).standardOutput == String(decoding: text, as: UTF8.self))
    try Files.writeDurably(text, to: folder.file("theirs"))
    #expect(try run("gzip", ["-9", folder.file("theirs")]).exitCode == 0)
    // Theirs carries a name and a time, which we accept and ignore.
    #expect(try Gzip.decompress(Files.read(folder.file("theirs.gz"), limit: 1 << 20), maxOutput: 1 << 20) == text)
  }

  @Test func truncationAtEveryByteIsNoticed() throws {
    let packed = try Gzip.compress(text)
    for count in 0..<packed.count { #expect(outcome(Array(packed.prefix(count))) == "gzip-truncated", "\(count)") }
  }

  @Test func anythingAfterTheEndIsRefused() throws {
    let packed = try Gzip.compress(text)
    #expect(outcome(packed + [0]) == "gzip-trailing-bytes")
    #expect(outcome(packed + packed) == "gzip-trailing-bytes")
  }

  @Test func everyDamagedByteIsNoticedOrHarmless() throws {
    let packed = try Gzip.compress(text)
    for index in packed.indices {
      var damaged = packed
      damaged[index] ^= 0x40
      // Harmless are the header's time and system, and the unused bits before the checksum.
      if let unpacked = try? Gzip.decompress(damaged, maxOutput: 1 << 20) { #expect(unpacked == text, "byte \(index)") }
    }
    #expect(outcome(Array("not gzip at all".utf8)) == "gzip-corrupt")
  }

  @Test func aBombIsRefusedByRatio() throws {
    let bomb = try Gzip.compress([UInt8](repeating: 0, count: 50_000_000))
    #expect(outcome(bomb) == "gzip-ratio")
    #expect(outcome(bomb, maxRatio: 2000) == "fine")
    #expect(outcome(bomb, maxRatio: 1000) == "gzip-ratio")
  }

  @Test func sizeIsExact() throws {
    let packed = try Gzip.compress(text)
    #expect(outcome(packed, maxOutput: text.count) == "fine")
    #expect(outcome(packed, maxOutput: text.count - 1) == "gzip-too-large")
    #expect(outcome(packed, maxOutput: 0) == "gzip-too-large")
    let empty = try Gzip.compress([])
    #expect(outcome(empty, maxOutput: 0) == "fine")
  }

  @Test func aShortRepetitiveTextIsNoBomb() throws {
    #expect(outcome(try Gzip.compress([UInt8](repeating: 32, count: 60_000))) == "fine")
  }

  // Raw deflate inside other bytes

  private func inflate(_ bytes: [UInt8], in range: Range<Int>, maxOutput: Int = 1 << 30) throws(CompressionError) -> [UInt8] {
    var inflater = try Inflater(bytes, in: range, maxOutput: maxOutput)
    var (whole, piece): ([UInt8], [UInt8]) = ([], [])
    while try inflater.next(&piece) { whole += piece }
    return whole
  }

  @Test func aDeflateStreamInsideOtherBytesIsUnpackedToItsEnd() throws {
    let gzip = try Gzip.compress(text)
    let range = 10..<(gzip.count - 8)
    #expect(try inflate(gzip, in: range) == text)
    #expect(throws: CompressionError.truncated) { try inflate(gzip, in: 10..<(gzip.count - 20)) }
    #expect(throws: CompressionError.trailingBytes) { try inflate(gzip, in: 10..<gzip.count) }
    #expect(throws: CompressionError.tooLarge(limit: 100)) { try inflate(gzip, in: range, maxOutput: 100) }
    #expect(throws: CompressionError.corrupt) { try inflate([7] + gzip, in: 0..<gzip.count) }
    #expect(throws: CompressionError.truncated) { try inflate(gzip, in: 10..<10) }
  }
}

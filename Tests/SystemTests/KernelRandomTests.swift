@testable import Randomness
import Testing

/// Random words that come in blocks: every word once, and none at all where the kernel gives none.
@Suite struct KernelRandomTests {
  /// A source that counts upwards from 1, and notes how much was asked for.
  private final class Counter {
    var asked: [Int] = []
    var byte: UInt8 = 0
    /// What each call does: how many bytes it writes, or minus an error number.
    var answers: [Int] = []

    func read(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
      asked.append(count)
      let answer = answers.isEmpty ? count : min(count, answers.removeFirst())
      for index in 0..<max(0, answer) {
        byte &+= 1
        unsafe bytes.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      }
      return answer
    }
  }

  /// The words that the counter's bytes make, from the beginning.
  private func words(_ count: Int) -> [UInt64] {
    (0..<count).map { word in
      (0..<8).reduce(0) { sum, place in sum | UInt64(UInt8(truncatingIfNeeded: word * 8 + place + 1)) << UInt64(8 * place) }
    }
  }

  @Test func everyWordIsGivenOnceAndInOrder() {
    let counter = Counter()
    let random = unsafe KernelRandom { bytes, count in unsafe counter.read(bytes, count) }
    #expect((0..<1500).map { _ in random.next() } == words(1500))
    #expect(counter.asked == [4096, 4096, 4096], "one call for 512 words")
  }

  /// The kernel may write less than was asked for, or be interrupted by a signal: the rest is asked for again.
  @Test func shortAndInterruptedAnswersAreCompleted() {
    let counter = Counter()
    counter.answers = [1, 7, -4, 256, -4, -4, 3]
    let random = unsafe KernelRandom { bytes, count in unsafe counter.read(bytes, count) }
    #expect((0..<512).map { _ in random.next() } == words(512))
    #expect(counter.asked == [4096, 4095, 4088, 4088, 3832, 3832, 3832, 3829])
  }

  @Test func aUsedWordAndAWipedBlockAreGone() {
    var block: UnsafeMutableRawPointer?
    let random = unsafe KernelRandom { bytes, count in
      if unsafe block == nil { unsafe block = bytes }
      for index in 0..<count { unsafe bytes.storeBytes(of: UInt8(truncatingIfNeeded: index | 1), toByteOffset: index, as: UInt8.self) }
      return count
    }
    func held() -> [UInt64] {
      (0..<512).map { index in unsafe block?.load(fromByteOffset: index * 8, as: UInt64.self) ?? 1 }
    }
    for _ in 0..<3 { _ = random.next() }
    #expect(held().prefix(3).allSatisfy { $0 == 0 } && held().dropFirst(3).allSatisfy { $0 != 0 })
    random.wipe()
    #expect(held().allSatisfy { $0 == 0 })
    _ = random.next()
    #expect(held().dropFirst().allSatisfy { $0 != 0 }, "after a wipe nothing is given before the kernel was asked")
  }

  @Test func theKernelsOwnWordsDiffer() {
    let random = KernelRandom()
    #expect(Set((0..<2000).map { _ in random.next() }).count == 2000)
  }

  // Fails closed: each of these ends the process.

  @Test func anErrorEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = unsafe KernelRandom { _, _ in -38 }.next() }
  }

  @Test func anEmptyAnswerEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = unsafe KernelRandom { _, _ in 0 }.next() }
  }

  @Test func anAnswerOfMoreThanWasAskedForEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = unsafe KernelRandom { _, count in count + 1 }.next() }
  }

  /// The kernel says that it wrote and wrote nothing: the block is still zero.
  @Test func aBlockOfZerosEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = unsafe KernelRandom { _, count in count }.next() }
  }

  @Test func aFailureOfALaterBlockEndsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var calls = 0
      let random = unsafe KernelRandom { bytes, count in
        calls += 1
        unsafe bytes.storeBytes(of: 1, as: UInt8.self)
        return calls == 1 ? count : -5
      }
      for _ in 0..<513 { _ = random.next() }
    }
  }
}

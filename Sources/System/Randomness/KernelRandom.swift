// Randomness: unpredictable words from the kernel, a block at a time. One system call for 512 words instead of one each.
//
// May assume: the kernel's `getrandom` writes what it says it wrote.
// Never: takes a seed, goes on after a failure, gives a word twice, leaves a used word in memory.

internal import CRandom

/// A source of independent uniform 64-bit words.
///
/// A class, because a copy of a block would give the same words again; not `Sendable`, so that no two threads share one.
///
/// Fork: parent and child would share the words not yet used. That can't happen in our programs: they are single
/// processes that never fork (`ArchitectureTests` holds it), and a value of this type lives within one call
/// (`Gate.drawNoise`). A block isn't kept for later.
///
/// Unsafe by need: the kernel fills memory through a pointer. The block is allocated once with `wordCount` words, and
/// `position` stays within 0 ... `wordCount`.
@safe public final class KernelRandom: RandomNumberGenerator {
  static let wordCount = 512
  private static let byteCount = wordCount * MemoryLayout<UInt64>.size

  private let block: UnsafeMutablePointer<UInt64>
  private var position = KernelRandom.wordCount  // nothing is there yet
  private let read: (UnsafeMutableRawPointer, Int) -> Int

  public convenience init() {
    unsafe self.init { bytes, count in unsafe boroughwise_random(bytes, count) }
  }

  /// - Parameter read: the kernel's call, or what a test puts in its place: how many bytes it wrote, or minus the
  ///   system's error number.
  init(read: @escaping (UnsafeMutableRawPointer, Int) -> Int) {
    unsafe self.read = read
    unsafe block = .allocate(capacity: Self.wordCount)
    unsafe block.initialize(repeating: 0, count: Self.wordCount)
  }

  deinit {
    wipe()
    unsafe block.deallocate()
  }

  /// Ends the program where the kernel gives no random words: nothing is paid for then, and no figure exists.
  public func next() -> UInt64 {
    if position == Self.wordCount { fill() }
    let word = unsafe block[position]
    unsafe block[position] = 0
    position += 1
    return word
  }

  @inline(never) private func fill() {
    var written = 0
    while written < Self.byteCount {
      let rest = Self.byteCount - written
      let result = unsafe read(UnsafeMutableRawPointer(block) + written, rest)
      if boroughwise_was_interrupted(result) != 0 { continue }
      precondition((1...rest).contains(result), "the kernel gives no random bytes; no noise can be drawn")
      written += result
    }
    // A true source shows 512 equal words with probability 2^-32704; a call that wrote nothing shows 512 zeros.
    let first = unsafe block[0]
    var isStuck = true
    for index in 1..<Self.wordCount where unsafe block[index] != first { isStuck = false }
    precondition(!isStuck, "the kernel's random source repeats itself; no noise can be drawn")
    position = 0
  }

  /// Overwrites what is left of the block.
  func wipe() {
    unsafe boroughwise_wipe(block, Self.byteCount)
    position = Self.wordCount
  }
}

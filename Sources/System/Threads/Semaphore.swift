internal import Glibc

/// Counts what threads wait for.
///
/// Unsafe by need: the system's semaphore has to stay where it was made. It is made once, and ended with the last
/// reference, when nobody can wait for it any more.
@safe
final class Semaphore: Sendable {
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    unsafe semaphore = .allocate(capacity: 1)
    unsafe semaphore.initialize(to: sem_t())
    unsafe sem_init(semaphore, 0, 0)
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Lets one thread go on that waits, or the next that will.
  func signal() { unsafe sem_post(semaphore) }

  func wait() { while unsafe sem_wait(semaphore) != 0 && errno == EINTR {} }
}

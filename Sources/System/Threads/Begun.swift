internal import Glibc

/// A thread that has begun, and has to be waited for.
///
/// Unsafe by need: a pthread gets its work as a pointer. It is retained once here and released once there, or here where
/// no thread began.
struct Begun {
  private let thread: pthread_t

  /// Nil where the system gives no thread; then `work` is not done.
  init?(_ work: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let held = unsafe Unmanaged.passRetained(Work(work))
    let result = unsafe pthread_create(&thread, nil, { pointer in
      if let pointer = unsafe pointer { unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
      return nil
    }, held.toOpaque())
    guard result == 0 else {
      unsafe held.release()
      return nil
    }
    self.thread = thread
  }

  /// Call once.
  func wait() { pthread_join(thread, nil) }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

public import NIOCore

/// Runs tasks on an event loop, beside what the loop does for its connections. What a connection's task waits for comes
/// from that loop, which is awake then: no other thread has to be woken.
///
/// For tasks that compute for milliseconds at most, and that never wait for a disk themselves: other connections of the
/// loop wait meanwhile.
public final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  public init(_ loop: any EventLoop) { self.loop = loop }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

import Dispatch

/// A thread for the tasks of one borough. Each borough has a machine of its own: while its disk syncs a line of the log of
/// contacts, the others go on.
final class OwnThread: TaskExecutor {
  // Of the kind that libdispatch gives a thread each, however few cores there are.
  private let queue = DispatchQueue(label: "borough")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

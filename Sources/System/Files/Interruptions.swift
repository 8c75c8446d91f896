internal import Glibc

/// Requests to end (Ctrl-C, the terminal closed, a service manager's stop) that wait while something must not be cut in
/// half. A request that came meanwhile takes effect afterwards. For programs with one thread: others would get them.
public enum Interruptions {
  public static func hold() { mask(SIG_BLOCK) }
  public static func letThrough() { mask(SIG_UNBLOCK) }

  private static func mask(_ change: Int32) {
    var requests = sigset_t()
    unsafe sigemptyset(&requests)
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { unsafe sigaddset(&requests, signal) }
    unsafe pthread_sigmask(change, &requests, nil)
  }
}

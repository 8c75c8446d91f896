internal import Glibc

/// What a program finds around itself.
public enum Surroundings {
  /// An environment variable; nil if it is unset, empty or not UTF-8.
  public static func variable(_ name: String) -> String? {
    guard let text = unsafe getenv(name), let value = unsafe String(validatingCString: text), !value.isEmpty else { return nil }
    return value
  }

  /// Bytes that this user may still write on the disk of `path`; nil if it leads nowhere.
  public static func freeBytes(_ path: String) -> Int? {
    var disk = statvfs()
    guard !path.utf8.contains(0), unsafe statvfs(path, &disk) == 0 else { return nil }
    return Int(disk.f_bavail) * Int(disk.f_frsize)
  }

  /// Lets this process have so many files and connections open, as far as the system allows.
  /// - Returns: how many it may have open now; fewer where the system's own limit is lower.
  public static func raiseOpenLimit(to wanted: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    guard limit.rlim_cur < UInt(wanted) else { return Int(clamping: limit.rlim_cur) }
    let raised = rlimit(rlim_cur: min(UInt(wanted), limit.rlim_max), rlim_max: limit.rlim_max)
    let isRaised = unsafe withUnsafePointer(to: raised) { unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), $0) == 0 }
    return Int(clamping: isRaised ? raised.rlim_cur : limit.rlim_cur)
  }
}

extension Files {
  /// Whether root runs this beside somebody else's path: what root makes there, its owner's programs could not use any more.
  public static func isForRootAnothers(_ path: String) -> Bool {
    var status = stat()
    guard geteuid() == 0, !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return false }
    return status.st_uid != 0
  }

  /// Whether this user may list a folder or read a file, by the system's own judgement.
  public static func isReadable(_ path: String) -> Bool { may(path, R_OK) }

  public static func isWritable(_ path: String) -> Bool { may(path, W_OK) }

  private static func may(_ path: String, _ mode: Int32) -> Bool {
    guard !path.utf8.contains(0) else { return false }
    return unsafe access(path, mode) == 0
  }
}

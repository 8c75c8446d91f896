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
}

extension Files {
  /// Whether this user may list a folder or read a file, by the system's own judgement.
  public static func isReadable(_ path: String) -> Bool { may(path, R_OK) }

  public static func isWritable(_ path: String) -> Bool { may(path, W_OK) }

  private static func may(_ path: String, _ mode: Int32) -> Bool {
    guard !path.utf8.contains(0) else { return false }
    return unsafe access(path, mode) == 0
  }
}

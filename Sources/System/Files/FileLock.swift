internal import Glibc

/// An exclusive lock on a file, held until this value goes out of scope or the process ends.
///
/// Advisory (`flock`): it keeps out those who ask for it too. The file itself stays.
public struct FileLock: ~Copyable, Sendable {
  private let file: Descriptor

  fileprivate init(_ file: consuming Descriptor) { self.file = file }

  // Unlocked before it is closed, in case a forked process still has a copy of the descriptor.
  deinit { flock(file.number, LOCK_UN) }
}

extension Files {
  /// Takes the exclusive lock on the file `path`, which is created if missing.
  ///
  /// Lock a file of its own, never one that `writeDurably` replaces.
  ///
  /// - Returns: nil if someone else has it and `wait` is false.
  public static func lock(_ path: String, wait: Bool) throws(FileError) -> FileLock? {
    while true {
      let file = try Descriptor("lock", path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
      let mine = try file.requireRegular("lock")
      guard retried({ flock(file.number, LOCK_EX | (wait ? 0 : LOCK_NB)) }) == 0 else {
        if errno == EWOULDBLOCK { return nil }
        throw FileError("lock", path, number: errno)
      }
      // Between opening and locking the file may have been removed and made anew: then ours is worth nothing.
      var now = stat()
      if unsafe lstat(path, &now) == 0, now.st_ino == mine.st_ino, now.st_dev == mine.st_dev { return FileLock(file) }
    }
  }
}

internal import Glibc

/// What went wrong with a file: the operation, the path and the system's error number.
///
/// Never holds a byte of a file's content.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call of this module that failed, as a verb: "read", "write", "sync", …
  public let operation: String
  public let path: String
  /// The system's `errno`; 0 where a check of our own failed.
  public let number: Int32
  /// Stable and in kebab case, for programs and for the manual.
  public let code: String

  init(_ operation: String, _ path: String, number: Int32) {
    self.operation = operation
    self.path = path
    self.number = number
    code = FileError.code(of: number)
  }

  init(_ operation: String, _ path: String, check: Check) {
    self.operation = operation
    self.path = path
    number = 0
    code = check.rawValue
  }

  /// Checks of our own, which have no error number.
  enum Check: String {
    case tooLarge = "file-too-large"
    case notRegular = "file-not-regular"
    case badName = "file-name"
  }

  private static func code(of number: Int32) -> String {
    switch number {
    case ENOENT, ENOTDIR: "file-missing"
    case EACCES, EPERM, EROFS: "file-permission"
    case ENOSPC, EDQUOT: "disk-full"
    case EFBIG: "file-too-large"
    case EEXIST: "file-exists"
    case ELOOP: "file-link"
    default: "file-io"
    }
  }

  public var description: String {
    "could not \(operation) \(path): \(reason) (\(code))"
  }

  private var reason: String {
    switch code {
    case "file-missing": "there is no such file or folder; check the path"
    case "file-permission": "this user may not do that; check owner and mode, or the program's own restrictions"
    case "disk-full": "no space is left on the disk, or the quota is used up; make room and run again"
    case "file-too-large": "it is larger than this program accepts; check that it is the right file"
    case "file-exists": "it exists already and is never replaced; choose another name or move it away"
    case "file-link": "it is a symbolic link where a file or folder is needed; give the real path"
    case "file-not-regular": "it is not a regular file; give a file, not a folder, pipe or device"
    case "file-name": "a name in it is empty, not UTF-8, or holds a zero byte; rename it"
    default: "the system reported error \(number); check the disk and the system's log"
    }
  }
}

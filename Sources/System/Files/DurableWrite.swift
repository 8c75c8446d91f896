internal import Glibc

// A crash at any moment leaves, under the final name, the old file, the new file or no file, whole.
//
//   temporary file in the same folder     crash: a ".unfinished-…" file, which `list` hides
//   mode, bytes, fsync                    crash: the same
//   rename or link to the final name      crash: the old or the new name, both whole
//   fsync of the folder                   afterwards the new name survives a power cut

/// Names of files that were being written begin so; `Files.list` leaves them out.
let unfinishedPrefix = ".unfinished-"

extension Files {
  /// Writes a file whole, in place of any that has that name. Durable when it returns.
  ///
  /// If it throws at the last step (sync of the folder), the new file may already be in place, but
  /// might not survive a power cut: read again before relying on either.
  public static func writeDurably(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
    try write(bytes, to: path, mode: mode) { (temporary, name, folder) in
      unsafe renameat(folder, temporary, folder, name)
    }
  }

  /// Like `writeDurably`, but throws "file-exists" if anything has that name already, and leaves it.
  ///
  /// The check and the naming are one step of the kernel (a hard link), so of two writers one wins.
  public static func writeNew(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
    try write(bytes, to: path, mode: mode) { (temporary, name, folder) in
      let linked = unsafe linkat(folder, temporary, folder, name, 0)
      if linked == 0 { unsafe unlinkat(folder, temporary, 0) }
      return linked
    }
  }

  /// Adds `bytes` to the end of a file, which is created if missing. Durable when it returns.
  ///
  /// One `write`, so that a reader sees all or nothing of it. If the disk takes only a part, that part
  /// is cut off again and an error thrown. Callers with several writers hold a `lock`. After a failed
  /// sync the end of the file is unknown: stop, and read it again before the next append.
  public static func append(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
    let (folderPath, name) = try split(path, "append to")
    do {
      return try append(bytes, to: Descriptor("append to", path, flags: O_WRONLY | O_APPEND | O_NOFOLLOW), path)
    } catch where error.number == ENOENT {
      let folder = try Descriptor("append to", folderPath, flags: O_RDONLY | O_DIRECTORY)
      let file = try Descriptor(
        "append to", name, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode & 0o600,
        in: folder.number, path: path)
      try file.setMode(mode)
      try append(bytes, to: file, path)
      try folder.sync()
    }
  }

  private static func append(_ bytes: [UInt8], to file: borrowing Descriptor, _ path: String) throws(FileError) {
    let before = try file.requireRegular("append to").st_size
    guard try file.writeOnce(bytes) == bytes.count else {
      ftruncate(file.number, before)
      throw FileError("append to", path, number: ENOSPC)
    }
    try file.sync()
  }

  /// Sets the permission bits of a regular file that is there. Durable when it returns.
  public static func setMode(_ mode: UInt32, of path: String) throws(FileError) {
    let file = try Descriptor("set the mode of", path, flags: O_RDONLY | O_NOFOLLOW)
    _ = try file.requireRegular("set the mode of")
    try file.setMode(mode)
    try file.sync()
  }

  private static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32, place: (_ temporary: String, _ name: String, _ folder: Int32) -> Int32
  ) throws(FileError) {
    let (folderPath, name) = try split(path, "write")
    let folder = try Descriptor("write", folderPath, flags: O_RDONLY | O_DIRECTORY)
    let temporary = unfinishedPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
    do {
      let file = try Descriptor(
        "write", temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, in: folder.number, path: path)
      try file.setMode(mode)
      try file.writeAll(bytes)
      try file.sync()
    } catch {
      if error.number != EEXIST { unsafe unlinkat(folder.number, temporary, 0) }
      throw error
    }
    guard place(temporary, name, folder.number) == 0 else {
      let reason = errno
      unsafe unlinkat(folder.number, temporary, 0)
      throw FileError("write", path, number: reason)
    }
    try folder.sync()
  }

  /// The folder of a path and the name in it, which is neither empty nor "." nor "..".
  static func split(_ path: String, _ operation: String) throws(FileError) -> (folder: String, name: String) {
    let name: Substring
    let folder: String
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      name = path[path.utf8.index(after: slash)...]
      folder = slash == path.startIndex ? "/" : String(path[..<slash])
    } else {
      name = path[...]
      folder = "."
    }
    guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
      throw FileError(operation, path, check: .badName)
    }
    return (folder, String(name))
  }
}

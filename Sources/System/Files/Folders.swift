internal import Glibc

extension Files {
  /// The names in a folder, in the order of their UTF-8 bytes, without ".", ".." and the remains of
  /// writes that a crash interrupted.
  public static func list(_ folder: String) throws(FileError) -> [String] {
    guard !folder.utf8.contains(0) else { throw FileError("list", folder, check: .badName) }
    guard let stream = unsafe opendir(folder) else { throw FileError("list", folder, number: errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw FileError("list", folder, number: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let name else { throw FileError("list", folder, check: .badName) }
      if name != ".", name != "..", !name.hasPrefix(unfinishedPrefix) { names.append(name) }
    }
  }

  /// Makes a folder and those above it that are missing. It is no error if it exists. Durable.
  ///
  /// - Parameter mode: of each folder made here; existing folders keep theirs.
  public static func makeFolder(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
    if isFolder(path) { return }
    var trimmed = path[...]
    while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed = trimmed.dropLast() }
    let (above, name) = try split(String(trimmed), "make folder")
    try makeFolder(above, mode: mode)
    let parent = try Descriptor("make folder", above, flags: O_RDONLY | O_DIRECTORY)
    if unsafe mkdirat(parent.number, name, mode) != 0 {
      // Someone else may have made it in the meantime; a file or a dangling link of that name is an error.
      guard errno == EEXIST, isFolder(path) else { throw FileError("make folder", path, number: errno) }
      return
    }
    let folder = try Descriptor(
      "make folder", name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, in: parent.number, path: path)
    try folder.setMode(mode)
    try parent.sync()
  }

  /// Whether the path leads to something, through links. Also false if we may not look.
  public static func exists(_ path: String) -> Bool { mode(of: path) != nil }

  /// Whether the path leads to a folder, through links.
  public static func isFolder(_ path: String) -> Bool {
    guard let mode = mode(of: path) else { return false }
    return mode & S_IFMT == S_IFDIR
  }

  /// Whether users other than its owner and group may read the file: a secret should not lie there.
  public static func isOpenToOthers(_ path: String) throws(FileError) -> Bool {
    guard let mode = mode(of: path) else { throw FileError("look at", path, number: errno) }
    return mode & S_IRWXO != 0
  }

  /// Whether its owner alone may do anything with it.
  public static func isOwnersAlone(_ path: String) throws(FileError) -> Bool {
    guard let mode = mode(of: path) else { throw FileError("look at", path, number: errno) }
    return mode & (S_IRWXG | S_IRWXO) == 0
  }

  /// Removes a file, a symbolic link (not what it points to) or an empty folder. Durable.
  public static func remove(_ path: String) throws(FileError) {
    let (above, name) = try split(path, "remove")
    let parent = try Descriptor("remove", above, flags: O_RDONLY | O_DIRECTORY)
    var result = unsafe unlinkat(parent.number, name, 0)
    if result != 0, errno == EISDIR { result = unsafe unlinkat(parent.number, name, AT_REMOVEDIR) }
    guard result == 0 else { throw FileError("remove", path, number: errno) }
    try parent.sync()
  }

  /// The absolute path without links, "." and ".."; nil if it leads nowhere.
  public static func realPath(_ path: String) -> String? {
    guard !path.utf8.contains(0), let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(validatingCString: found)
  }

  private static func mode(of path: String) -> mode_t? {
    var status = stat()
    guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode
  }
}

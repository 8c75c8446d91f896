/// The files below one folder, by their paths in it; for whoever must not know what a folder is.
public struct FolderFiles: Sendable {
  public let folder: String
  private static let largest = 64 << 20

  public init(_ folder: String) { self.folder = folder }

  /// - Returns: nil if there is no such file.
  public func read(_ path: String) throws(FileError) -> [UInt8]? {
    let file = "\(folder)/\(path)"
    return Files.exists(file) ? try Files.read(file, limit: Self.largest) : nil
  }

  /// Whole and durable, readable by everybody, in place of any file of that path; folders that are missing are made.
  public func write(_ bytes: [UInt8], _ path: String) throws(FileError) {
    let file = "\(folder)/\(path)"
    try Files.makeFolder(Files.split(file, "write").folder, mode: 0o755)
    try Files.writeDurably(bytes, to: file, mode: 0o644)
  }
}

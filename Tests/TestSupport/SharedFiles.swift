// TestSupport: what tests of several modules share. May use Foundation; is linked into no program.

internal import Foundation

/// The folder with published test vectors and public data, which lies outside the repository.
///
/// Found by the environment variable `BOROUGHWISE_SHARED`, else as `shared` beside the repository.
/// Tests that need it are skipped, saying so, where it is absent:
/// `@Test(.enabled(if: SharedFiles.folder != nil, "needs the shared files"))`.
public enum SharedFiles {
  public static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["BOROUGHWISE_SHARED"] {
      return FileManager.default.fileExists(atPath: named) ? named : nil
    }
    // Tests/TestSupport/SharedFiles.swift lies two folders below the repository's root, possibly through links.
    let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: beside) ? beside : nil
  }()

  /// The path of a file in that folder; nil if the folder or the file is absent.
  public static func path(_ relative: String) -> String? {
    guard let folder else { return nil }
    let path = folder + "/" + relative
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// A JSON file of that folder, parsed; nil if it is absent.
  public static func json(_ relative: String) throws -> Any? {
    guard let path = path(relative) else { return nil }
    return try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

internal import Foundation

/// A fresh, empty folder that deletes itself, with all in it, when the last reference goes or the process exits.
///
/// Keep the value alive as long as the folder is used: `withExtendedLifetime(folder) { … }` or a `let`
/// that is used afterwards; a path alone does not keep it.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    let name = "boroughwise-test-" + UUID().uuidString
    // Without links in it, so that tests may compare paths.
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = base.appendingPathComponent(name).path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    Leftovers.add(folder: path)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    Leftovers.forget(folder: path)
  }

  /// The path of something in the folder.
  public func file(_ name: String) -> String { path + "/" + name }
}

import Foundation
import TestSupport

/// The package manifest as SwiftPM reads it: targets, their folders and what they depend on.
struct Manifest {
  struct Target {
    let name: String
    let path: String
    let isTest: Bool
    let isOurs: Bool
    /// Modules of this package, and products of others as `product:Name`.
    let needs: [String]
  }
  let targets: [String: Target]

  /// Folder of the package, found from this file.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let current: Manifest = {
    do { return try load() } catch { preconditionFailure("the manifest can't be read: \(error)") }
  }()

  private static func load() throws -> Manifest {
    let scratch = NSTemporaryDirectory() + "boroughwise-manifest-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let result = try run(
      "swift", ["package", "--package-path", root, "--scratch-path", scratch, "dump-package"])
    guard let json = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any],
      let list = json["targets"] as? [[String: Any]]
    else { throw CocoaError(.fileReadCorruptFile) }
    var targets: [String: Target] = [:]
    for entry in list {
      guard let name = entry["name"] as? String, let kind = entry["type"] as? String else { continue }
      let needs = (entry["dependencies"] as? [[String: Any]] ?? []).compactMap { need -> String? in
        if let list = need["byName"] as? [Any] ?? need["target"] as? [Any] { return list.first as? String }
        if let list = need["product"] as? [Any] { return (list.first as? String).map { "product:\($0)" } }
        return nil
      }
      targets[name] = Target(
        name: name, path: entry["path"] as? String ?? "Sources/\(name)", isTest: kind == "test",
        isOurs: kind != "system", needs: needs)
    }
    return Manifest(targets: targets)
  }

  /// Everything a module can name, directly or through what it depends on, without itself.
  func reach(of name: String) -> Set<String> {
    var found: Set<String> = []
    var open = targets[name]?.needs ?? []
    while let next = open.popLast() {
      if found.insert(next).inserted { open += targets[next]?.needs ?? [] }
    }
    return found
  }

  /// Modules and programs, without tests and without the probes that belong to tests.
  var product: [Target] {
    targets.values.filter { !$0.isTest && !$0.path.hasPrefix("Tests/") && $0.isOurs }.sorted { $0.name < $1.name }
  }

  func modules(under folder: String) -> [Target] { product.filter { $0.path.hasPrefix(folder + "/") } }
}

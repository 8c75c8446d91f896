internal import Foundation

/// Programs built together with the tests.
public enum Built {
  /// The path of a built program, such as "borough-agent"; nil if it was not built.
  ///
  /// Programs lie beside the test bundle: the tests run from that bundle or with its path as an argument.
  public static func path(of product: String) -> String? {
    var candidates = CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      candidates.append(URL(fileURLWithPath: program))
    }
    candidates.append(Bundle.main.bundleURL.appendingPathComponent("x"))
    for candidate in candidates where candidate.path.contains("/.build/") || candidate.path.contains(".xctest") {
      let path = candidate.deletingLastPathComponent().appendingPathComponent(product).path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return nil
  }
}

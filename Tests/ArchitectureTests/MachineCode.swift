import Foundation
import TestSupport

/// The compiled modules that lie beside the built programs, as `objdump` reads them.
enum MachineCode {
  private static let objdump = "/usr/bin/objdump"

  static let canBeRead: Bool = {
    #if arch(x86_64)
      FileManager.default.isExecutableFile(atPath: objdump)
    #else
      false
    #endif
  }()

  /// Arithmetic, comparisons and conversions of scalar floating point; not the moves of vector registers, by which
  /// memory is copied.
  private static let instructions =
    #"\t(v?(add|sub|mul|div|sqrt|min|max|cvt[a-z0-9]*|u?comi|round)(ss|sd|si|2si|2sd|2ss)[lq]?|v?cvt[a-z0-9]+|f(add|sub|mul|div|ild|ist|sqrt)[a-z]*)\s"#

  /// Instructions of the module's object files that compute in floating point.
  static func floatingPoint(of module: String) throws -> [String] {
    guard let agent = Built.path(of: "borough-agent") else { throw CocoaError(.fileNoSuchFile) }
    let folder = (agent as NSString).deletingLastPathComponent + "/\(module).build"
    let objects = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".o") }
    guard !objects.isEmpty else { throw CocoaError(.fileNoSuchFile) }
    let code = try run(objdump, ["-d", "--no-show-raw-insn"] + objects.map { "\(folder)/\($0)" })
    guard code.exitCode == 0 else { throw CocoaError(.fileReadUnknown) }
    let pattern = try NSRegularExpression(pattern: instructions)
    let text = code.standardOutput as NSString
    return pattern.matches(in: code.standardOutput, range: NSRange(location: 0, length: text.length))
      .map { text.substring(with: $0.range).trimmingCharacters(in: .whitespaces) }
  }
}

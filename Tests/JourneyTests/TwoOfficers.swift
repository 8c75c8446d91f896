import Foundation
import TestSupport
import Testing

/// The two officers of a borough, who sign with `ssh-keygen` as people do.
struct TwoOfficers {
  static let hasTool = FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")
  let london: SmallLondon
  /// Files of private keys; the public halves lie beside them.
  let privacy: String
  let data: String

  init(_ london: SmallLondon, named name: String) throws {
    self.london = london
    (privacy, data) = (try Self.key(london, "\(name)-privacy"), try Self.key(london, "\(name)-data"))
  }

  static func key(_ london: SmallLondon, _ name: String) throws -> String {
    let path = london.folder.file("officer-\(name)")
    if !FileManager.default.fileExists(atPath: path) {
      #expect(try run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]).exitCode == 0)
    }
    return path
  }

  /// Signs a statement; the signature lies in a file of its own.
  func sign(_ statement: String, with key: String) throws -> String {
    try? FileManager.default.removeItem(atPath: statement + ".sig")
    let signed = try run("ssh-keygen", ["-q", "-Y", "sign", "-f", key, "-n", "boroughwise-officer", statement])
    #expect(signed.exitCode == 0, "\(signed.standardError)")
    let own = statement + "." + (key as NSString).lastPathComponent
    try? FileManager.default.removeItem(atPath: own)
    try FileManager.default.moveItem(atPath: statement + ".sig", toPath: own)
    return own
  }

  /// Registers the privacy officer, and then the data officer with the first one's signature.
  func register(in home: String) throws {
    try SmallLondon.must("borough-agent", ["officer", "add", privacy + ".pub", "--as", "privacy-officer", "--home", home])
    let add = ["officer", "add", data + ".pub", "--as", "data-officer", "--home", home]
    let asked = try SmallLondon.must("borough-agent", add)
    #expect(asked.contains("the privacy-officer signs this statement"), "\(asked)")
    let signature = try sign(home + "/statements/register-data-officer.txt", with: privacy)
    try SmallLondon.must("borough-agent", add + ["--signature", signature])
  }

  /// Both sign that the borough may release by a plan.
  func accept(_ plan: String, _ file: String, in home: String) throws {
    for (role, key) in [("privacy-officer", privacy), ("data-officer", data)] {
      try SmallLondon.must("borough-agent", ["plan", "accept", file, "--as", role, "--home", home])
      let signature = try sign("\(home)/statements/accept-\(plan)-\(role).txt", with: key)
      try SmallLondon.must("borough-agent", ["plan", "accept", file, "--as", role, "--signature", signature, "--home", home])
    }
  }
}

import Cryptography
import Files
import Foundation
import Identity
import NIOPosix
import TestSupport
import Testing

/// What `borough-sender doctor` finds before it reaches out: each fault made for real, and nothing else said to be wrong.
/// Run by a user whom the modes of files stop; the network is left out, where nobody listens.
@Suite(.enabled(if: PlainUser.canRunTheSender, "needs the built borough-sender, and where root runs the tests setpriv"))
struct DoctorLocalTests {
  let pki: TestPKI
  let home: TemporaryFolder

  init() throws {
    pki = try TestPKI.made
    home = try TemporaryFolder()
    try Files.makeFolder(home.file("outbox/messages"))
    try Files.makeFolder(home.file("inbox"))
    let key = try SigningKey()
    try Files.writeNew(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: home.file("outbox/identity.pub"))
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let code, check: String
    /// 3 where it is a warning: nobody listens where the hub should be.
    let exit: Int32
    var environment: [String: String] = [:]
    /// What comes with it.
    var also: [String: String] = [:]
    /// Days since the certificate was issued; it is for 90.
    var age = 0
    let make: @Sendable (TemporaryFolder) throws -> Void
    var testDescription: String { code }

    init(
      _ code: String, _ check: String, exit: Int32, environment: [String: String] = [:], also: [String: String] = [:], age: Int = 0,
      make: @escaping @Sendable (TemporaryFolder) throws -> Void = { _ in }
    ) {
      (self.code, self.check, self.exit, self.environment, self.also) = (code, check, exit, environment, also)
      (self.age, self.make) = (age, make)
    }
  }

  private static func mode(_ mode: String, _ path: String) throws { #expect(try run("chmod", [mode, path]).exitCode == 0) }

  static let faults: [Fault] = [
    Fault("outbox-unreadable", "outbox", exit: 4) { try mode("000", $0.file("outbox")) },
    Fault("bad-identity-key", "signing-key", exit: 4) { try Files.remove($0.file("outbox/identity.pub")) },
    Fault("agent-readable", "separation", exit: 3) { try Files.makeFolder($0.file("ledger")) },
    Fault("outbox-writable", "separation", exit: 3) { try mode("700", $0.file("outbox")) },
    Fault("inbox-unwritable", "inbox", exit: 4) { try mode("500", $0.file("inbox")) },
    Fault("disputed-receipts", "inbox", exit: 5) {
      try Files.makeFolder($0.file("inbox/disputed"))
      try Files.writeNew([], to: $0.file("inbox/disputed/1.receipt"))
    },
    // A file system that never has room, and where nobody can write.
    Fault("disk-full", "disk", exit: 4, also: ["inbox": "inbox-unwritable"]) {
      try Files.writeNew(Array("inbox_folder = /proc\n".utf8), to: $0.file("sender.conf"))
    },
    Fault("proxy-not-set", "environment", exit: 3, environment: ["https_proxy": "http://proxy.example:3128"]),
    Fault("certificate-ended", "certificate", exit: 4, age: 100),
    Fault("certificate-ends-soon", "certificate", exit: 4, age: 70),
  ]

  @Test(arguments: faults) func eachFaultIsNamed(_ fault: Fault) async throws {
    let (exit, report) = try await ask(fault.age, fault.environment, fault.make)
    #expect(exit == fault.exit && report.troubles == fault.also.merging([fault.check: fault.code]) { $1 }, "\(report)")
    let found = report.checks.first { $0.code == fault.code }
    #expect(found?.fix?.contains("borough-sender doctor") == false, "who reads this has asked the doctor")
  }

  @Test func whereNothingIsWrongNothingIsSaidToBe() async throws {
    let (exit, report) = try await ask(0, [:]) { _ in }
    #expect(exit == 3 && report.troubles.isEmpty, "\(report)")
  }

  private func ask(
    _ age: Int, _ environment: [String: String], _ make: (TemporaryFolder) throws -> Void
  ) async throws -> (exit: Int32, report: DoctorTests.Report) {
    let folder = IdentityFolder(path: home.file("identity"))
    let key = try folder.keyForEnrolment()
    let then = TestPKI.now - age * 86_400
    let issuing = try CertificateAuthority.createRoot(name: "Root", days: 3650, now: then)
      .createIssuing(name: "Issuing", days: 365, now: then)
    let chain = try TestPKI.clientChain(key, issuing, now: then)
    _ = try folder.store(chainPEM: chain, key: key, hub: Hub(pki.invitation(agentPort: 1)))
    try Self.mode("500", home.file("outbox"))
    try make(home)
    // Aside: tests beside this one wait for doors that need the threads.
    let result = try await NIOThreadPool.singleton.runIfActive { [home] in
      try PlainUser.sender(["doctor", "--home", home.path, "--json"], home: home, environment: environment)
    }
    do {
      let all = try JSONDecoder().decode(DoctorTests.Report.self, from: Data(result.standardOutput.utf8))
      let network = ["agent-port", "enrol-port", "receipts"]
      return (result.exitCode, .init(checks: all.checks.filter { !network.contains($0.name) }, verdict: all.verdict, firewallRequest: nil))
    } catch {
      Issue.record("no report: \(result.standardOutput)\(result.standardError)")
      throw error
    }
  }
}

/// This user; where that is root, whom no mode stops, another one.
enum PlainUser {
  private static let becomes = geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []

  static let canRunTheSender: Bool = {
    guard let program = Built.path(of: "borough-sender") else { return false }
    let words = becomes + [program, "--version"]
    return (try? run(words[0], Array(words.dropFirst())))?.exitCode == 0
  }()

  /// - Parameter home: becomes that user's.
  static func sender(_ arguments: [String], home: TemporaryFolder, environment: [String: String]) throws -> RunResult {
    if !becomes.isEmpty { #expect(try run("chown", ["-R", "65534:65534", home.path]).exitCode == 0) }
    let words = becomes + [try #require(Built.path(of: "borough-sender"))] + arguments
    return try run(words[0], Array(words.dropFirst()), environment: environment)
  }
}

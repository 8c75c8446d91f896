import Cryptography
import Files
import Foundation
import NIOPosix
import TestSupport

/// `openssl s_server` with the hub's certificate on a free loopback port.
final class OpenSSLServer: @unchecked Sendable {
  static var isPossible: Bool { OddCertificates.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/bin/bash") }

  let port: Int
  private let folder: TemporaryFolder
  private let program: StartedProgram

  /// On a thread of its own, since it waits for the program.
  static func started(_ pki: TestPKI, _ options: [String], typed: String? = nil) async throws -> OpenSSLServer {
    try await NIOThreadPool.singleton.runIfActive { try OpenSSLServer(pki, options, typed: typed) }
  }

  /// - Parameters:
  ///   - options: in its words.
  ///   - typed: a line that is typed each second; "c" asks the client for its certificate after the handshake.
  private init(_ pki: TestPKI, _ options: [String], typed: String?) throws {
    folder = try TemporaryFolder()
    try Files.writeNew(pki.hubChain, to: folder.file("chain.pem"))
    try Files.writeNew(pki.hubKey.pem, to: folder.file("key.pem"))
    try Files.writeNew(pki.root.certificatePEM, to: folder.file("root.pem"))
    let typing = typed.map { "for i in {1..30}; do sleep 1; echo '\($0)'; done; " } ?? ""
    // Its own input must not end, or it leaves.
    program = try StartedProgram(
      "/usr/bin/bash",
      ["-c", "exec openssl \"$@\" < <(\(typing)exec sleep 30)", "bash", "s_server", "-accept", "127.0.0.1:0", "-CAfile",
        folder.file("root.pem"), "-cert", folder.file("chain.pem"), "-cert_chain", folder.file("chain.pem"), "-key",
        folder.file("key.pem")] + options)
    for _ in 0..<200 where program.isRunning {
      if let found = program.standardOutput.firstMatch(of: /ACCEPT 127\.0\.0\.1:([0-9]+)/), let port = Int(found.1) {
        self.port = port
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw OddCertificateError(text: program.standardError)
  }

  /// What it has said so far.
  var said: String { program.standardOutput + program.standardError }
}

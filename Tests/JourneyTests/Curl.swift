import Foundation
import TestSupport
import Testing

/// Requests made by curl, so that what a hub answers is seen by another implementation than our own.
struct Curl {
  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")
  static let why: Comment = "skipped: needs /usr/bin/curl"

  /// 0 where no answer came.
  let status: Int
  /// Header lines, lower case.
  let headers: [String]
  let body: String
  /// curl's own complaint, with the peer's TLS alert in it.
  let complaint: String

  /// The code of a refusal.
  var code: String? {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?["code"] as? String
  }

  init(_ arguments: [String]) throws {
    let scratch = try TemporaryFolder()
    let (head, bodyFile) = (scratch.file("head"), scratch.file("body"))
    let result = try run(
      "/usr/bin/curl",
      ["-sS", "--noproxy", "*", "--max-time", "30", "-D", head, "-o", bodyFile, "-w", "%{http_code}"] + arguments)
    status = Int(result.standardOutput) ?? 0
    complaint = result.standardError
    func text(_ file: String) -> String {
      String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }
    headers = text(head).lowercased().split(whereSeparator: \.isNewline).map(String.init)
    body = text(bodyFile)
  }

  /// The certificate and key of an enrolled sender.
  static func identity(of home: String) -> [String] {
    ["--cert", home + "/identity/certificate.pem", "--key", home + "/identity/tls.key"]
  }

  static let messageType = "application/vnd.boroughwise.dsse+json"

  /// Posts a file to the agent port as `borough-sender` would.
  static func post(
    _ file: String, to hub: RunningHub, as identity: [String], type: String = messageType, encoding: String = "gzip",
    more: [String] = []
  ) throws -> Curl {
    try Curl(
      identity + [
        "--cacert", hub.rootCertificate, "--resolve", "localhost:\(hub.ports.agent):127.0.0.1",
        "-H", "content-type: " + type, "-H", "content-encoding: " + encoding, "--data-binary", "@" + file,
      ] + more + ["https://localhost:\(hub.ports.agent)/v1/releases"])
  }
}

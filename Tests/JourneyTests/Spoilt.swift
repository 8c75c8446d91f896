import Foundation
import TestSupport
import Testing

/// A request with one thing wrong with it, and how the specification says that it is refused (section 8).
struct Spoilt: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: String
  let status: Int
  var type = Curl.messageType
  var encoding = "gzip"
  var more: [String] = []
  /// What is sent, made from the envelope of a true message.
  let body: @Sendable (_ envelope: Data) throws -> Data

  static let all: [Spoilt] = [
    Spoilt(testDescription: "no body", code: "bad-encoding", status: 415) { _ in Data() },
    Spoilt(testDescription: "half of the body", code: "bad-encoding", status: 415) {
      let whole = try gzipped($0)
      return whole.prefix(whole.count / 2)
    },
    Spoilt(testDescription: "all but the last byte", code: "bad-encoding", status: 415) { try gzipped($0).dropLast() },
    Spoilt(testDescription: "a flipped bit of the compressed bytes", code: "bad-encoding", status: 415) {
      var whole = try gzipped($0)
      whole[whole.count - 6] ^= 1  // in the checksum
      return whole
    },
    Spoilt(testDescription: "bytes behind the stream", code: "bad-encoding", status: 415) {
      try gzipped($0) + gzipped(Data("more".utf8))
    },
    Spoilt(testDescription: "not compressed", code: "bad-encoding", status: 415) { $0 },
    Spoilt(testDescription: "not compressed, and says so", code: "bad-encoding", status: 415, encoding: "identity") {
      $0
    },
    Spoilt(testDescription: "another content type", code: "bad-encoding", status: 415, type: "application/json") {
      try gzipped($0)
    },
    Spoilt(testDescription: "a flipped bit of the payload", code: "bad-signature", status: 403) {
      // A digit: with its lowest bit flipped it is another digit, so the envelope is still well-formed.
      let middle = $0.dropFirst($0.count / 2)
      guard let digit = middle.firstIndex(where: { (48...57).contains($0) }) else { throw JourneyFailure("no digit") }
      return try gzipped(flipped($0, at: digit - $0.startIndex))
    },
    Spoilt(testDescription: "a flipped bit of the first byte", code: "malformed", status: 400) {
      try gzipped(flipped($0, at: 0))
    },
    Spoilt(testDescription: "a space at the end", code: "not-canonical", status: 400) {
      try gzipped($0 + Data(" ".utf8))
    },
    Spoilt(testDescription: "not a message", code: "malformed", status: 400) { _ in try gzipped(Data("{}".utf8)) },
    Spoilt(testDescription: "a gzip bomb", code: "too-large", status: 413) { _ in
      try gzipped(Data(count: 64 << 20))
    },
    Spoilt(testDescription: "a bomb in a stream in a stream", code: "malformed", status: 400) { _ in
      try gzipped(gzipped(Data(count: 64 << 20)))
    },
    Spoilt(testDescription: "more than 4 MiB inside", code: "too-large", status: 413) { _ in
      // A ratio of about 130, under the limit of 200: it is the size that is refused.
      try gzipped(Data((0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 % 128 == 0 ? $0 / 128 &* 37 : 0) }))
    },
    Spoilt(testDescription: "an oversized body", code: "too-large", status: 413) { _ in oversized },
    Spoilt(
      testDescription: "an oversized body of unsaid length", code: "too-large", status: 413,
      more: ["-H", "transfer-encoding: chunked"]) { _ in oversized },
  ]

  private static let oversized = Data((0...(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })

  /// With the lowest bit of one byte changed.
  private static func flipped(_ bytes: Data, at index: Int) -> Data {
    var altered = bytes
    altered[altered.startIndex + index] ^= 1
    return altered
  }
}

/// Compressed by gzip, as any client would.
func gzipped(_ bytes: Data) throws -> Data {
  let scratch = try TemporaryFolder()
  try bytes.write(to: URL(fileURLWithPath: scratch.file("plain")))
  let result = try run("gzip", ["-n", scratch.file("plain")])
  guard result.exitCode == 0 else { throw JourneyFailure("gzip: \(result.standardError)") }
  return try Data(contentsOf: URL(fileURLWithPath: scratch.file("plain.gz")))
}

/// The openssl command: a client of another make, and an authority that is not the hub's.
enum OpenSSL {
  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  /// A client's certificate with the given URI name, issued by the hub whose `issuing` folder is given.
  static func issue(_ name: String, by issuing: String, into identity: String) throws {
    let scratch = try TemporaryFolder()
    let (request, extensions) = (scratch.file("request"), scratch.file("extensions"))
    let text = """
      subjectAltName=URI:\(name)
      extendedKeyUsage=clientAuth
      keyUsage=critical,digitalSignature
      basicConstraints=critical,CA:FALSE
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: extensions))
    try must([
      "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x",
      "-keyout", identity + "/tls.key", "-out", request,
    ])
    try must([
      "x509", "-req", "-in", request, "-CA", issuing + "/issuing.pem", "-CAkey", issuing + "/issuing.key",
      "-set_serial", "7", "-days", "2", "-extfile", extensions, "-out", identity + "/certificate.pem",
    ])
    let leaf = try Data(contentsOf: URL(fileURLWithPath: identity + "/certificate.pem"))
    let authority = try Data(contentsOf: URL(fileURLWithPath: issuing + "/issuing.pem"))
    try (leaf + authority).write(to: URL(fileURLWithPath: identity + "/certificate.pem"))
  }

  /// A handshake and nothing more.
  static func connect(_ port: Int, _ hub: RunningHub, _ options: [String]) throws -> RunResult {
    try run(
      "/usr/bin/openssl", ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", hub.rootCertificate] + options)
  }

  private static func must(_ arguments: [String]) throws {
    let result = try run("/usr/bin/openssl", arguments)
    guard result.exitCode == 0 else { throw JourneyFailure("openssl \(arguments[0]): \(result.standardError)") }
  }
}

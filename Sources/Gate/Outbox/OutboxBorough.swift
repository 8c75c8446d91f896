internal import Files
internal import ReleaseProtocol

// The sender cannot read the agent's settings. What it may know is whose outbox it has before it.

extension OutboxFolder {
  public static let boroughFile = "borough"

  /// ONS code of the borough whose messages lie here: from `borough-agent init`, or, of an outbox from before there was
  /// that file, from the name of the log of what may leave. Nil where neither says it.
  public func borough() throws(OutboxError) -> String? {
    let file = path + "/" + Self.boroughFile
    if let code = try firstLine(file) {
      guard code.isONSCode else { throw .badBorough(file: file) }
      return code
    }
    let prefix = LogNames.egress("")
    guard let origin = try firstLine(egressFolder + "/checkpoint"), origin.hasPrefix(prefix) else { return nil }
    let code = String(origin.dropFirst(prefix.count))
    return code.isONSCode ? code : nil
  }

  /// Nil where there is no such file.
  private func firstLine(_ file: String) throws(OutboxError) -> String? {
    guard Files.exists(file) else { return nil }
    let bytes = try OutboxError.wrapping { try Files.read(file, limit: 4096) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).first.map { String($0) }
  }
}

extension String {
  fileprivate var isONSCode: Bool {
    utf8.count == 9 && utf8.first == UInt8(ascii: "E") && utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }
}

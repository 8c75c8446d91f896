import Files
import ReleaseProtocol
import Settings
import TLS

extension Proxy {
  /// The three keys that begin with "proxy"; nil where there is none.
  ///
  /// Nothing is taken from the environment: a timer and a person's shell would go different ways. The password has a
  /// file of its own, so that the settings can be shown to anybody.
  init?(_ file: SettingsFile, folder: String) throws {
    let user = file.optionalString("proxy_user")
    let passwordFile = file.optionalString("proxy_password_file")
    guard let value = file.optionalString("proxy") else {
      for key in ["proxy_user", "proxy_password_file"] where file.optionalString(key) != nil {
        throw file.badValue(key, expected: "there only together with \"proxy\"")
      }
      return nil
    }
    guard let (host, port) = Self.place(value) else {
      throw file.badValue("proxy", expected: "HOST:PORT or http://HOST:PORT")
    }
    guard (user == nil) == (passwordFile == nil) else {
      throw file.badValue("proxy", expected: "with both proxy_user and proxy_password_file, or with neither")
    }
    guard let user, let passwordFile else {
      self.init(host: host, port: port)
      return
    }
    guard !user.utf8.contains(UInt8(ascii: ":")) else { throw file.badValue("proxy_user", expected: "without a colon") }
    let password = try Self.password(passwordFile.hasPrefix("/") ? passwordFile : folder + "/" + passwordFile)
    self.init(
      host: host, port: port, authorization: "Basic " + Base64.encode(Array(user.utf8) + [UInt8(ascii: ":")] + password))
  }

  /// `proxy.example:3128`, `http://proxy.example:3128/`, `[2001:db8::1]:3128`.
  static func place(_ value: String) -> (host: String, port: Int)? {
    var rest = value[...]
    if rest.hasPrefix("http://") { rest = rest.dropFirst("http://".count) }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
      (1...65_535).contains(port)
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    let allowed = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }
    return host.isEmpty || !allowed ? nil : (String(host), port)
  }

  private static func password(_ path: String) throws -> [UInt8] {
    guard try !Files.isOpenToOthers(path) else {
      throw SenderFailure(
        .localFault, "\(path) can be read by every user of this machine (file-open-to-others)", hint: "chmod o= \(path)")
    }
    var bytes = try Files.read(path, limit: 1 << 10)
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
    return bytes
  }
}

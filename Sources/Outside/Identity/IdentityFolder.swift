public import Cryptography
internal import Files
internal import ReleaseProtocol

/// What the sender shows and expects, once enrolled.
public struct EnrolledIdentity: Sendable {
  public let name: AgentName
  public let key: TLSKey
  /// The leaf.
  public let certificate: Certificate
  /// PEM: leaf, then the issuing authority.
  public let chainPEM: [UInt8]
  public let hub: Hub
}

/// The sender's identity on disk.
///
///     tls.key           the private key, PEM, mode 0600; made here, never leaves
///     certificate.pem   our certificate, then the issuing authority's
///     hub.json          the hub as pinned at enrolment; no token
///
/// The key is written before the hub is asked and kept until there is a certificate for it: when the hub's reply is
/// lost, the same token with the same key gets the same certificate. hub.json is written before certificate.pem, so
/// that a folder with a certificate is complete.
public struct IdentityFolder: Sendable {
  public let path: String
  public init(path: String) { self.path = path }

  private var keyFile: String { path + "/tls.key" }
  private var certificateFile: String { path + "/certificate.pem" }
  private var hubFile: String { path + "/hub.json" }

  public var isEnrolled: Bool { Files.exists(certificateFile) }

  /// The key for a certificate request: the one of an unfinished enrolment, else a new one.
  public func keyForEnrolment() throws(IdentityError) -> TLSKey {
    guard !isEnrolled else { throw .alreadyEnrolled(folder: path) }
    if Files.exists(keyFile) { return try readKey() }
    return try Self.wrapping {
      let key = try TLSKey()
      try Files.makeFolder(path)
      try Files.writeNew(key.pem, to: keyFile, mode: 0o600)
      return key
    }
  }

  /// Keeps what the hub issued, after checking that it is for our key and our name.
  public func store(chainPEM: [UInt8], key: TLSKey, hub: Hub) throws(IdentityError) -> EnrolledIdentity {
    let identity = try Self.check(chainPEM: chainPEM, key: key, hub: hub)
    try Self.wrapping {
      try Files.writeDurably(hub.canonicalBytes, to: hubFile, mode: 0o600)
      try Files.writeNew(chainPEM, to: certificateFile, mode: 0o644)
    }
    return identity
  }

  public func load() throws(IdentityError) -> EnrolledIdentity {
    guard isEnrolled else { throw .notEnrolled(folder: path) }
    let chain = try read(certificateFile)
    guard let hub = try? Hub(canonicalBytes: try read(hubFile)) else { throw .damaged(file: hubFile) }
    do {
      return try Self.check(chainPEM: chain, key: try readKey(), hub: hub)
    } catch .file(let error) {
      throw .file(error)
    } catch {
      throw .damaged(file: certificateFile)
    }
  }

  private static func check(chainPEM: [UInt8], key: TLSKey, hub: Hub) throws(IdentityError) -> EnrolledIdentity {
    guard let chain = try? Certificate.chain(pem: chainPEM), let leaf = chain.first else {
      throw .wrongCertificate(reason: "it cannot be read")
    }
    guard leaf.spki == key.spki else { throw .wrongCertificate(reason: "it is for another key") }
    guard !leaf.isCA else { throw .wrongCertificate(reason: "it is an authority's") }
    let name = try AgentName(uriNames: leaf.uriNames, deployment: hub.deployment)
    guard name.borough == hub.borough else { throw .wrongCertificate(reason: "it names another borough") }
    return EnrolledIdentity(name: name, key: key, certificate: leaf, chainPEM: chainPEM, hub: hub)
  }

  private func readKey() throws(IdentityError) -> TLSKey {
    let bytes = try read(keyFile)
    guard let key = try? TLSKey(pem: bytes) else { throw .damaged(file: keyFile) }
    return key
  }

  private func read(_ file: String) throws(IdentityError) -> [UInt8] {
    try Self.wrapping { try Files.read(file, limit: 1 << 16) }
  }

  private static func wrapping<Value>(_ body: () throws -> Value) throws(IdentityError) -> Value {
    do {
      return try body()
    } catch let error as FileError {
      throw .file(error)
    } catch let error as CryptographyError {
      throw .cryptography(error)
    } catch {
      throw .damaged(file: "the identity folder")
    }
  }
}

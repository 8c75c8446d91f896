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
///     hub-keys          what the hub has signed of its keys since, an envelope a line; none while there was no change
///     cosigner.key      signs heads of the hub's log that were found good, hex, mode 0600; made at the first contact
///     contacts.key      signs heads of our log of contacts, hex, mode 0600; made at the first contact
///     tls.next.key, tls.again.key, certificate.next.pem    only while a certificate is being replaced
///
/// The key is written before the hub is asked and kept until there is a certificate for it: when the hub's reply is
/// lost, the same token with the same key gets the same certificate. hub.json is written before certificate.pem, so
/// that a folder with a certificate is complete. A replacement counts once certificate.next.pem is there; whoever reads
/// the folder next brings it into place.
public struct IdentityFolder: Sendable {
  public let path: String
  public init(path: String) { self.path = path }

  private var keyFile: String { path + "/tls.key" }
  private var certificateFile: String { path + "/certificate.pem" }

  private var nextKeyFile: String { path + Replacement.renewal.rawValue }
  private var nextCertificateFile: String { path + "/certificate.next.pem" }

  public var isEnrolled: Bool { Files.exists(certificateFile) }

  /// The key for a certificate request: the one of an unfinished enrolment, else a new one.
  public func keyForEnrolment() throws(IdentityError) -> TLSKey {
    guard !isEnrolled else { throw .alreadyEnrolled(folder: path) }
    return try key(in: keyFile)
  }

  /// Two ways to another certificate, each with a key of its own while it is under way: the hub knows the key of an
  /// unfinished renewal, and would not take it for a new enrolment.
  public enum Replacement: String, Sendable {
    case renewal = "/tls.next.key"
    case enrolmentAgain = "/tls.again.key"
  }

  /// The key for another certificate in the place of the present one: that of an unfinished attempt, else a new one.
  public func key(for replacement: Replacement) throws(IdentityError) -> TLSKey {
    _ = try load()
    return try key(in: path + replacement.rawValue)
  }

  public func forgetKey(for replacement: Replacement) throws(IdentityError) {
    let file = path + replacement.rawValue
    guard Files.exists(file) else { return }
    try Self.wrapping { try Files.remove(file) }
  }

  /// The same for the key of a first enrolment; one that has its certificate stays.
  public func forgetKeyForEnrolment() throws(IdentityError) {
    guard !isEnrolled, Files.exists(keyFile) else { return }
    try Self.wrapping { try Files.remove(keyFile) }
  }

  /// The key by which this borough cosigns the hub's log, and nothing else; made when it is first needed.
  public func cosignerKey() throws(IdentityError) -> SigningKey { try signingKey(path + "/cosigner.key") }

  /// The key by which the sender signs heads of its log of contacts; made when it is first needed.
  public func contactsKey() throws(IdentityError) -> SigningKey { try signingKey(path + "/contacts.key") }

  private func signingKey(_ file: String) throws(IdentityError) -> SigningKey {
    guard Files.exists(file) else {
      return try Self.wrapping {
        let key = try SigningKey()
        try Files.makeFolder(path)
        try Files.writeNew(Array((Hex.encode(key.seed) + "\n").utf8), to: file, mode: 0o600)
        return key
      }
    }
    let text = String(decoding: try read(file), as: UTF8.self)
    guard let seed = Hex.decode(String(text.prefix { $0 != "\n" })), let key = try? SigningKey(seed: seed) else {
      throw .damaged(file: file)
    }
    return key
  }

  private func key(in file: String) throws(IdentityError) -> TLSKey {
    if Files.exists(file) { return try readKey(file) }
    return try Self.wrapping {
      let key = try TLSKey()
      try Files.makeFolder(path)
      try Files.writeNew(key.pem, to: file, mode: 0o600)
      return key
    }
  }

  /// Puts another certificate and its key in the place of the present ones, after checking that they are ours. Until
  /// it returns the present ones hold; afterwards they are gone.
  ///
  /// - Parameter renaming: the present ones were got with another borough's invitation, and may give way to this one's.
  public func replace(
    chainPEM: [UInt8], key: TLSKey, hub: Hub, renaming: Bool = false
  ) throws(IdentityError) -> EnrolledIdentity {
    let identity = try Self.check(chainPEM: chainPEM, key: key, hub: hub)
    let present = try load()
    guard renaming || present.name == identity.name else { throw .wrongCertificate(reason: "it has another name than the present one") }
    try write(hub)
    try Self.wrapping {
      try Files.writeDurably(key.pem, to: nextKeyFile, mode: 0o600)
      try Files.writeDurably(chainPEM, to: nextCertificateFile, mode: 0o644)
    }
    try finishReplacement()
    return identity
  }

  /// Each step may have been done before.
  private func finishReplacement() throws(IdentityError) {
    guard Files.exists(nextCertificateFile) else { return }
    try Self.wrapping {
      if Files.exists(nextKeyFile) {
        try Files.writeDurably(Files.read(nextKeyFile, limit: 1 << 16), to: keyFile, mode: 0o600)
      }
      try Files.writeDurably(Files.read(nextCertificateFile, limit: 1 << 16), to: certificateFile, mode: 0o644)
      // The certificate goes last: while it is there, all this is done again.
      for file in [nextKeyFile, path + Replacement.enrolmentAgain.rawValue] where Files.exists(file) {
        try Files.remove(file)
      }
      try Files.remove(nextCertificateFile)
    }
  }

  /// Keeps what the hub issued, after checking that it is for our key and our name.
  public func store(chainPEM: [UInt8], key: TLSKey, hub: Hub) throws(IdentityError) -> EnrolledIdentity {
    let identity = try Self.check(chainPEM: chainPEM, key: key, hub: hub)
    try write(hub)
    try Self.wrapping { try Files.writeNew(chainPEM, to: certificateFile, mode: 0o644) }
    return identity
  }

  public func load() throws(IdentityError) -> EnrolledIdentity {
    guard isEnrolled else { throw .notEnrolled(folder: path) }
    try finishReplacement()
    let chain = try read(certificateFile)
    let hub = try readHub()
    do {
      return try Self.check(chainPEM: chain, key: try readKey(keyFile), hub: hub)
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

  private func readKey(_ file: String) throws(IdentityError) -> TLSKey {
    let bytes = try read(file)
    guard let key = try? TLSKey(pem: bytes) else { throw .damaged(file: file) }
    return key
  }

  func read(_ file: String) throws(IdentityError) -> [UInt8] {
    try Self.wrapping { try Files.read(file, limit: 1 << 16) }
  }

  static func wrapping<Value>(_ body: () throws -> Value) throws(IdentityError) -> Value {
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

internal import Cryptography
internal import Files
internal import Intake
internal import Register
internal import Store

/// The hub's folder.
///
/// | folder | holds | who reads it can |
/// |---|---|---|
/// | ca/ | root certificate and key: move it away after `init` | make hubs and boroughs of their own |
/// | issuing/ | issuing certificate and key, root certificate | issue boroughs' certificates (they still need to be in the store) |
/// | keys/ | the hub's TLS key and chain, the receipt key | pose as the hub, sign receipts |
/// | store/ | hub.sqlite: register and messages | read what was released |
struct Home {
  let path: String

  init(_ path: String) { self.path = path }

  var settingsFile: String { path + "/aggregator.conf" }
  var rootKey: String { path + "/ca/root.key" }
  var rootCertificate: String { path + "/ca/root.pem" }
  var rootCertificateCopy: String { path + "/issuing/root.pem" }
  var issuingCertificate: String { path + "/issuing/issuing.pem" }
  var issuingKey: String { path + "/issuing/issuing.key" }
  var hubKey: String { path + "/keys/hub.key" }
  var hubChain: String { path + "/keys/hub-chain.pem" }
  var receiptKey: String { path + "/keys/receipt.key" }
  var populationFile: String { path + "/population.csv" }
  var store: String { path + "/store/hub.sqlite" }

  static let folders = ["ca", "issuing", "keys", "store"]
}

/// An existing hub, opened.
struct Hub {
  let home: Home
  let settings: HubSettings
  let store: HubStore
  let register: BoroughRegister
  let hubKeyPEM: [UInt8]
  let hubChainPEM: [UInt8]
  let rootCertificatePEM: [UInt8]
  let population: HubPopulation?

  static func open(_ option: HomeOption) throws(HubFailure) -> Hub {
    let home = Home(option.home)
    let settings = try HubSettings.load(home)
    do {
      let store = try HubStore.open(at: home.store, deployment: settings.deployment.name)
      let hubKeyPEM = try small(home.hubKey)
      let rootCertificatePEM = try small(home.rootCertificateCopy)
      let register = BoroughRegister(
        deployment: settings.deployment, rootCertificatePEM: rootCertificatePEM,
        issuing: try CertificateAuthority(
          certificatePEM: small(home.issuingCertificate), keyPEM: small(home.issuingKey)),
        hubPin: Hex.encode(SHA256.hash(try TLSKey(pem: hubKeyPEM).spki)), receiptKey: try receiptKey(home), store: store)
      return Hub(
        home: home, settings: settings, store: store, register: register, hubKeyPEM: hubKeyPEM,
        hubChainPEM: try small(home.hubChain), rootCertificatePEM: rootCertificatePEM,
        population: try population(settings.populationFile))
    } catch let failure as HubFailure {
      throw failure
    } catch let error as FileError {
      throw HubFailure(.localFault, "\(error)", hint: "restore the file from a copy; init makes a new hub only")
    } catch {
      throw HubFailure(.localFault, "\(error)")
    }
  }

  private static func small(_ path: String) throws(FileError) -> [UInt8] { try Files.read(path, limit: 1 << 16) }

  private static func receiptKey(_ home: Home) throws -> SigningKey {
    let text = String(decoding: try small(home.receiptKey), as: UTF8.self)
    guard let seed = Hex.decode(String(text.prefix { $0 != "\n" })) else {
      throw HubFailure(.localFault, "\(home.receiptKey) does not hold a key", hint: "restore it from a copy")
    }
    return try SigningKey(seed: seed)
  }

  private static func population(_ file: String?) throws -> HubPopulation? {
    guard let file else { return nil }
    return try HubPopulation(Files.read(file, limit: 64 << 20))
  }
}

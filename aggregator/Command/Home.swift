internal import Cryptography
internal import Files
internal import Intake
internal import Pooling
internal import PublicData
internal import Register
internal import ReleaseProtocol
internal import Store

/// The hub's folder.
///
/// | folder | holds | who reads it can |
/// |---|---|---|
/// | ca/ | root certificate and key: move it away after `init` | make hubs and boroughs of their own |
/// | issuing/ | issuing certificate and key, root certificate | issue boroughs' certificates (they still need to be in the store) |
/// | keys/ | the hub's TLS key and chain, the keys of receipts, log and cosigner | pose as the hub, sign receipts and another history |
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
  /// What the hub has said of its keys, in the form in which boroughs keep it too: for a store that is put back.
  var keyStatements: String { path + "/keys/statements" }
  /// Only while other keys are announced and not in use yet.
  var nextHubKey: String { path + "/keys/hub.next.key" }
  var nextReceiptKey: String { path + "/keys/receipt.next.key" }
  /// Signs the heads of the hub's log; cosigns those of the boroughs' egress logs.
  var logKey: String { path + "/keys/log.key" }
  var cosignerKey: String { path + "/keys/cosigner.key" }
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
  let log: HubLog
  let cosigning: Cosigning
  let hubKeyPEM: [UInt8]
  let hubChainPEM: [UInt8]
  let rootCertificatePEM: [UInt8]
  let population: HubPopulation?
  /// The plan that figures are made by.
  let plan: ReleasePlan
  /// Plans about earlier censuses, beside those that came with the program.
  var ownEarlierPlans: [ReleasePlan] = []
  /// Nil if no tables are set.
  let published: PublishedTotals?
  /// Who decides about messages in quarantine; empty if nobody is registered.
  let officers: [HubOfficer]
  /// Why what lies in keys/ and what the store says of the keys do not belong together; nil if they do.
  let keyFault: RegisterFault?

  static func open(_ option: HomeOption) throws(HubFailure) -> Hub {
    let home = Home(option.home)
    let settings = try HubSettings.load(home)
    do {
      let store = try HubStore.open(at: home.store, deployment: settings.deployment.name)
      let hubKeyPEM = try small(home.hubKey)
      let rootCertificatePEM = try small(home.rootCertificateCopy)
      let register = try BoroughRegister(
        deployment: settings.deployment, rootCertificatePEM: rootCertificatePEM,
        issuing: try CertificateAuthority(
          certificatePEM: small(home.issuingCertificate), keyPEM: small(home.issuingKey)),
        hubPin: Hex.encode(SHA256.hash(try TLSKey(pem: hubKeyPEM).spki)), receiptKey: try receiptKey(home), store: store)
      let (logKey, cosignerKey) = (try logKey(home.logKey, store), try logKey(home.cosignerKey, store))
      let log = try HubLog(deployment: settings.deployment, store: store, key: logKey)
      return Hub(
        home: home, settings: settings, store: store, register: register, log: log,
        cosigning: try Cosigning(register: register, log: log, key: cosignerKey), hubKeyPEM: hubKeyPEM,
        hubChainPEM: try small(home.hubChain), rootCertificatePEM: rootCertificatePEM,
        population: try population(settings.populationFile), plan: try plan(settings.planFile, about: settings.censusYear),
        ownEarlierPlans: try earlierPlans(settings.earlierPlanFiles, before: settings.censusYear),
        published: try published(settings.publishedTables),
        officers: try officers(settings.officersFile), keyFault: try KeyFiles(home).reconcile(register))
    } catch let failure as HubFailure {
      throw failure
    } catch let error as FileError {
      throw HubFailure(.localFault, "\(error)", hint: "restore the file from a copy; init makes a new hub only")
    } catch {
      throw HubFailure(.localFault, "\(error)")
    }
  }

  private static func small(_ path: String) throws(FileError) -> [UInt8] { try Files.read(path, limit: 1 << 16) }

  private static func receiptKey(_ home: Home) throws -> SigningKey { try key(home.receiptKey) }

  static func key(_ file: String) throws -> SigningKey {
    let text = String(decoding: try small(file), as: UTF8.self)
    guard let seed = Hex.decode(String(text.prefix { $0 != "\n" })) else {
      throw HubFailure(.localFault, "\(file) does not hold a key", hint: "restore it from a copy")
    }
    return try SigningKey(seed: seed)
  }

  /// A hub that was made before it had a log gets its keys now. One whose log is signed never gets others: everybody who
  /// holds a head would see another log, or another cosigner.
  private static func logKey(_ file: String, _ store: HubStore) throws -> SigningKey {
    if !Files.exists(file) {
      guard try !store.hasSignedLog() else {
        throw HubFailure(.localFault, "\(file) is missing, and the log is signed", hint: "restore it from a copy")
      }
      try Files.writeNew(Array((Hex.encode(try SigningKey().seed) + "\n").utf8), to: file)
    }
    return try key(file)
  }

  private static func population(_ file: String?) throws -> HubPopulation? {
    guard let file else { return nil }
    return try HubPopulation(Files.read(file, limit: 64 << 20))
  }

  private static func officers(_ file: String?) throws -> [HubOfficer] {
    guard let file else { return [] }
    do {
      let officers = try HubOfficer.parse(Files.read(file, limit: 1 << 16))
      guard !officers.isEmpty else { throw HubFailure(.localFault, "\(file) names nobody", hint: "see officers_file in aggregator.conf") }
      return officers
    } catch let fault as RegisterFault {
      throw HubFailure(.localFault, "\(file): \(fault)", hint: "see officers_file in aggregator.conf")
    }
  }

  /// By which messages are held back.
  var plausibility: Plausibility { Plausibility(published: published, population: population?.table) }

  var intake: Intake {
    Intake(register: register, store: store, plans: plans, population: population, plausibility: plausibility)
  }

  /// Every plan that messages are taken for, the one that figures are made by first.
  var plans: [ReleasePlan] { [plan] + (ownEarlierPlans + ReleasePlan.builtIn).filter { $0 != plan } }

  /// Those of them whose messages stand behind the same figures, in the same order.
  var pooledPlans: [ReleasePlan] { plans.filter { LondonPicture.joins($0, plan) } }

  /// Those about earlier censuses, of whose messages flow years are taken; the hub's own of a census first.
  var earlierPlans: [ReleasePlan] { plans.filter { $0.censusYear < plan.censusYear } }

  private static func earlierPlans(_ files: [String], before census: Int) throws -> [ReleasePlan] {
    var plans: [ReleasePlan] = []
    for file in files {
      let plan = try readPlan(file, of: "earlier_plan_files")
      guard plan.censusYear < census else {
        throw HubFailure(
          .localFault, "\(file) is about the census of January \(plan.censusYear), which is not before January \(census)",
          hint: "earlier_plan_files names plans about earlier censuses; plan_file the one of census_year")
      }
      guard plans.allSatisfy({ $0.id != plan.id }) else {
        throw HubFailure(.localFault, "\(file) has the id of a plan that is named before it", hint: "name each plan once")
      }
      plans.append(plan)
    }
    return plans
  }

  /// - Throws: `HubFailure` for what is no plan, a plan that this hub can't make figures by, or another plan under a
  ///   built-in one's id.
  private static func plan(_ file: String?, about census: Int) throws -> ReleasePlan {
    guard let file else { return ReleasePlan.newest(about: census) ?? ReleasePlan.builtIn[0] }
    let plan = try readPlan(file, of: "plan_file")
    // With one of the two changed, figures would stay those of a January that nobody asked for.
    guard plan.censusYear == census else {
      throw HubFailure(
        .localFault, "\(file) is about the census of January \(plan.censusYear), and census_year says \(census)",
        hint: "leave plan_file out for the program's own plan about January \(census), or correct census_year in aggregator.conf")
    }
    return plan
  }

  private static func readPlan(_ file: String, of setting: String) throws -> ReleasePlan {
    let bytes = try Files.read(file, limit: 1 << 20)
    do {
      let plan = try ReleasePlan(canonicalBytes: bytes)
      try LondonPicture.require(plan)
      guard ReleasePlan.builtIn.allSatisfy({ $0 == plan || $0.id != plan.id }) else {
        throw HubFailure(.localFault, "\(file) has the id of a plan that came with the program", hint: "give it another id")
      }
      return plan
    } catch let error as WireError {
      throw HubFailure(.localFault, "\(file) is no release plan: \(error)", hint: "see \(setting) in aggregator.conf")
    } catch let error as PoolingError {
      throw HubFailure(.localFault, "no figures can be made by \(file): \(error)", hint: "see \(setting) in aggregator.conf")
    }
  }

  /// - Throws: `HubFailure` for a file that is none of the tables: with it left out, figures would be less exact than the
  ///   operator thinks.
  static func published(_ files: [String]) throws -> PublishedTotals? {
    guard !files.isEmpty else { return nil }
    var (tables, hashes): ([PublishedTable], [String]) = ([], [])
    for file in files {
      let bytes = try Files.read(file, limit: 256 << 20)
      do {
        let table = try PublishedTable(parsing: bytes)
        guard [.caseload, .needOfPlans, .needOfNewPlans].contains(table.kind) else {
          throw HubFailure(
            .localFault, "\(file) is DfE's table \(table.kind.rawValue), which has no plans in January and no needs of new ones",
            hint: "published_tables takes the files caseload, sen_needs_caseload (2025: sen_needs_all_plans) and "
              + "sen_need_newplans")
        }
        tables.append(table)
      } catch let error as PublicTableError {
        throw HubFailure(.localFault, "\(file): \(error)", hint: "see published_tables in aggregator.conf")
      }
      hashes.append(Hex.encode(SHA256.hash(bytes)))
    }
    return PublishedTotals(tables, sha256: hashes)
  }
}

public import Cryptography
public import Disclosure
internal import Files
internal import Forecasting
public import PublicData
public import ReleaseProtocol

/// The public population table that a forecast rests on, and its SHA-256, hex.
public struct PublicPopulation: Sendable {
  public let table: PopulationFile
  public let sha256: String
  public init(table: PopulationFile, sha256: String) { (self.table, self.sha256) = (table, sha256) }
}

/// The two keys with which a borough's agent signs. Each serves one purpose.
public struct AgentKeys: Sendable {
  /// Signs messages; the hub knows its public half from enrolment.
  public let identity: SigningKey
  /// Signs the head of the log of what may leave.
  public let egressLog: SigningKey
  public init(identity: SigningKey, egressLog: SigningKey) { (self.identity, self.egressLog) = (identity, egressLog) }
}

/// The agent's side of the outbox: turns a `Released` into signed bytes on disk.
public struct Outbox: Sendable {
  public let folder: OutboxFolder
  let keys: AgentKeys
  let borough: String

  /// - Parameter borough: ONS code, as the ledger has it.
  public init(folder: OutboxFolder, keys: AgentKeys, borough: String) {
    (self.folder, self.keys, self.borough) = (folder, keys, borough)
  }

  /// Verifies the messages, and the head of the log.
  public var identity: VerifyingKey { keys.identity.publicKey }
  public var egressLogKey: VerifyingKey { keys.egressLog.publicKey }

  /// Name of the log and of the key that signs it.
  public var logOrigin: String { LogNames.egress(borough) }

  /// Throws what would stop `store` for reasons that can be known before: populations that the forecast needs, a log
  /// that is not in order, folders that can't be written, a disk without room. Called before a release is paid for,
  /// as what is paid and can't be stored is lost.
  public func requireReady(for plan: ReleasePlan, population: PublicPopulation) throws(OutboxError) {
    guard let people = population.table.population(of: borough) else { throw .noPopulation(borough: borough) }
    try ReleasedForecast.check(plan, population: people, borough: borough)
    try OutboxError.wrapping {
      try Files.makeFolder(folder.messagesFolder, mode: 0o755)
      try Files.makeFolder(folder.egressFolder, mode: 0o755)
    }
    try EgressLog(folder: folder.egressFolder).requireOrder(origin: logOrigin, key: keys.egressLog.publicKey)
    let trial = folder.messagesFolder + "/.trial"
    try OutboxError.wrapping {
      do { try Files.writeDurably([UInt8](repeating: 0, count: Self.room), to: trial) } catch {
        try? Files.remove(trial)
        throw error
      }
      try Files.remove(trial)
    }
  }

  /// Bytes that message, log and checkpoint need at most: several times those of the largest plan so far.
  private static let room = 1 << 20

  /// Stores one release: forecast from its noised tables, encoded, signed, written, logged.
  ///
  /// The forecast is computed here from what was released, so that no other figure can travel as one. When this
  /// returns, bytes and log entry are on disk. A release that is stored already is returned as it is.
  public func store(_ released: Released, population: PublicPopulation, at time: Int) throws(OutboxError) -> StoredMessage {
    if let earlier = try stored(released.release, planHash: released.planHash, at: time) { return earlier }
    let message = try message(of: released, population: population)
    let envelope = try OutboxError.wrapping {
      try DSSE.seal(
        payload: message.canonicalBytes, payloadType: ReleaseMessage.payloadType,
        keyID: keys.identity.publicKey.id, sign: { try keys.identity.sign($0) })
    }
    try OutboxError.wrapping {
      try Files.makeFolder(folder.messagesFolder, mode: 0o755)
      try Files.writeNew(
        envelope, to: folder.messagesFolder + "/\(released.release).dsse", mode: OutboxFolder.waiting)
    }
    let stored = StoredMessage(
      release: released.release, bytes: envelope, sha256: Hex.encode(SHA256.hash(envelope)), approval: nil)
    try log(stored, at: time)
    return stored
  }

  /// A message that was stored before, logged now if a crash came between the two. Nil when there is none.
  ///
  /// Throws `.notOurs` for a file that this agent did not sign, of this release, borough and plan: whoever can write here
  /// must not be able to have it taken for what was paid for.
  public func stored(_ release: String, planHash: String, at time: Int) throws(OutboxError) -> StoredMessage? {
    guard let message = try folder.message(release) else { return nil }
    guard isOurs(message, planHash: planHash) else { throw .notOurs(release: release) }
    try log(message, at: time)
    return message
  }

  private func isOurs(_ stored: StoredMessage, planHash: String) -> Bool {
    let key = keys.identity.publicKey
    let payload = try? DSSE.open(stored.bytes, payloadType: ReleaseMessage.payloadType) { id, signed, signature in
      id == key.id && key.isValid(signature, for: signed)
    }
    guard let payload, let json = try? CanonicalJSON.decode(payload), let message = try? ReleaseMessage(json: json) else {
      return false
    }
    return message.release == stored.release && message.borough == borough && message.planSHA256 == planHash
  }

  private func log(_ message: StoredMessage, at time: Int) throws(OutboxError) {
    try EgressLog(folder: folder.egressFolder).append(
      EgressLog.Leaf(release: message.release, messageSHA256: message.sha256, size: message.bytes.count, storedAt: time),
      origin: logOrigin, key: keys.egressLog)
  }

  private func message(of released: Released, population: PublicPopulation) throws(OutboxError) -> ReleaseMessage {
    guard let people = population.table.population(of: borough) else { throw .noPopulation(borough: borough) }
    let forecast = try ReleasedForecast.table(of: released, population: people, borough: borough)
    return ReleaseMessage(
      borough: borough, censusYear: released.plan.censusYear, planID: released.plan.id, planSHA256: released.planHash,
      release: released.release, populationSHA256: population.sha256, tables: released.tables, forecast: forecast)
  }
}

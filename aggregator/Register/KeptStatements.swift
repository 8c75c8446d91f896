import Cryptography
import ReleaseProtocol
import Store

/// Statements on the hub's keys as they are kept beside the keys themselves, and in each borough's folder: envelopes, each
/// with a line feed behind it, the earliest first.
///
/// The store has them as well. One that was put back to a copy from before a change lacks what boroughs have heard since;
/// other statements in their place would be refused by every borough that holds the first ones. So what the store lacks is
/// put back from here.
public struct KeptStatements: Equatable, Sendable {
  public let envelopes: [[UInt8]]

  public init(_ envelopes: [[UInt8]]) { self.envelopes = envelopes }

  /// - Throws: `RegisterFault.keysForked` for what is no list of one deployment's statements from the first on, each signed
  ///   with a key that the one before has in use.
  public init(parsing bytes: [UInt8], of deployment: String) throws(RegisterFault) {
    self.init(bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) })
    _ = try chain(of: deployment)
  }

  public var bytes: [UInt8] { Array(envelopes.map { $0 + [10] }.joined()) }

  /// What they say, if each follows from the one before.
  func chain(of deployment: String) throws(RegisterFault) -> [HubKeys] {
    var chain: [HubKeys] = []
    for envelope in envelopes {
      guard let keys = try? BoroughRegister.read(envelope), keys.deployment == deployment, keys.number == chain.count + 1,
        (try? DSSE.open(
          envelope, payloadType: HubKeys.payloadType, verify: (chain.last ?? keys).isValid(keyID:message:signature:))) != nil
      else { throw .keysForked }
      chain.append(keys)
    }
    return chain
  }
}

extension HubKeys {
  /// Whether one of the receipt keys that this statement has in use has signed a message.
  fileprivate func isValid(keyID: String, message: [UInt8], signature: [UInt8]) -> Bool {
    receiptKeys.contains { known in
      guard known.isInUse, let raw = Hex.decode(known.key), let key = try? VerifyingKey(rawBytes: raw) else { return false }
      return key.id == keyID && key.isValid(signature, for: message)
    }
  }
}

extension BoroughRegister {
  /// What there is to keep now.
  public func keptStatements() throws -> KeptStatements { KeptStatements(try store.allKeyStatements()) }

  /// Puts back what the store lacks of statements that were kept elsewhere.
  ///
  /// - Returns: how many.
  /// - Throws: `RegisterFault.keysForked` where neither continues the other; `.strangeKey` where the last does not name the
  ///   keys that this hub has: then they are not taken up, for boroughs would be led away from it.
  @discardableResult
  public func takeUp(_ kept: KeptStatements) throws -> Int {
    let (here, chain) = (try store.allKeyStatements(), try kept.chain(of: deployment.name))
    let common = min(here.count, chain.count)
    guard here.prefix(common).elementsEqual(kept.envelopes.prefix(common)) else { throw RegisterFault.keysForked }
    guard chain.count > here.count else { return 0 }
    guard let last = chain.last, last.pins.contains(hubPin), last.hasInUse(ownReceiptKey) else { throw RegisterFault.strangeKey }
    try store.takeUp(
      keyStatements: zip(chain, kept.envelopes).dropFirst(here.count).map { ($0.number, $0.issuedAt, $1) })
    return chain.count - here.count
  }
}

import Cryptography
import Register
import ReleaseProtocol
import Store
import TestSupport

/// A hub in a temporary folder, without its ports, and boroughs that can enrol with it.
final class HubFixture: Sendable {
  static let now = 1_780_000_000
  let folder: TemporaryFolder
  let store: HubStore
  let keys: FirstKeys
  let register: BoroughRegister

  init(deployment name: String = "trial") throws {
    folder = try TemporaryFolder()
    let deployment = try Deployment(
      name: name, hubName: "localhost", address: "127.0.0.1", agentPort: 7001, enrolPort: 7002)
    keys = try FirstKeys.make(for: deployment, now: Self.now)
    store = try HubStore.create(at: folder.file("hub.sqlite"), deployment: name)
    register = try BoroughRegister(
      deployment: deployment, rootCertificatePEM: keys.root.certificatePEM, issuing: keys.issuing,
      hubPin: Hex.encode(SHA256.hash(keys.hubKey.spki)), receiptKey: keys.receiptKey, store: store)
  }

  /// A borough's two keys.
  struct Machine: Sendable {
    let borough: String
    let tls: TLSKey
    let identity: SigningKey

    init(_ borough: String) throws {
      (self.borough, tls, identity) = (borough, try TLSKey(), try SigningKey())
    }

    func request(token: String) throws -> EnrolRequest {
      EnrolRequest(
        borough: borough, token: token,
        certificateRequest: String(decoding: try tls.certificateRequest(commonName: borough), as: UTF8.self),
        identityKey: Hex.encode(identity.publicKey.rawBytes))
    }

    var uriNames: [String] { ["spiffe://trial/agent/\(borough)"] }
    var spkiSHA256: String { tls.spkiSHA256 }
  }

  /// Invites and enrols.
  func enrolled(_ borough: String) async throws -> Machine {
    let machine = try Machine(borough)
    let invitation = try await register.invite(borough: borough, now: Self.now)
    _ = try await register.enrol(machine.request(token: invitation.token).canonicalBytes, now: Self.now + 1)
    return machine
  }
}

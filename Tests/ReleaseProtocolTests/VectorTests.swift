import Cryptography
import Foundation
import ReleaseProtocol
import Testing

/// Every file of `protocol/vectors/v1` against this implementation.
@Suite struct VectorTests {
  @Test func everyKindOfMessageHasGoodAndBadVectors() throws {
    let place = Vectors.folder.appendingPathComponent("vectors/v1")
    let found = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { !$0.hasSuffix(".json") }
    #expect(found.sorted() == Vectors.kinds)
    for kind in Vectors.kinds {
      let outcomes = Vectors.all(kind).map(\.outcome)
      #expect(outcomes.contains("accept") && outcomes.contains { $0 != "accept" }, "\(kind)")
    }
  }

  @Test func everyVectorIsReadAndNamesAKnownOutcome() throws {
    let known = Set(RefusalCode.allCases.map(\.rawValue)).union(["accept"])
    for kind in Vectors.kinds {
      let place = Vectors.folder.appendingPathComponent("vectors/v1/\(kind)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).count == Vectors.all(kind).count)
      for vector in Vectors.all(kind) { #expect(known.contains(vector.outcome), "\(vector.name)") }
    }
  }

  @Test(arguments: Vectors.all("receipt")) func receiptAgrees(with vector: Vector) {
    expect(vector, Receipt.self)
  }
  @Test(arguments: Vectors.all("invitation")) func invitationAgrees(with vector: Vector) {
    expect(vector, Invitation.self)
  }
  @Test(arguments: Vectors.all("enrol-request")) func enrolRequestAgrees(with vector: Vector) {
    expect(vector, EnrolRequest.self)
  }
  @Test(arguments: Vectors.all("enrol-reply")) func enrolReplyAgrees(with vector: Vector) {
    expect(vector, EnrolReply.self)
  }
  @Test(arguments: Vectors.all("renew-request")) func renewRequestAgrees(with vector: Vector) {
    expect(vector, RenewRequest.self)
  }
  @Test(arguments: Vectors.all("status")) func statusAgrees(with vector: Vector) {
    expect(vector, HubStatus.self)
  }
  @Test(arguments: Vectors.all("refusal")) func refusalAgrees(with vector: Vector) {
    expect(vector, Refusal.self)
  }
  @Test(arguments: Vectors.all("plan")) func planAgrees(with vector: Vector) {
    expect(vector, ReleasePlan.self)
  }

  @Test(arguments: Vectors.all("log-head")) func logHeadAgrees(with vector: Vector) {
    expect(vector, LogHeadAnswer.self)
  }
  @Test(arguments: Vectors.all("log-inclusion")) func logInclusionAgrees(with vector: Vector) {
    expect(vector, LogInclusion.self)
  }
  @Test(arguments: Vectors.all("log-exchange")) func logExchangeAgrees(with vector: Vector) {
    expect(vector, LogExchange.self)
  }
  @Test(arguments: Vectors.all("log-answer")) func logAnswerAgrees(with vector: Vector) {
    expect(vector, LogAnswer.self)
  }

  @Test(arguments: Vectors.all("contacts-exchange")) func contactsExchangeAgrees(with vector: Vector) {
    expect(vector, ContactsExchange.self)
  }
  @Test(arguments: Vectors.all("contacts-answer")) func contactsAnswerAgrees(with vector: Vector) {
    expect(vector, ContactsAnswer.self)
  }

  @Test(arguments: Vectors.all("hub-keys")) func hubKeysAgree(with vector: Vector) {
    expect(vector, HubKeys.self)
  }
  @Test(arguments: Vectors.all("hub-keys-answer")) func hubKeysAnswerAgrees(with vector: Vector) {
    expect(vector, HubKeysAnswer.self)
  }

  /// As a hub does it: decode, find the plan by its hash, check against it.
  @Test(arguments: Vectors.all("release")) func releaseAgrees(with vector: Vector) throws {
    let small = try ["vector-plan-1", "vector-plan-6"].map {
      try ReleasePlan(canonicalBytes: Vectors.bytes("vectors/v1/\($0).json"))
    }
    let plans = small + ReleasePlan.builtIn
    let outcome = Vectors.outcome {
      let message = try ReleaseMessage(canonicalBytes: vector.input)
      #expect(message.canonicalBytes == vector.input)
      guard let plan = plans.first(where: { Hex.encode(SHA256.hash($0.canonicalBytes)) == message.planSHA256 }) else {
        throw WireError.plan(.otherPlan)
      }
      try message.check(against: plan)
    }
    #expect(outcome == vector.outcome, "\(vector.name)")
  }

  @Test(arguments: Vectors.all("envelope")) func envelopeAgrees(with vector: Vector) throws {
    let key = try JSONDecoder().decode([String: String].self, from: Data(Vectors.bytes("vectors/v1/key.json")))
    let verifying = try VerifyingKey(rawBytes: #require(Hex.decode(key["public_key_hex"] ?? "")))
    let outcome = Vectors.outcome {
      _ = try DSSE.open(vector.input, payloadType: ReleaseMessage.payloadType) { keyID, message, signature in
        keyID == verifying.id && verifying.isValid(signature, for: message)
      }
    }
    #expect(verifying.id == key["keyid"])
    #expect(outcome == vector.outcome, "\(vector.name)")
  }

  private func expect<Message: WireMessage>(_ vector: Vector, _: Message.Type) {
    let outcome = Vectors.outcome {
      let message = try Message(canonicalBytes: vector.input)
      #expect(message.canonicalBytes == vector.input)
    }
    #expect(outcome == vector.outcome, "\(vector.name)")
  }
}

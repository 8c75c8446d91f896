internal import Cryptography
internal import Register
internal import ReleaseProtocol
internal import Store

/// What a sender asks before it gives a message away: whether it is here, and whether more is here than it knows.
public struct ReceiptQuestion: Sendable {
  /// Of the message, hex.
  let messageSHA256: String?
  /// As in `Arrival`.
  let uriNames: [String]
  let spkiSHA256: String
  let receiptsHeld: String?
  let at: Int

  public init(messageSHA256: String?, uriNames: [String], spkiSHA256: String, receiptsHeld: String?, at: Int) {
    (self.messageSHA256, self.uriNames, self.spkiSHA256) = (messageSHA256, uriNames, spkiSHA256)
    (self.receiptsHeld, self.at) = (receiptsHeld, at)
  }
}

extension Intake {
  /// An older state of a sender, or a copy of one, is found out here before it has given anything away. Never throws, as
  /// `answer` for a message.
  ///
  /// - Returns: the receipt that was given for the message; a refusal; nil where the message may be sent.
  public func answer(_ question: ReceiptQuestion) async -> IntakeAnswer? {
    do {
      let sender = try await register.sender(
        uriNames: question.uriNames, spkiSHA256: question.spkiSHA256, now: question.at)
      let held = try Self.number(question.receiptsHeld)
      guard let sha256 = question.messageSHA256, sha256.utf8.count == 64, Hex.decode(sha256) != nil else {
        throw IntakeFault.badQuestion
      }
      switch try store.knowledge(of: sha256, by: sender.borough, receiptsHeld: held) {
      case .given(let receipt):
        let reasons = try register.receipt(in: receipt).quarantine
        return answer(receipt, of: sender.borough, isRepeat: true, reasons, forecastVerified: false)
      case .outOfStep(let messages): throw IntakeFault.outOfStep(held: held ?? 0, messages: messages)
      case .new: return nil
      }
    } catch {
      return refused(error)
    }
  }
}

internal import Files
internal import ReleaseProtocol
public import TLS

/// One run of sending, step by step: what to do next, given what came of the step before.
///
/// It reads and writes receipts, and holds the sender's lock while it lives. It opens no connection, reads no clock and
/// waits for nothing: who drives it does, `Sending.send` over a real connection.
public final class SendingRun {
  public enum Step: Sendable {
    /// Send this to the hub, and call `next` with what came of it.
    case ask(HTTPSRequest)
    /// Have the hub cosign the log of what may leave, and call `shown` or `notShown`.
    case showEgress
    /// Let this time pass, then call `next`.
    case pause(Duration, after: UplinkError)
    /// Take note, then call `next`.
    case outcome(Parcel, Delivery)
    case finished
  }

  /// A parcel under way: each try sends the same request.
  private struct Attempt {
    let parcel: Parcel
    let request: HTTPSRequest
    /// Goes before the request, until it is answered.
    var question: HTTPSRequest?
    /// It was never given away, and is not before the hub has cosigned the log of what may leave.
    var waitsForEgress = false
    var number = 1
  }

  private let receipts: ReceiptFolder
  private let retry: RetryPolicy
  private let again: Bool
  /// Says what was given away before; nil: the hub is not asked before a message is.
  private let contacts: ContactLog?
  /// Whether the hub is to cosign the log of what may leave before a message is given away; false once it has.
  private var showsEgress: Bool
  private let lock: FileLock
  /// Of all parcels of the run.
  private let releases: Set<String>
  /// Receipts of these and the latest one, as they lie in the inbox: read once, for nobody else writes there meanwhile.
  private var kept: [String: KeptReceipt]?
  private var waiting: ArraySlice<Parcel>
  private var attempt: Attempt?
  private var outOfStep: [Parcel] = []
  private var delivered = false
  private var isSecondPass = false
  /// The hub may have a parcel of this run of which it could not be told so: that may be the one it has more.
  private var isInDoubt = false

  init(
    _ parcels: [Parcel], again: Bool, receipts: ReceiptFolder, contacts: ContactLog?, retry: RetryPolicy,
    showsEgress: Bool
  ) throws(UplinkError) {
    (waiting, self.again, self.receipts, self.contacts, self.retry) = (parcels[...], again, receipts, contacts, retry)
    self.showsEgress = showsEgress
    releases = Set(parcels.map(\.release))
    lock = try Sending.lock(inbox: receipts.inbox)
  }

  /// - Parameter answer: after `ask` what came of it, after any other step nil.
  public func next(_ answer: Result<HTTPSResponse, TLSError>? = nil) throws(UplinkError) -> Step {
    guard let attempt else { return try begin() }
    guard let answer else {
      if attempt.question == nil, attempt.waitsForEgress, showsEgress { return .showEgress }
      return .ask(attempt.question ?? attempt.request)
    }
    do {
      if attempt.question != nil, ReceiptQuestion.isUnknown(answer) { return try giveAway(attempt) }
      let receipt = try read(answer, of: attempt)
      self.attempt = nil
      if !isSecondPass { delivered = true }
      return .outcome(attempt.parcel, .delivered(receipt))
    } catch {
      return try tryAgain(attempt, error)
    }
  }

  /// After `showEgress`: the hub has cosigned it, or keeps no log.
  public func shown() throws(UplinkError) -> Step {
    showsEgress = false
    return try next()
  }

  /// After `showEgress`: it has not, and the message stays here.
  public func notShown(_ error: UplinkError) throws(UplinkError) -> Step {
    guard let attempt else { return try begin() }
    return try tryAgain(attempt, error)
  }

  private func tryAgain(_ attempt: Attempt, _ error: UplinkError) throws(UplinkError) -> Step {
    guard error.isPassing, attempt.number < retry.attempts else { return try failed(attempt.parcel, error) }
    self.attempt?.number += 1
    return .pause(retry.pause(after: attempt.number, error), after: error)
  }

  /// The next parcel, by its receipt or by a first try.
  private func begin() throws(UplinkError) -> Step {
    guard let parcel = waiting.popFirst() else { return try beginSecondPass() }
    do {
      let kept = try keptReceipts()
      if !again, let earlier = kept[parcel.release], earlier.receipt.messageSHA256 == parcel.sha256 {
        return .outcome(parcel, .deliveredBefore(earlier.receipt))
      }
      var begun = Attempt(parcel: parcel, request: try request(for: parcel, kept: kept))
      if kept[parcel.release]?.receipt.messageSHA256 != parcel.sha256, try isToBeAskedFor(begun.request) {
        begun.question = ReceiptQuestion.request(parcel.sha256, held: Self.highest(kept))
      }
      attempt = begun
      return .ask(begun.question ?? begun.request)
    } catch {
      return try failed(parcel, error)
    }
  }

  /// What was given away from here before may be given away again. Anything else goes once the hub has said that it knows
  /// no message which is not known here: the other answer of a machine that was restored or copied never leaves it.
  private func isToBeAskedFor(_ request: HTTPSRequest) throws(UplinkError) -> Bool {
    guard let contacts else { return false }
    if try receipts.outOfStepNote() != nil { return true }
    return try !contacts.holds(request)
  }

  /// The hub does not know the message, and all that it knows is known here.
  private func giveAway(_ attempt: Attempt) throws(UplinkError) -> Step {
    if let note = try receipts.outOfStepNote() { throw UplinkError.heldBack(note: note) }
    self.attempt?.question = nil
    self.attempt?.waitsForEgress = true
    return try next()
  }

  /// A receipt that was lost on the way may have come by now: it was the one that was missing.
  private func beginSecondPass() throws(UplinkError) -> Step {
    guard !isSecondPass, !outOfStep.isEmpty else { return .finished }
    guard delivered else { return try noteOutOfStep(outOfStep.removeFirst()) }
    isSecondPass = true
    (waiting, outOfStep) = (outOfStep[...], [])
    return try begin()
  }

  private func failed(_ parcel: Parcel, _ error: UplinkError) throws(UplinkError) -> Step {
    attempt = nil
    if error == .refused(.outOfStep) {
      if isSecondPass { return try noteOutOfStep(parcel) }
      outOfStep.append(parcel)
      return try begin()
    }
    if error.leavesDoubt { isInDoubt = true }
    if error.stopsTheRest, !isSecondPass { (waiting, outOfStep) = ([], []) }
    return .outcome(parcel, .failed(error))
  }

  /// While there is doubt nobody is stopped: the next run knows more.
  private func noteOutOfStep(_ parcel: Parcel) throws(UplinkError) -> Step {
    if !isInDoubt { try receipts.noteOutOfStep(parcel.release, held: Self.highest(keptReceipts())) }
    return .outcome(parcel, .failed(.refused(.outOfStep)))
  }

  // MARK: what travels

  private func request(for parcel: Parcel, kept: [String: KeptReceipt]) throws(UplinkError) -> HTTPSRequest {
    HTTPSRequest(
      .post, ContactLog.messages,
      headers: [
        ("content-type", DSSE.contentType), ("content-encoding", "gzip"),
        ReceiptQuestion.held(Self.highest(kept)),
      ], body: try parcel.packed())
  }

  private func read(_ answer: Result<HTTPSResponse, TLSError>, of attempt: Attempt) throws(UplinkError) -> Receipt {
    let parcel = attempt.parcel
    let body = try HubLine.read(answer)
    guard let receipt = receipts.open(body, release: parcel.release, messageSHA256: parcel.sha256) else {
      throw .badAnswer(reason: "not a receipt for this message, signed by the pinned key")
    }
    try receipts.accept(receipt, kept: keptReceipts())
    kept?[parcel.release] = receipt
    return receipt.receipt
  }

  private func keptReceipts() throws(UplinkError) -> [String: KeptReceipt] {
    if let kept { return kept }
    let found = try receipts.latest(and: releases)
    kept = found
    return found
  }

  private static func highest(_ kept: [String: KeptReceipt]) -> Int { ReceiptFolder.highest(kept) }
}

extension UplinkError {
  /// True where the next parcel would meet the same end.
  var stopsTheRest: Bool {
    switch self {
    case .refused(let code): [.tryLater, .revoked, .notEnrolled, .unknownBorough].contains(code)
    case .askedToWait, .versionSkew, .connection, .counter, .file, .damagedReceipt, .cryptography: true
    default: false
    }
  }
  /// True where the message, or the receipt for it, did not arrive as it was sent: the hub may have taken it in.
  var leavesDoubt: Bool {
    switch self {
    case .badAnswer: true
    case .refused(let code):
      [.malformed, .notCanonical, .unknownType, .tooLarge, .badEncoding, .badSignature, .badRequest].contains(code)
    default: false
    }
  }
}

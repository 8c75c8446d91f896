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
    /// Whether the hub is asked, before the parcel goes, if it may have it.
    var asks: Asks
    var number = 1

    enum Asks {
      /// No: it has a receipt.
      case no
      /// By the head of the request, whose body waits for the answer.
      case byRequest
      /// By this question, which goes before.
      case before(HTTPSRequest)
      /// By a question, and it may.
      case answered
    }

    /// What goes next.
    var goes: HTTPSRequest {
      switch asks {
      case .no, .answered: request
      case .byRequest: ReceiptQuestion.asking(parcel.sha256, by: request)
      case .before(let question): question
      }
    }
    /// It may be the first time that the parcel leaves.
    var givesAway: Bool {
      switch asks {
      case .byRequest, .answered: true
      case .no, .before: false
      }
    }
  }

  private let receipts: ReceiptFolder
  private let retry: RetryPolicy
  private let again: Bool
  /// Whether the hub is asked about a message before it is given away.
  private let asks: Bool
  /// The hub cannot be asked by the request itself: it is one of before.
  private var asksApart = false
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
    _ parcels: [Parcel], again: Bool, receipts: ReceiptFolder, asks: Bool, retry: RetryPolicy, showsEgress: Bool
  ) throws(UplinkError) {
    (waiting, self.again, self.receipts, self.asks, self.retry) = (parcels[...], again, receipts, asks, retry)
    self.showsEgress = showsEgress
    releases = Set(parcels.map(\.release))
    lock = try Sending.lock(inbox: receipts.inbox)
  }

  /// - Parameter answer: after `ask` what came of it, after any other step nil.
  public func next(_ answer: Result<HTTPSResponse, TLSError>? = nil) throws(UplinkError) -> Step {
    guard let attempt else { return try begin() }
    guard let answer else { return showsEgress && attempt.givesAway ? .showEgress : .ask(attempt.goes) }
    do {
      if case .failure(let error) = answer, error.isUnjudged { return try askApart(attempt) }
      if case .before = attempt.asks, ReceiptQuestion.isUnknown(answer) { return try giveAway() }
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
      attempt = Attempt(
        parcel: parcel, request: try request(for: parcel, kept: kept),
        asks: kept[parcel.release]?.receipt.messageSHA256 == parcel.sha256 ? .no : try howToAsk(parcel))
    } catch {
      return try failed(parcel, error)
    }
    return try next()
  }

  /// A message goes once the hub has said that it knows none which is not known here: the other answer of a machine that was
  /// restored or copied never leaves it. Where such a note lies here nothing may go, whatever the hub says.
  private func howToAsk(_ parcel: Parcel) throws(UplinkError) -> Attempt.Asks {
    guard asks else { return .no }
    let note = try receipts.outOfStepNote()
    guard asksApart || note != nil else { return .byRequest }
    return .before(ReceiptQuestion.request(parcel.sha256, held: Self.highest(try keptReceipts())))
  }

  /// A hub of before asks for every body at once. It has got none, and is asked in the way that it knows.
  private func askApart(_ attempt: Attempt) throws(UplinkError) -> Step {
    asksApart = true
    self.attempt?.asks = try howToAsk(attempt.parcel)
    return try next()
  }

  /// The hub does not know the message, and all that it knows is known here.
  private func giveAway() throws(UplinkError) -> Step {
    if let note = try receipts.outOfStepNote() { throw UplinkError.heldBack(note: note) }
    attempt?.asks = .answered
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
      .post, "/v1/releases",
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

public import ReleaseProtocol
internal import TLS

/// What the hub is asked before a message is given away: its receipt, if it has the message. It knows by the number of
/// receipts held here whether it has others that are not known here, and says so (`out-of-step`).
///
/// It is asked by the head of the request that gives the message away, whose body stays here until the hub says that it has
/// looked and wants it; or by a request of its own.
enum ReceiptQuestion {
  /// - Parameter request: with the number of receipts held here in its head.
  static func asking(_ messageSHA256: String, by request: HTTPSRequest) -> HTTPSRequest {
    request.asking((Wire.messageHeader, messageSHA256))
  }

  static func request(_ messageSHA256: String, held: Int) -> HTTPSRequest {
    HTTPSRequest(.get, "/v1/receipts?message=\(messageSHA256)", headers: [Self.held(held)])
  }

  static func held(_ count: Int) -> (name: String, value: String) { (Wire.receiptsHeader, "\(count)") }

  /// The hub has no such message and misses nothing here; or it is one of before, which knows no such question.
  static func isUnknown(_ answer: Result<HTTPSResponse, TLSError>) -> Bool {
    do throws(UplinkError) { _ = try HubLine.read(answer) } catch { return error == .refused(.notFound) }
    return false
  }
}

extension Sending {
  /// Holds the hub's count of this borough's messages against the receipts here. Where it has more, that is noted for the
  /// agent, which then releases nothing.
  ///
  /// A receipt may have been lost, or be on its way this very moment: for each approved message without one the hub is
  /// asked whether it is among those that it counts.
  /// - Parameter approved: what may be sent, looked up once the hub has said its count.
  /// - Returns: false where messages have come to the hub that are not known here.
  public func isInStep(
    _ status: HubStatus, approved: () throws(UplinkError) -> [Parcel]
  ) async throws(UplinkError) -> Bool {
    let parcels = try approved()
    let kept = try receipts.all()
    let held = ReceiptFolder.highest(kept)
    var missing = status.messages - held
    for parcel in parcels where missing > 0 && kept[parcel.release]?.receipt.messageSHA256 != parcel.sha256 {
      if try await mayBeAtTheHub(parcel, held: held) { missing -= 1 }
    }
    guard missing > 0 else { return true }
    try receipts.noteOutOfStep("hub-count", held: held)
    return false
  }

  private func mayBeAtTheHub(_ parcel: Parcel, held: Int) async throws(UplinkError) -> Bool {
    let answer = try await line().answer(to: ReceiptQuestion.request(parcel.sha256, held: held))
    if ReceiptQuestion.isUnknown(answer) { return true }
    let envelope: [UInt8]
    do { envelope = try HubLine.read(answer) } catch .refused(.outOfStep) { return false }
    guard receipts.open(envelope, release: parcel.release, messageSHA256: parcel.sha256) != nil else {
      throw .badAnswer(reason: "not a receipt for the message that was asked for, signed by the pinned key")
    }
    return true
  }
}

internal import Files
public import Identity
public import ReleaseProtocol

/// A receipt as the hub signed it.
public struct KeptReceipt: Sendable {
  public let receipt: Receipt
  /// The DSSE envelope.
  let envelope: [UInt8]
}

/// The inbox's receipts: `receipts/<release>.receipt`, each the hub's DSSE envelope as it came.
///
/// `disputed/<release>.receipt` holds receipts that are the hub's and do not fit, as evidence; `disputed/….out-of-step` is a
/// note that, by the hub's word, more of this borough has been at the hub than is known here: its count of messages
/// (`hub-count`, or the release that it was asked for), or its cosignature under another egress log (`egress-log`). While
/// one lies there the agent releases nothing, and nothing new is sent.
public struct ReceiptFolder: Sendable {
  public let inbox: String
  let keys: HubKeyring
  let borough: String

  private var folder: String { inbox + "/receipts" }
  static let sizeLimit = 1 << 14

  public init(inbox: String, hub: Hub) throws(UplinkError) {
    guard hub.keys.isUsable else { throw .badInvitation(reason: "its receipt key is no Ed25519 key") }
    (self.inbox, borough, keys) = (inbox, hub.borough, hub.keys)
  }

  /// Checks signature and meaning against a message, not yet the counter.
  func open(_ envelope: [UInt8], release: String, messageSHA256: String?) -> KeptReceipt? {
    guard let (payload, until) = keys.open(envelope, payloadType: Receipt.payloadType),
      let receipt = try? Receipt(canonicalBytes: payload), receipt.receivedAt <= until ?? .max,
      receipt.release == release, receipt.borough == borough, messageSHA256 == nil || receipt.messageSHA256 == messageSHA256
    else { return nil }
    return KeptReceipt(receipt: receipt, envelope: envelope)
  }

  /// Whether there is one for this release, unread.
  public func holds(_ release: String) -> Bool { Files.exists("\(folder)/\(release).receipt") }

  /// Every kept receipt, by release, each verified. A file that is none is an error.
  public func all() throws(UplinkError) -> [String: KeptReceipt] {
    var found: [String: KeptReceipt] = [:]
    for (release, file) in try files() { found[release] = try opened(release, file) }
    return found
  }

  /// What a run of sending goes by: the receipts of these releases, and the one with the highest number. The signatures of
  /// others are left unread, for nothing rests on them: a receipt makes itself the highest by its own word alone, and then it
  /// is read. A file that is no receipt of this borough is an error all the same.
  func latest(and releases: Set<String>) throws(UplinkError) -> [String: KeptReceipt] {
    let files = try files()
    var (latest, highest): (String?, Int) = (nil, 0)
    for (release, file) in files.sorted(by: { $0.key < $1.key }) {
      guard let payload = try? DSSE.payload(ofKept: file.envelope, payloadType: Receipt.payloadType),
        let receipt = try? Receipt(canonicalBytes: payload), receipt.release == release, receipt.borough == borough
      else { throw .damagedReceipt(file: file.path) }
      if receipt.counter > highest { (latest, highest) = (release, receipt.counter) }
    }
    var found: [String: KeptReceipt] = [:]
    for (release, file) in files where release == latest || releases.contains(release) {
      found[release] = try opened(release, file)
    }
    return found
  }

  private struct File {
    let path: String
    let envelope: [UInt8]
  }

  /// Unread, by release.
  private func files() throws(UplinkError) -> [String: File] {
    guard Files.isFolder(folder) else { return [:] }
    return try UplinkError.onFiles {
      var found: [String: File] = [:]
      for name in try Files.list(folder) where name.hasSuffix(".receipt") {
        let path = folder + "/" + name
        found[String(name.dropLast(".receipt".count))] = File(path: path, envelope: try Files.read(path, limit: Self.sizeLimit))
      }
      return found
    }
  }

  private func opened(_ release: String, _ file: File) throws(UplinkError) -> KeptReceipt {
    guard let kept = open(file.envelope, release: release, messageSHA256: nil) else {
      throw .damagedReceipt(file: file.path)
    }
    return kept
  }

  /// Judges a receipt by those kept: an earlier one of the same release must be the same receipt, and a first one must
  /// have the number after the highest. A receipt of the hub's that does not fit is put aside as evidence.
  func accept(_ new: KeptReceipt, kept: [String: KeptReceipt]) throws(UplinkError) {
    let expected = kept[new.receipt.release]?.receipt.counter ?? (kept.values.map(\.receipt.counter).max() ?? 0) + 1
    let isSame = kept[new.receipt.release].map { $0.receipt == new.receipt } ?? true
    guard new.receipt.counter == expected, isSame else {
      try write(new, to: inbox + "/disputed")
      if new.receipt.counter == expected { throw .badAnswer(reason: "two different receipts for one message") }
      throw .counter(expected: expected, received: new.receipt.counter)
    }
    try write(new, to: folder)
  }

  /// The number of the latest of some receipts; 0 where there is none.
  static func highest(_ kept: [String: KeptReceipt]) -> Int { kept.values.map(\.receipt.counter).max() ?? 0 }

  /// Keeps the hub's word that this machine's state is not the latest.
  /// - Parameter occasion: what was asked for when it was heard, as a file name.
  func noteOutOfStep(_ occasion: String, held: Int) throws(UplinkError) {
    try note(occasion, "the hub has more messages of this borough than the \(held) receipts here")
  }

  /// The same by what it has cosigned of the log of what may leave.
  func noteEgressLog(_ code: RefusalCode) throws(UplinkError) { try note("egress-log", code.detail) }

  private func note(_ occasion: String, _ text: String) throws(UplinkError) {
    do {
      try Files.makeFolder(inbox + "/disputed", mode: 0o755)
      try Files.writeDurably(
        Array((text + "\n").utf8), to: "\(inbox)/disputed/\(occasion)\(Self.noteEnding)", mode: 0o644)
    } catch {
      throw .file(error)
    }
  }

  private static let noteEnding = ".out-of-step"

  /// Such a note, if there is one.
  func outOfStepNote() throws(UplinkError) -> String? {
    let folder = inbox + "/disputed"
    guard Files.isFolder(folder) else { return nil }
    return try UplinkError.onFiles {
      try Files.list(folder).first { $0.hasSuffix(Self.noteEnding) }.map { "\(folder)/\($0)" }
    }
  }

  private func write(_ receipt: KeptReceipt, to folder: String) throws(UplinkError) {
    do {
      try Files.makeFolder(folder, mode: 0o755)
      try Files.writeDurably(receipt.envelope, to: "\(folder)/\(receipt.receipt.release).receipt", mode: 0o644)
    } catch {
      throw .file(error)
    }
  }
}

// The format of `ledger.log` and `head`. Both are ASCII text that an officer can read.
//
// ledger.log: lines, each ended by one line feed (0x0A). A line is fields with one space between:
//
//   number    0, 1, 2, …: how many line feeds come before
//   previous  SHA-256 of the line before, without its line feed, 64 hexadecimal digits; 64 zeros in line 0
//   at        UTC seconds
//   what      and its own fields:
//     create 1 BOROUGH RELEASE YEAR LIFETIME       line 0 and no other: format 1, the borough, the caps on rho
//     intend RELEASE PLAN PLANHASH VINTAGE SPENDS SEAL  a spend; SPENDS are STATISTIC:DATAYEAR:RHO, commas between;
//                                                  SEAL is the SHA-256 of seals/RELEASE (absent in older lines)
//     officer ROLE KEY -                           the first officer's Ed25519 key, 64 hexadecimal digits
//     officer ROLE KEY SIGNATURE OLD               signed by the other officer (an SSH signature, hexadecimal), and by the
//                                                  key that it replaces, "-" for the first of a role
//     officer ROLE KEY announced                   a key that was announced at least 14 days before
//     announce ROLE KEY SIGNATURE                  the role's key is lost, says the other officer
//     keep ROLE SIGNATURE                          it is not, says whoever holds it
//     accept PLAN PLANHASH ROLE SIGNATURE 2        an officer's signature under a release plan, in this ledger
//                                                  Older lines: "officer … SIGNATURE", by the other officer alone, and
//                                                  "-" for the first of the second role; "accept …" without the 2,
//                                                  under a statement that names no ledger. They are read, not written.
//     withdraw PLAN PLANHASH ROLE SIGNATURE        the same officer takes the acceptance back; a later "accept" is signed
//                                                  under a statement that names this line
//     settle RELEASE MESSAGEHASH                   the release's message is stored
//     void FIRST LAST LOGHASH                      lines FIRST … LAST were never committed; LAST is the line before;
//                                                  LOGHASH is the SHA-256 of all bytes before this line
//
// Numbers are decimal without leading zeros; rho is "numerator/denominator" in lowest terms. A line has one spelling:
// read and written again it must give the same bytes. Voided lines are kept and not read: one may be torn.
//
// head: "head 1 SIZE LINES HASH" and a line feed: the first SIZE bytes of the log, LINES lines, are committed, and
// HASH is the SHA-256 of the last of them. It is replaced in one step.

internal import Cryptography
internal import Noise

/// What a line says.
enum Record: Equatable {
  case create(borough: String, policy: Policy)
  case intend(SpendRequest, sealHash: String?)
  case officer(OfficerRole, VerifyingKey, Consent)
  case announce(OfficerRole, VerifyingKey, SSHSignature)
  case keep(OfficerRole, SSHSignature)
  case accept(planID: String, planHash: String, OfficerRole, SSHSignature, isOlder: Bool)
  case withdraw(planID: String, planHash: String, OfficerRole, SSHSignature)
  case settle(release: String, messageHash: String)
  case void(first: Int, last: Int, logHash: String)
}

/// One line of the log.
struct Line: Equatable {
  static let end = UInt8(ascii: "\n")
  static let noPrevious = String(repeating: "0", count: 64)
  /// Far above a century of releases, and small enough to be read whole.
  static let sizeLimit = 16 << 20

  let number: Int
  let previous: String
  let at: Int
  let record: Record

  init(number: Int, previous: String, at: Int, record: Record) {
    self.number = number
    self.previous = previous
    self.at = at
    self.record = record
  }

  /// Without the line feed.
  var bytes: [UInt8] { Array("\(number) \(previous) \(at) \(record.text)".utf8) }
  var terminated: [UInt8] { bytes + [Self.end] }
  var hash: String { Line.hash(bytes) }

  static func hash(_ bytes: some Sequence<UInt8>) -> String { Hex.encode(SHA256.hash(Array(bytes))) }

  /// Nil unless `bytes` are exactly what `bytes` of the result gives.
  init?(_ bytes: some Collection<UInt8>) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let fields = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard fields.count > 3, let number = Int(fields[0]), let at = Int(fields[2]), number >= 0, at >= 0,
      Spelling.isHash(fields[1]), let record = Record(Array(fields[3...]), at: at)
    else { return nil }
    self.init(number: number, previous: fields[1], at: at, record: record)
    guard self.bytes.elementsEqual(bytes) else { return nil }
  }
}

extension Record {
  var text: String {
    switch self {
    case .create(let borough, let policy):
      "create 1 \(borough) \(policy.rhoPerRelease.fraction) \(policy.rhoPerDataYear.fraction) "
        + policy.rhoLifetime.fraction
    case .intend(let request, let sealHash):
      "intend \(request.release) \(request.planID) \(request.planHash) \(request.vintage) "
        + request.lines.map { "\($0.statistic):\($0.dataYear):\($0.rho.fraction)" }.joined(separator: ",")
        + (sealHash.map { " " + $0 } ?? "")
    case .officer(let role, let key, let consent): "officer \(role.rawValue) \(Hex.encode(key.rawBytes)) \(consent.text)"
    case .announce(let role, let key, let signature):
      "announce \(role.rawValue) \(Hex.encode(key.rawBytes)) \(Hex.encode(signature.bytes))"
    case .keep(let role, let signature): "keep \(role.rawValue) \(Hex.encode(signature.bytes))"
    case .accept(let planID, let planHash, let role, let signature, let isOlder):
      "accept \(planID) \(planHash) \(role.rawValue) \(Hex.encode(signature.bytes))\(isOlder ? "" : " 2")"
    case .withdraw(let planID, let planHash, let role, let signature):
      "withdraw \(planID) \(planHash) \(role.rawValue) \(Hex.encode(signature.bytes))"
    case .settle(let release, let messageHash): "settle \(release) \(messageHash)"
    case .void(let first, let last, let logHash): "void \(first) \(last) \(logHash)"
    }
  }

  init?(_ fields: [String], at: Int) {
    switch (fields[0], fields.count) {
    case ("create", 6) where fields[1] == "1" && Spelling.isBorough(fields[2]):
      guard let release = Rational(fraction: fields[3]), let year = Rational(fraction: fields[4]),
        let lifetime = Rational(fraction: fields[5])
      else { return nil }
      let policy = Policy(rhoPerRelease: release, rhoPerDataYear: year, rhoLifetime: lifetime)
      guard (try? policy.check()) != nil else { return nil }
      self = .create(borough: fields[2], policy: policy)
    case ("intend", 6), ("intend", 7):
      if fields.count == 7, !Spelling.isHash(fields[6]) { return nil }
      let lines = fields[5].split(separator: ",", omittingEmptySubsequences: false).compactMap(SpendLine.init(field:))
      let request = SpendRequest(
        release: fields[1], planID: fields[2], planHash: fields[3], vintage: fields[4], lines: lines, at: at)
      // A spend that couldn't be read is missing here, and the line, written again, would differ.
      guard (try? request.check()) != nil else { return nil }
      self = .intend(request, sealHash: fields.count == 7 ? fields[6] : nil)
    case ("officer", 4), ("officer", 5):
      guard let role = OfficerRole(rawValue: fields[1]), let key = VerifyingKey(hex: fields[2]),
        let consent = Consent(fields[3...])
      else { return nil }
      self = .officer(role, key, consent)
    case ("announce", 4):
      guard let role = OfficerRole(rawValue: fields[1]), let key = VerifyingKey(hex: fields[2]),
        let signature = SSHSignature(hex: fields[3])
      else { return nil }
      self = .announce(role, key, signature)
    case ("keep", 3):
      guard let role = OfficerRole(rawValue: fields[1]), let signature = SSHSignature(hex: fields[2]) else { return nil }
      self = .keep(role, signature)
    case ("accept", 5), ("accept", 6):
      guard Spelling.isName(fields[1]), Spelling.isHash(fields[2]), let role = OfficerRole(rawValue: fields[3]),
        let signature = SSHSignature(hex: fields[4]), fields.count == 5 || fields[5] == "2"
      else { return nil }
      self = .accept(planID: fields[1], planHash: fields[2], role, signature, isOlder: fields.count == 5)
    case ("withdraw", 5):
      guard Spelling.isName(fields[1]), Spelling.isHash(fields[2]), let role = OfficerRole(rawValue: fields[3]),
        let signature = SSHSignature(hex: fields[4])
      else { return nil }
      self = .withdraw(planID: fields[1], planHash: fields[2], role, signature)
    case ("settle", 3) where Spelling.isHash(fields[2]):
      self = .settle(release: fields[1], messageHash: fields[2])
    case ("void", 4) where Spelling.isHash(fields[3]):
      guard let first = Int(fields[1]), let last = Int(fields[2]), 0 < first, first <= last else { return nil }
      self = .void(first: first, last: last, logHash: fields[3])
    default: return nil
    }
  }
}

extension Consent {
  fileprivate var text: String {
    switch self {
    case .nobody: "-"
    case .signed(let other, let old): "\(Hex.encode(other.bytes)) \(old.map { Hex.encode($0.bytes) } ?? "-")"
    case .waited: "announced"
    case .byOtherAlone(let signature): Hex.encode(signature.bytes)
    }
  }

  fileprivate init?(_ fields: ArraySlice<String>) {
    switch (fields.first, fields.count) {
    case ("-", 1): self = .nobody
    case ("announced", 1): self = .waited
    case (let first?, let count):
      guard let signature = SSHSignature(hex: first) else { return nil }
      let old = fields.last.flatMap(SSHSignature.init(hex:))
      if count == 1 {
        self = .byOtherAlone(signature)
      } else {
        guard fields.last == "-" || old != nil else { return nil }
        self = .signed(other: signature, old: old)
      }
    default: return nil
    }
  }
}

extension VerifyingKey {
  fileprivate init?(hex: String) {
    guard let raw = Hex.decode(hex), let key = try? VerifyingKey(rawBytes: raw) else { return nil }
    self = key
  }
}

extension SSHSignature {
  fileprivate init?(hex: String) {
    guard let bytes = Hex.decode(hex), let signature = try? SSHSignature(bytes: bytes) else { return nil }
    self = signature
  }
}

extension SpendLine {
  fileprivate init?(field: Substring) {
    let parts = field.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = Int(parts[1]), let rho = Rational(fraction: String(parts[2])) else { return nil }
    self.init(statistic: String(parts[0]), dataYear: year, rho: rho)
  }
}

/// The committed part of the log.
struct Head: Equatable {
  let size: Int
  let lines: Int
  let lastHash: String

  init(size: Int, lines: Int, lastHash: String) {
    self.size = size
    self.lines = lines
    self.lastHash = lastHash
  }

  var bytes: [UInt8] { Array("head 1 \(size) \(lines) \(lastHash)\n".utf8) }

  /// Nil unless `bytes` are exactly what `bytes` of the result gives.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes.dropLast(), as: UTF8.self) else { return nil }
    let fields = text.split(separator: " ", omittingEmptySubsequences: false)
    guard fields.count == 5, let size = Int(fields[2]), let lines = Int(fields[3]), size > 0, lines > 0 else { return nil }
    self.init(size: size, lines: lines, lastHash: String(fields[4]))
    guard Spelling.isHash(lastHash), self.bytes == bytes else { return nil }
  }
}

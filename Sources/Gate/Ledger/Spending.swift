public import Noise

/// The borough's own caps on rho, written into the first line of its ledger.
///
/// A person can be in the data of every year, so what all years together may cost one person is capped as well.
public struct Policy: Sendable, Equatable {
  public let rhoPerRelease: Rational
  /// Counted by the year the data are about.
  public let rhoPerDataYear: Rational
  public let rhoLifetime: Rational

  public init(rhoPerRelease: Rational, rhoPerDataYear: Rational, rhoLifetime: Rational) {
    self.rhoPerRelease = rhoPerRelease
    self.rhoPerDataYear = rhoPerDataYear
    self.rhoLifetime = rhoLifetime
  }

  /// 2/5 a release, 1/5 a data year, 4/5 a lifetime. The unwrapping can't fail: literals with non-zero denominators.
  public static let standard = Policy(
    rhoPerRelease: Rational(2, 5)!, rhoPerDataYear: Rational(1, 5)!, rhoLifetime: Rational(4, 5)!)

  func check() throws(LedgerError) {
    guard rhoPerRelease > .zero, rhoPerDataYear > .zero, rhoLifetime > .zero else {
      throw .badRequest("a cap of the policy is not above zero")
    }
  }
}

/// The price of one statistic for the data of one year.
public struct SpendLine: Sendable, Equatable {
  /// The statistic's id in the release plan: a-z, 0-9 and "-", at most 64.
  public let statistic: String
  public let dataYear: Int
  public let rho: Rational

  public init(statistic: String, dataYear: Int, rho: Rational) {
    self.statistic = statistic
    self.dataYear = dataYear
    self.rho = rho
  }
}

/// What a release asks to spend.
public struct SpendRequest: Sendable, Equatable {
  /// 32 hexadecimal digits, never used before.
  public let release: String
  public let planID: String
  /// SHA-256 of the plan's bytes, 64 hexadecimal digits.
  public let planHash: String
  /// SHA-256 of the inputs, 64 hexadecimal digits.
  public let vintage: String
  public let lines: [SpendLine]
  /// UTC seconds.
  public let at: Int

  public init(release: String, planID: String, planHash: String, vintage: String, lines: [SpendLine], at: Int) {
    self.release = release
    self.planID = planID
    self.planHash = planHash
    self.vintage = vintage
    self.lines = lines
    self.at = at
  }

  func check() throws(LedgerError) {
    guard Spelling.isRelease(release) else { throw .badRequest("the release's name is not 32 hexadecimal digits") }
    guard Spelling.isName(planID) else { throw .badRequest("the plan's id is not made of a-z, 0-9 and \"-\"") }
    guard Spelling.isHash(planHash) else { throw .badRequest("the plan's hash is not 64 hexadecimal digits") }
    guard Spelling.isHash(vintage) else { throw .badRequest("the data vintage is not 64 hexadecimal digits") }
    guard at >= 0 else { throw .badRequest("the time is before 1970") }
  }
}

/// What the gate needs to finish a release that was paid for, kept beside the ledger until its message is stored: the
/// drawn noise. Only the gate makes and reads one.
public struct Seal: ~Copyable, Sendable {
  let bytes: [UInt8]
  @_spi(Gate) public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// A release that was paid for.
public struct LedgerEntry: Sendable, Equatable {
  public enum State: Sendable, Equatable {
    /// Paid; the message is not yet stored, or the release was cut short.
    case committed
    /// Stored, with the SHA-256 of the message.
    case settled(messageHash: String)
  }

  public let release: String
  public let planID: String
  public let planHash: String
  public let vintage: String
  public let lines: [SpendLine]
  /// UTC seconds of the payment.
  public let at: Int
  public internal(set) var state: State
  /// SHA-256 of what was sealed with the payment; nil in ledgers from before seals.
  let sealHash: String?
}

/// What is spent and what is left, of one data year.
public struct YearBudget: Sendable, Equatable {
  public let dataYear: Int
  public let spent: Rational
  public let left: Rational
}

/// What is spent and what is left. A data year that isn't listed has its whole allowance.
public struct BudgetSummary: Sendable, Equatable {
  public internal(set) var lifetimeSpent: Rational
  public internal(set) var lifetimeLeft: Rational
  /// Years with any spending, ascending.
  public internal(set) var years: [YearBudget]
  public let policy: Policy
}

/// The spellings that lines of the ledger accept, so that no field can hold a space, a comma or a line's end.
enum Spelling {
  static func isRelease(_ text: String) -> Bool { isHex(text, 32) }
  static func isHash(_ text: String) -> Bool { isHex(text, 64) }

  static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") }
  }

  static func isBorough(_ text: String) -> Bool {
    text.utf8.count == 9 && text.utf8.first == UInt8(ascii: "E") && text.utf8.dropFirst().allSatisfy(isDigit)
  }

  private static func isHex(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count
      && text.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}

/// Decides which refusals are worth a line in the log and a write to the store.
///
/// Anybody can reach the enrolment port and be refused there thousands of times a second. Each refusal on its own would
/// fill the disk with lines and keep the store busy; so after `burst` of them only one a second is noted, and says how
/// many of its code and borough it stands for. What a flood leaves unsaid at the end of the program is lost.
public actor RefusalNotes {
  private let burst: Int
  private var allowance: Int
  private var refilledAt: Int?
  private var unsaid: [Kind: Int] = [:]

  private struct Kind: Hashable {
    let code, borough: String
  }

  public init(burst: Int = 60) { (self.burst, allowance) = (burst, burst) }

  /// - Parameters:
  ///   - code: of a closed list, as is the borough; empty: nobody knows whose.
  ///   - now: UTC seconds.
  /// - Returns: how many refusals of this code and borough to note now; 0 for none.
  public func due(_ code: String, of borough: String = "", now: Int) -> Int {
    let kind = Kind(code: code, borough: borough)
    // A clock that was set back refills nothing and is believed from now on.
    allowance = min(burst, allowance + min(burst, max(0, now - (refilledAt ?? now))))
    refilledAt = now
    unsaid[kind, default: 0] += 1
    guard allowance > 0 else { return 0 }
    allowance -= 1
    return unsaid.removeValue(forKey: kind) ?? 0
  }
}

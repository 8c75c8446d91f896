import ReleaseProtocol
import Uplink

/// One thing that `doctor` looked at.
struct Check {
  enum State: String { case ok, warning, fault }

  let name: String
  let state: State
  /// Stable; nil where all is well.
  let code: String?
  let said: String
  let fix: String?
  /// Whose turn it is, and so the exit code.
  let exit: SenderFailure.Exit?
  let milliseconds: Int?

  static func ok(_ name: String, _ said: String, milliseconds: Int? = nil) -> Check {
    Check(name: name, state: .ok, code: nil, said: said, fix: nil, exit: nil, milliseconds: milliseconds)
  }

  static func warning(_ name: String, _ code: String, _ said: String, fix: String) -> Check {
    Check(name: name, state: .warning, code: code, said: said, fix: fix, exit: nil, milliseconds: nil)
  }

  static func fault(
    _ name: String, _ code: String, _ said: String, fix: String?, exit: SenderFailure.Exit = .localFault
  ) -> Check {
    Check(name: name, state: .fault, code: code, said: said, fix: fix, exit: exit, milliseconds: nil)
  }

  static func fault(_ name: String, _ error: UplinkError, fix: String? = nil) -> Check {
    fault(name, error.code, "\(error)", fix: fix ?? error.advice, exit: SenderFailure.Exit(error.kind))
  }
}

/// What was found, in the order in which things depend on each other.
struct Findings {
  private(set) var checks: [Check] = []
  /// For the firewall team, once a connection failed that a firewall may have stopped.
  var request: String?

  mutating func add(_ check: Check) { checks.append(check) }

  var faults: [Check] { checks.filter { $0.state == .fault } }
  var warnings: [Check] { checks.filter { $0.state == .warning } }

  var text: String {
    let width = (checks.map(\.name.count).max() ?? 0) + 2
    var lines: [String] = []
    for check in checks {
      let mark =
        switch check.state {
        case .ok: "ok     "
        case .warning: "look   "
        case .fault: "FAULT  "
        }
      let time = check.milliseconds.map { " (\($0) ms)" } ?? ""
      lines.append(mark + check.name + String(repeating: " ", count: width - check.name.count) + check.said + time)
      if let fix = check.fix { lines.append(String(repeating: " ", count: 7 + width) + "→ " + fix) }
    }
    if let request { lines += ["", "For the firewall team:", ""] + request.split(separator: "\n").map { "  " + $0 } }
    let summary =
      faults.isEmpty
      ? (warnings.isEmpty ? "all \(checks.count) checks are well" : "no fault, \(warnings.count) to look at")
      : "\(faults.count) of \(checks.count) checks failed; begin with the first"
    return (lines + ["", summary]).joined(separator: "\n")
  }

  var json: JSON {
    var members: [String: JSON] = [
      "checks": .array(checks.map(Self.json)),
      "verdict": .string(faults.isEmpty ? (warnings.isEmpty ? "ok" : "warnings") : "faults"),
    ]
    members["firewallRequest"] = request.map { .string($0) }
    return .object(members)
  }

  private static func json(_ check: Check) -> JSON {
    var members: [String: JSON] = [
      "name": .string(check.name), "state": .string(check.state.rawValue), "said": .string(check.said),
    ]
    members["code"] = check.code.map { .string($0) }
    members["fix"] = check.fix.map { .string($0) }
    members["milliseconds"] = check.milliseconds.map { .integer(Int64($0)) }
    return .object(members)
  }

  /// Prints, and ends with the highest exit code among the faults.
  func report(asJSON: Bool) throws(SenderFailure) {
    if asJSON { Voice.result(json) } else { Voice.result(text) }
    if let worst = faults.compactMap(\.exit).max() { throw SenderFailure(worst, nil) }
  }
}

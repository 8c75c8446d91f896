internal import Cryptography
internal import Files
internal import Ledger
internal import ReleaseProtocol
internal import Vocabulary

func officerRole(_ text: String) throws(AgentFailure) -> OfficerRole {
  guard let role = OfficerRole(rawValue: text) else {
    throw AgentFailure(.wrongUse, "unknown role", hint: "use --as privacy-officer or --as data-officer")
  }
  return role
}

func openLedger(_ home: HomeOption) throws(AgentFailure) -> Ledger {
  let settings = try AgentSettings.load(home: home.home)
  do {
    let ledger = try Ledger.open(at: settings.ledgerFolder)
    ledger.noteAnnouncedKeys()
    return ledger
  } catch { throw AgentFailure(.localFault, "\(error)") }
}

extension Ledger {
  /// Says of a key that waits to take a lost one's place, so that whoever has the old one hears of it.
  func noteAnnouncedKeys() {
    for role in OfficerRole.allCases {
      guard let own = announced[role] else { continue }
      Voice.note(
        "the \(role.other.rawValue) has said that the \(role.rawValue)'s key is lost; from "
          + "\(OfficerCommand.Add.time(own.from)) on another can be registered. If it is not lost: "
          + "\"borough-agent officer keep --as \(role.rawValue)\"")
    }
  }
}

/// A statement that waits for an officer's signature.
struct SigningRequest {
  let statement: [UInt8]
  /// Of the file, without its ending.
  let name: String
  let signers: [OfficerRole]

  /// Writes the statement and says how it is signed and what comes next.
  /// - Parameter json: whether as JSON, with these members beside the request's own; nil: in words.
  func ask(home: String, _ next: String, json: [String: JSON]?) throws(AgentFailure) {
    let file = home + "/statements/\(name).txt"
    do {
      try Files.makeFolder(home + "/statements", mode: 0o755)
      try Files.writeDurably(statement, to: file, mode: 0o644)
    } catch { throw AgentFailure(.localFault, "\(error)") }
    if let json {
      let own: [String: JSON] = [
        "signers": .array(signers.map { .string($0.rawValue) }), "namespace": .string(OfficerStatement.namespace),
        "file": .string(file), "statement": .string(String(decoding: statement, as: UTF8.self)),
      ]
      return Voice.result(.object(json.merging(own) { $1 }))
    }
    Voice.result(
      """
      \(signers.map { "the \($0.rawValue)" }.joined(separator: " and ")) \(signers.count > 1 ? "sign" : "signs") this statement:

      \(String(decoding: statement, as: UTF8.self))
      next step  \(signers.count > 1 ? "each, keeping the two .sig apart: " : "")ssh-keygen -Y sign -f KEY -n \(OfficerStatement.namespace) \(file)
      then       \(next) \(file).sig
      """)
  }
}

import ArgumentParser
internal import Cryptography
internal import Files
internal import Ledger
internal import ReleaseProtocol

struct OfficerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "officer", abstract: "The two people whose signatures a new release plan and each message need.",
    discussion: """
      Each officer has an Ed25519 key of his or her own (ssh-keygen -t ed25519), on a machine or a token of his or her \
      own; only the public half comes here. Where both are registered, no single person, and nobody who can use this \
      machine, can change what is released.
      """,
    subcommands: [List.self, Add.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who is registered.")
    @OptionGroup var home: HomeOption
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let ledger = try openLedger(home)
      if json {
        let keys = ledger.officers.map { ($0.rawValue, JSON.string(Hex.encode($1.rawBytes))) }
        return Voice.result(.object(Dictionary(keys) { first, _ in first }))
      }
      Voice.result(
        OfficerRole.allCases.map { role in
          "\(role.rawValue)  \(ledger.officers[role].map { Hex.encode($0.rawBytes) } ?? "not registered")"
        }.joined(separator: "\n"))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register an officer's public key; replacing one needs the other officer's signature.")
    @OptionGroup var home: HomeOption
    @Option(name: .customLong("as"), help: "privacy-officer or data-officer.") var role: String
    @Argument(help: "The public key file: one line that begins with ssh-ed25519.") var key: String
    @Option(help: "The other officer's signature, to replace a key.") var signature: String?

    mutating func run() throws {
      let role = try officerRole(role)
      let ledger = try openLedger(home)
      do {
        let key = try SSHPublicKey.key(line: Files.read(key, limit: 1 << 14))
        let signature = try signature.map { try SSHSignature(armoured: Files.read($0, limit: 1 << 14)) }
        if ledger.officers[role] != nil, signature == nil {
          return try SigningRequest(
            statement: ledger.replacementStatement(role, key), name: "replace-\(role.rawValue)", signer: role.other
          ).ask(home: home.home, "borough-agent officer add --as \(role.rawValue) \(self.key) --signature")
        }
        try ledger.register(role, key: key, signature: signature, at: SystemClock.now())
        Voice.result("registered the \(role.rawValue)'s key \(Hex.encode(key.rawBytes))")
      } catch let error as LedgerError {
        throw AgentFailure(.refused, "\(error)")
      } catch {
        throw AgentFailure(.wrongUse, "\(error)")
      }
    }
  }
}

func officerRole(_ text: String) throws(AgentFailure) -> OfficerRole {
  guard let role = OfficerRole(rawValue: text) else {
    throw AgentFailure(.wrongUse, "unknown role", hint: "use --as privacy-officer or --as data-officer")
  }
  return role
}

func openLedger(_ home: HomeOption) throws(AgentFailure) -> Ledger {
  let settings = try AgentSettings.load(home: home.home)
  do { return try Ledger.open(at: settings.ledgerFolder) } catch { throw AgentFailure(.localFault, "\(error)") }
}

/// A statement that waits for an officer's signature.
struct SigningRequest {
  let statement: [UInt8]
  /// Of the file, without its ending.
  let name: String
  let signer: OfficerRole

  /// Writes the statement and says how it is signed and what comes next.
  func ask(home: String, _ next: String) throws(AgentFailure) {
    let file = home + "/statements/\(name).txt"
    do {
      try Files.makeFolder(home + "/statements", mode: 0o755)
      try Files.writeDurably(statement, to: file, mode: 0o644)
    } catch { throw AgentFailure(.localFault, "\(error)") }
    Voice.result(
      """
      the \(signer.rawValue) signs this statement:

      \(String(decoding: statement, as: UTF8.self))
      next step  ssh-keygen -Y sign -f KEY -n \(OfficerStatement.namespace) \(file)
      then       \(next) \(file).sig
      """)
  }
}

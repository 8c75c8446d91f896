import ArgumentParser
internal import Cryptography
internal import Files
internal import Ledger
internal import ReleaseProtocol
internal import Vocabulary

struct OfficerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "officer", abstract: "The two people whose signatures a new release plan and each message need.",
    discussion: """
      Each officer has an Ed25519 key of his or her own (ssh-keygen -t ed25519), on a machine or a token of his or her \
      own; only the public half comes here. Where both are registered, this program takes no new plan, no key and no \
      approval on one person's word. Whoever administers this machine could run another program.
      """,
    subcommands: [List.self, Add.self, Keep.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who is registered, and which keys are announced.")
    @OptionGroup var home: HomeOption
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let ledger = try openLedger(home)
      if json {
        let keys = ledger.officers.map { ($0.rawValue, JSON.string(Hex.encode($1.rawBytes))) }
        let announced = ledger.announced.map { role, own in
          ("\(role.rawValue)-announced", JSON.object(["key": .string(Hex.encode(own.key.rawBytes)), "from": .integer(Int64(own.from))]))
        }
        return Voice.result(.object(Dictionary(keys + announced) { first, _ in first }))
      }
      Voice.result(
        OfficerRole.allCases.map { role in
          "\(role.rawValue)  \(ledger.officers[role].map { Hex.encode($0.rawBytes) } ?? "not registered")"
        }.joined(separator: "\n"))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register an officer's public key, or put another in its place.",
      discussion: """
        The first officer is registered as he or she is. The second needs the first one's signature. A key is replaced \
        with two signatures: the other officer's, and one by the key that goes. Is that key lost (--lost), the other \
        officer's is enough, and the new key can be registered 14 days later: until then every command says so, and \
        whoever still has the old key can end it ("borough-agent officer keep"). Without the signatures that are needed \
        the command writes the statement to sign. A plan counts as accepted only by keys that are still registered.
        """)
    @OptionGroup var home: HomeOption
    @Option(name: .customLong("as"), help: "privacy-officer or data-officer.") var role: String
    @Argument(help: "The public key file: one line that begins with ssh-ed25519.") var key: String
    @Option(help: "The other officer's signature.") var signature: String?
    @Option(help: "The signature by the key that is replaced.") var oldSignature: String?
    @Flag(help: "The key that is replaced is lost.") var lost = false
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let role = try officerRole(role)
      let ledger = try openLedger(home)
      let now = SystemClock.now()
      do {
        let key = try SSHPublicKey.key(line: Files.read(key, limit: 1 << 14))
        let (other, old) = (try signature.map(Self.read), try oldSignature.map(Self.read))
        let replaces = ledger.officers[role] != nil
        if replaces, lost {
          guard let other else {
            guard ledger.announced[role]?.key == key else {
              return try ask(ledger.announcementStatement(role, key), "announce-\(role.rawValue)", [role.other], "--lost --signature")
            }
            try ledger.registerAnnounced(role, at: now)
            return say("registered", role, key, "registered the \(role.rawValue)'s key \(Hex.encode(key.rawBytes)), as announced")
          }
          try ledger.announce(role, key: key, signature: other, at: now)
          return say(
            "announced", role, key,
            "announced  the \(role.rawValue)'s key \(Hex.encode(key.rawBytes))\nthen       the same command without --signature, "
              + "from \(Self.time(AnnouncedKey.wait + now)) on")
        }
        if !ledger.officers.isEmpty, other == nil || (replaces && old == nil) {
          return try ask(
            ledger.registrationStatement(role, key), "\(replaces ? "replace" : "register")-\(role.rawValue)",
            replaces ? [role.other, role] : [role.other], replaces ? "--old-signature FILE --signature" : "--signature")
        }
        try ledger.register(role, key: key, signature: other, old: old, at: now)
        say("registered", role, key, "registered the \(role.rawValue)'s key \(Hex.encode(key.rawBytes))")
      } catch let error as LedgerError {
        throw AgentFailure(.refused, "\(error)")
      } catch let failure as AgentFailure {
        throw failure
      } catch {
        throw AgentFailure(.wrongUse, "\(error)")
      }
    }

    private func say(_ done: String, _ role: OfficerRole, _ key: VerifyingKey, _ text: String) {
      guard json else { return Voice.result(text) }
      Voice.result(.object(["role": .string(role.rawValue), done: .string(Hex.encode(key.rawBytes))]))
    }

    private func ask(
      _ statement: [UInt8], _ name: String, _ signers: [OfficerRole], _ options: String
    ) throws(AgentFailure) {
      try SigningRequest(statement: statement, name: name, signers: signers).ask(
        home: home.home, "borough-agent officer add --as \(role) \(key) \(options)", json: json ? [:] : nil)
    }

    static func read(_ file: String) throws -> SSHSignature {
      try SSHSignature(armoured: Files.read(file, limit: 1 << 14))
    }

    static func time(_ seconds: Int) -> String { "\(CalendarDate.minute(ofSeconds: seconds) ?? "then") UTC" }
  }

  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End an announcement: the officer's key is not lost.",
      discussion: "Without --signature it writes the statement that the key signs.")
    @OptionGroup var home: HomeOption
    @Option(name: .customLong("as"), help: "privacy-officer or data-officer.") var role: String
    @Option(help: "The signature by the registered key.") var signature: String?
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let role = try officerRole(role)
      let ledger = try openLedger(home)
      guard let signature else {
        return try SigningRequest(
          statement: ledger.keepingStatement(role), name: "keep-\(role.rawValue)", signers: [role]
        ).ask(home: home.home, "borough-agent officer keep --as \(role.rawValue) --signature", json: json ? [:] : nil)
      }
      do { try ledger.keep(role, signature: Add.read(signature), at: SystemClock.now()) } catch let error as LedgerError {
        throw AgentFailure(.refused, "\(error)")
      } catch {
        throw AgentFailure(.wrongUse, "\(error)")
      }
      guard !json else { return Voice.result(.object(["kept": .string(role.rawValue)])) }
      Voice.result("kept       the \(role.rawValue)'s key; the announced one is forgotten")
    }
  }
}

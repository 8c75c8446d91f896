import ArgumentParser
internal import Cryptography
internal import Files
internal import Ledger
internal import ReleaseProtocol

extension PlanCommand {
  struct Withdraw: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that an officer no longer accepts a plan: nothing more is released by it.",
      discussion: """
        One officer is enough, and it holds from the next release on. Without --signature it writes the statement to sign. \
        What has been released stays released, and what is approved is sent. A message by the plan that waits is kept and \
        can't be approved; it can again once whoever withdrew signs a new acceptance. What was paid stays spent. A plan that \
        came with the program and needed no acceptance has none to withdraw: nothing is released by it unless somebody runs \
        "borough-agent release", and nothing leaves that no officer approves.
        """)
    @OptionGroup var home: HomeOption
    @Argument(help: "The plan's id, or its SHA-256.") var plan: String
    @Option(name: .customLong("as"), help: "privacy-officer or data-officer.") var role: String
    @Option(help: "The signature under the statement, as ssh-keygen -Y sign made it.") var signature: String?
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let role = try officerRole(role)
      let ledger = try openLedger(home)
      let (id, hash) = try Self.choose(plan, role, ledger)
      guard let signature else {
        return try SigningRequest(
          statement: ledger.withdrawalStatement(planID: id, planHash: hash, as: role),
          name: "withdraw-\(id)-\(role.rawValue)", signers: [role]
        ).ask(home: home.home, "borough-agent plan withdraw \(plan) --as \(role.rawValue) --signature", json: json ? [:] : nil)
      }
      do {
        let signature = try SSHSignature(armoured: Files.read(signature, limit: 1 << 14))
        try ledger.withdraw(planID: id, planHash: hash, as: role, signature: signature, at: SystemClock.now())
      } catch let error as LedgerError {
        throw AgentFailure(.refused, "\(error)")
      } catch {
        throw AgentFailure(.wrongUse, "\(error)")
      }
      guard !json else {
        return Voice.result(.object(["id": .string(id), "sha256": .string(hash), "withdrawn_by": .string(role.rawValue)]))
      }
      Voice.result(
        "withdrawn by the \(role.rawValue): \(id), sha-256 \(hash)\nnothing more is released by it, and none of its messages that "
          + "wait can be approved; what is approved already is sent")
    }

    /// By what the ledger has, whatever files lie here.
    private static func choose(
      _ plan: String, _ role: OfficerRole, _ ledger: Ledger
    ) throws(AgentFailure) -> (id: String, sha256: String) {
      let found = ledger.plansAccepted(by: role).filter { $0.id == plan || $0.sha256 == plan }
      if let only = found.first, found.count == 1 { return only }
      guard found.isEmpty else {
        throw AgentFailure(
          .wrongUse, "the \(role.rawValue) has accepted \(found.count) plans \(plan)",
          hint: "give the SHA-256 of the one: " + found.map(\.sha256).joined(separator: ", "))
      }
      throw AgentFailure(
        .refused, "the \(role.rawValue) has no acceptance of plan \(plan) on record; nothing was recorded",
        hint: "\"borough-agent plan list\" shows who has signed which")
    }
  }
}

internal import Sandbox

/// The process gives up what it does not need, before the first record is read.
enum Enclosure {
  /// Sockets can no longer be made; files outside the named folders can no longer be opened where the kernel has
  /// Landlock. Core dumps are off. Ends the program when sockets can't be given up: then no record is read.
  static func close(_ settings: AgentSettings, alsoReading: [String] = []) throws(AgentFailure) {
    do {
      guard Sandbox.noCoreDumps() else { throw AgentFailure(.localFault, "core dumps can't be turned off; no record was read") }
      try Sandbox.dropSockets()
      _ = try Sandbox.restrictFiles(
        readable: [settings.home, settings.recordsFolder, settings.populationFile, settings.providersFile] + alsoReading,
        writable: [settings.ledgerFolder, settings.outboxFolder])
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      let isPath = (error as? SandboxError)?.path != nil
      throw AgentFailure(
        .localFault, "\(error); no record was read",
        hint: isPath
          ? "the ledger's folder and each path in agent.conf must exist; restore a missing ledger, never make it anew"
          : "the agent only works where it can give up the network (Linux with seccomp)")
    }
  }
}

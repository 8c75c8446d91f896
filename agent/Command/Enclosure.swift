internal import Sandbox

/// The process gives up what it does not need, before the first record is read.
enum Enclosure {
  /// For every command, first thing: no sockets, no core files or crash reports, no environment. Ends the program when
  /// one can't be given up: then no record is read.
  static func giveUp() throws(AgentFailure) {
    guard Sandbox.noCoreDumps() else { throw AgentFailure(.localFault, "core dumps can't be turned off; no record was read") }
    Sandbox.forgetEnvironment()
    do { try Sandbox.dropSockets() } catch {
      throw AgentFailure(
        .localFault, "\(error); no record was read",
        hint: "the agent only works where it can give up the network (Linux with seccomp)")
    }
  }

  /// For commands that read records: where the kernel has Landlock, files outside the named ones and below them can no
  /// longer be opened. Nothing can be written where nothing is named.
  static func close(_ settings: AgentSettings, reading: [String], writing: [String] = []) throws(AgentFailure) {
    try settings.requireApart()
    do {
      if try !Sandbox.restrictFiles(readable: reading, writable: writing) {
        Voice.note("this kernel has no Landlock: the agent can't be confined to its folders")
      }
    } catch {
      throw AgentFailure(
        .localFault, "\(error); no record was read",
        hint: error.path != nil
          ? "the ledger's folder and each path in agent.conf must exist; restore a missing ledger, never make it anew"
          : nil)
    }
  }
}

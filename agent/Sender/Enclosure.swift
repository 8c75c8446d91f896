import ArgumentParser
import Files
import Identity
import Sandbox

/// What this program does beside telling how it is used. It is confined before it runs: it gets its settings in no other way.
protocol SenderCommand: AsyncParsableCommand {
  var options: CommonOptions { get }
  /// Files that were named on the command line, to read.
  var namedFiles: [String] { get }
  /// Folders to write into. Those that are missing are made.
  func folders(_ settings: SenderSettings) -> [String]
  func run(_ settings: SenderSettings) async throws
}

extension SenderCommand {
  var namedFiles: [String] { [] }

  /// Before enrolment there is nothing to write.
  func folders(_ settings: SenderSettings) -> [String] {
    settings.identityFiles.isEnrolled ? [settings.inboxFolder, settings.identityFolder] : []
  }
}

/// The process gives up what it does not need, before it speaks to anybody. To be called on the first thread, while there
/// is no other: the kernel confines a thread and those that it starts.
enum Enclosure {
  /// For every command, first thing: no core files or crash reports, which would hold the private key.
  static func giveUp() throws(SenderFailure) {
    guard Sandbox.noCoreDumps() else { throw SenderFailure(.localFault, "core dumps can't be turned off; nothing was sent") }
  }

  /// Reads the settings, and whatever else lies outside of what may be opened afterwards: what the command named, the
  /// outbox, the folders that it writes into, and what the system's libraries read.
  static func settings(for command: some SenderCommand) throws(SenderFailure) -> SenderSettings {
    var settings = try SenderSettings.load(command.options)
    let writable = command.folders(settings)
    // Where one can't be made, the command says why.
    for folder in writable where !Files.exists(folder) { try? Files.makeFolder(folder) }
    do {
      settings.isConfined = try Sandbox.restrictFiles(
        readable: Sandbox.systemFolders + (network + command.namedFiles + [settings.outboxFolder]).filter(Files.exists),
        writable: writable.filter(Files.exists))
    } catch {
      throw SenderFailure(
        .localFault, "\(error); nothing was sent",
        hint: "a service's unit or a container that filters system calls must allow landlock_create_ruleset, landlock_add_rule and "
          + "landlock_restrict_self, as agent/deploy/borough-sender.service does")
    }
    if !settings.isConfined { Voice.progress("this kernel has no Landlock: the sender can't be confined to its folders") }
    return settings
  }

  /// What the system's libraries read, beside `Sandbox.systemFolders`, while a program looks names up and speaks TLS. It
  /// holds no records and no keys of ours.
  private static var network: [String] {
    [
      // As a whole, since a rule is for a file and not for its name: resolv.conf is another file whenever the network
      // changes, and modules for names (LDAP, SSSD, mDNS) have files of their own there.
      "/etc", "/usr/local/lib",
      // Where resolv.conf may lead; itself as well, for where else it leads.
      "/etc/resolv.conf", "/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/run/connman", "/run/netconfig",
      "/var/lib/sss", "/sys/devices/system/cpu", "/sys/fs/cgroup",
      // Dispatch looks at its own threads there, and ends the program where it can't. Other processes' memory and files stay
      // closed: Landlock forbids tracing, too.
      "/proc",
    ] + ["OPENSSL_CONF", "OPENSSL_MODULES"].compactMap(Surroundings.variable)
  }
}

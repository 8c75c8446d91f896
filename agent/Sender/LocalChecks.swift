import Cryptography
import Files
import Identity
import Outbox
import ReleaseProtocol
import Uplink

/// What can be seen without the network.
struct LocalChecks {
  let settings: SenderSettings

  init(_ settings: SenderSettings) { self.settings = settings }

  /// Below this, a receipt might not find a place.
  private static let leastFreeBytes = 50 << 20

  /// - Returns: who we are, if that could be read.
  func run(_ findings: inout Findings) -> EnrolledIdentity? {
    outbox(&findings)
    separation(&findings)
    confinement(&findings)
    inbox(&findings)
    disk(&findings)
    environment(&findings)
    let identity = identity(&findings)
    if let identity { standing(identity, &findings) }
    return identity
  }

  /// Messages that were delivered and do not count.
  private func standing(_ identity: EnrolledIdentity, _ findings: inout Findings) {
    do {
      let receipts = try ReceiptFolder(inbox: settings.inboxFolder, hub: identity.hub)
      for standing in try receipts.standings().values.sorted(by: { $0.receipt.counter < $1.receipt.counter }) {
        guard case .quarantined(let reasons) = standing.state, let first = reasons.first else { continue }
        findings.add(
          .warning(
            "standing", "quarantined",
            "\(standing.receipt.release) is in no figure until a person at the hub decides (\(first.rawValue))",
            fix: first.hint))
      }
    } catch {
      findings.add(.fault("standing", error))
    }
  }

  private func outbox(_ findings: inout Findings) {
    let folder = settings.outboxFolder
    guard Files.isFolder(folder), Files.isReadable(folder) else {
      return findings.add(
        .fault(
          "outbox", "outbox-unreadable", "\(folder) is not there, or this user may not read it",
          fix: "check outbox_folder in sender.conf, and that this user is in the outbox's group"))
    }
    do {
      let approved = try OutboxFolder(path: folder).approvedMessages().count
      // By the head that the agent signed: the ledger, which knows each message's hash, is not for this user.
      if let borough = try OutboxFolder(path: folder).borough() { _ = try OutboxFolder(path: folder).egressHead(borough: borough) }
      findings.add(.ok("outbox", "\(approved) approved message\(approved == 1 ? "" : "s")"))
    } catch {
      findings.add(.fault("outbox", .outbox(error)))
    }
    if !Files.isReadable(folder + "/identity.pub") {
      findings.add(
        .fault(
          "signing-key", "bad-identity-key", "\(folder)/identity.pub can't be read",
          fix: "\"borough-agent init\" writes it; enrolling needs it"))
    }
  }

  /// The sender must not be able to read what the agent knows, nor to write what an officer approves.
  private func separation(_ findings: inout Findings) {
    guard Files.isReadable(settings.outboxFolder) else { return }
    let agent = settings.outboxFolder + "/.."
    let open = ["ledger", "keys"].filter { Files.isFolder("\(agent)/\($0)") && Files.isReadable("\(agent)/\($0)") }
    guard open.isEmpty else {
      return findings.add(
        .warning(
          "separation", "agent-readable", "this user can read the agent's \(open.joined(separator: " and "))",
          fix: "run the sender as a user of its own: see \"Folders and users\" in agent/README.md"))
    }
    guard !Files.isWritable(settings.outboxFolder) else {
      return findings.add(
        .warning(
          "separation", "outbox-writable", "this user can write into the outbox",
          fix: "give the outbox to the agent's user, and mode 0750: the sender only reads it"))
    }
    let waiting = (try? OutboxFolder(path: settings.outboxFolder).readableWaiting()) ?? []
    guard waiting.isEmpty else {
      return findings.add(
        .warning(
          "separation", "waiting-readable", "this user can read \(waiting.count) of the messages that nobody has approved",
          fix: "the next \"borough-agent release\" or \"outbox approve\" closes them, as the agent's user"))
    }
    findings.add(.ok("separation", "ledger, keys and what waits are closed to this user, and the outbox is read only"))
  }

  /// Whatever the modes of files say.
  private func confinement(_ findings: inout Findings) {
    findings.add(
      settings.isConfined
        ? .ok("confinement", "the kernel keeps this program to the outbox, its own folders and the system's files")
        : .warning(
          "confinement", "not-confined", "this kernel has no Landlock: nothing but the modes of files keeps this program from others",
          fix: "Linux 5.13 or newer has it, unless it was switched off; otherwise see to the separation of users, or use the shipped unit"))
  }

  private func inbox(_ findings: inout Findings) {
    let folder = settings.inboxFolder
    // "send" makes it, in a folder that has to be there.
    guard Files.isWritable(Files.exists(folder) ? folder : settings.folder) else {
      return findings.add(
        .fault("inbox", "inbox-unwritable", "this user may not write to \(folder)", fix: "chown it to the sender's user"))
    }
    let names = (try? Files.list(folder + "/disputed")) ?? []
    if let note = names.first(where: { $0.hasSuffix(".out-of-step") }) {
      findings.add(.fault("inbox", .heldBack(note: "\(folder)/disputed/\(note)")))
    }
    let disputed = names.count { $0.hasSuffix(".receipt") }
    guard disputed == 0 else {
      return findings.add(
        .fault(
          "inbox", "disputed-receipts", "\(disputed) of the hub's receipts did not fit: \(folder)/disputed",
          fix: "show them to the hub's operator; once it is settled, move them away", exit: .hubMisbehaves))
    }
    findings.add(.ok("inbox", "\(folder) can be written"))
  }

  private func disk(_ findings: inout Findings) {
    let folder = Files.exists(settings.inboxFolder) ? settings.inboxFolder : settings.folder
    guard let free = Surroundings.freeBytes(folder) else { return }
    let megabytes = free >> 20
    findings.add(
      free >= Self.leastFreeBytes
        ? .ok("disk", "\(megabytes) MB free")
        : .fault("disk", "disk-full", "\(megabytes) MB free for receipts", fix: "make room on the disk of \(folder)"))
  }

  private func environment(_ findings: inout Findings) {
    guard settings.way.proxy == nil,
      let name = ["https_proxy", "HTTPS_PROXY"].first(where: { Surroundings.variable($0) != nil })
    else { return }
    findings.add(
      .warning(
        "environment", "proxy-not-set", "\(name) is set here, and sender.conf names no proxy",
        fix: "if this machine reaches the outside through that proxy only, set \"proxy\" in sender.conf"))
  }

  private func identity(_ findings: inout Findings) -> EnrolledIdentity? {
    let identity: EnrolledIdentity
    do {
      identity = try settings.identity()
    } catch {
      findings.add(.fault("certificate", error))
      return nil
    }
    let days = (identity.certificate.notAfter - SystemClock.now()) / 86_400
    let key = settings.identityFolder + "/tls.key"
    if (try? Files.isOpenToOthers(key)) != false {
      findings.add(
        .fault("certificate", "file-open-to-others", "\(key) can be read by every user", fix: "chmod 600 \(key)"))
    } else if days < 0 {
      findings.add(
        .fault(
          "certificate", "certificate-ended", "it ended \(-days) days ago by this machine's clock, which says \(Clock.text)",
          fix: "if the clock is right: \"borough-sender enrol --again\" and a telephone call to the hub's operator"))
    } else if days < Renewal.overdueDays {
      findings.add(.fault("certificate", .certificateEndsSoon(days: days)))
    } else {
      findings.add(.ok("certificate", "\(identity.name.uri), \(days) days left"))
    }
    return identity
  }
}

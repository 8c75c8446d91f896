import ArgumentParser
import Files
import Identity
import ReleaseProtocol
import Uplink

struct ContactsCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "contacts",
    abstract: "Every request that was ever made to the hub: when, which, how many bytes, their SHA-256, and its headers.",
    discussion: """
      From contacts.log in the inbox, whose lines hang together by their hashes; a line is written before its request is \
      sent, and says what may leave with it. KEPT is no request: the body of the one before, with the same SHA-256, stayed \
      here, for the hub did not want it. The hub cosigns the log's head at each contact that looks at its own. The exit code is 4 if a line was changed or \
      taken out, or the log is not the one that was cosigned. Name look-ups and TLS's own bytes are not in it.

      With --tiles FOLDER it writes what the hub has cosigned as static files (C2SP tlog-tiles), which anybody can check.
      """)

  @OptionGroup var options: CommonOptions
  @Option(help: "Write static files into this folder.") var tiles: String?

  func folders(_ settings: SenderSettings) -> [String] {
    [settings.identityFolder, settings.inboxFolder].filter(Files.exists) + (tiles.map { [$0] } ?? [])
  }

  func run(_ settings: SenderSettings) throws {
    if let tiles { return try settings.writeTiles(FolderFiles(tiles), json: options.json) }
    let contacts: [Contact]
    let cosigned: CosignedContacts?
    do {
      contacts = try ContactLog(inbox: settings.inboxFolder).contacts()
      cosigned = try settings.cosignedContacts()
    } catch { throw SenderFailure(error) }
    if options.json {
      return Voice.result(
        .array(
          contacts.map { contact in
            var members: [String: JSON] = [
              "sequence": .integer(Int64(contact.sequence)), "at": .integer(Int64(contact.at)),
              "method": .string(contact.method), "path": .string(contact.path), "to": .string(contact.to),
              "bodyBytes": .integer(Int64(contact.bodyBytes)), "bodySHA256": .string(contact.bodySHA256),
            ]
            members["headers"] = contact.headers.map { .array($0.map(JSON.string)) }
            return .object(members)
          }))
    }
    if contacts.isEmpty { return Voice.result("no request was ever made from here") }
    Voice.result(
      contacts.map { "\($0.sequence)  \($0.at)  \($0.to)  \($0.method) \($0.path)  \($0.bodyBytes) bytes  \($0.bodySHA256)\(Self.text($0.headers))" }
        .joined(separator: "\n"))
    // For people: beside the list, which programs read.
    if Terminal.isTerminal(.standardOutput) {
      Voice.result(
        cosigned.map { "the hub has cosigned the first \($0.entries) of these \(contacts.count), last at \(Clock.text($0.at))" }
          ?? "the hub has cosigned none of these \(contacts.count) yet")
    }
  }
}

extension ContactsCommand {
  fileprivate static func text(_ headers: [String]?) -> String {
    guard let headers, !headers.isEmpty else { return "" }
    return "  " + headers.joined(separator: "; ")
  }
}

extension SenderSettings {
  /// What the hub has cosigned of the log of contacts, if there is anything.
  fileprivate func cosignedContacts() throws(UplinkError) -> CosignedContacts? {
    try sendingWithCosigned()?.cosignedContacts()
  }

  private func sendingWithCosigned() throws(UplinkError) -> Sending? {
    guard identityFiles.isEnrolled, Files.exists(inboxFolder + "/hub-log/contacts-checkpoint") else { return nil }
    return try Sending(identity: identity(), inboxFolder: inboxFolder, way: way, retry: retry)
  }

  fileprivate func writeTiles(_ files: FolderFiles, json: Bool) throws(SenderFailure) {
    let done: (written: Int, entries: Int, key: String)?
    do { done = try sendingWithCosigned()?.publishContacts(to: files) } catch { throw SenderFailure(error) }
    guard let done else {
      throw SenderFailure(.wrongUse, "the hub has cosigned none of the contacts yet", hint: "\"borough-sender status\" has it do so")
    }
    if json {
      return Voice.result(
        .object([
          "entries": .integer(Int64(done.entries)), "filesWritten": .integer(Int64(done.written)), "key": .string(done.key),
        ]))
    }
    Voice.result("\(done.entries) entries in \(files.folder), \(done.written) files new\nkey \(done.key)")
  }
}

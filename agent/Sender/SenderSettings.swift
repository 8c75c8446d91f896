import Files
import Settings
import TLS
import Uplink

/// `sender.conf`: the three folders, and how patient to be. `agent/deploy/sender.conf` explains every key.
struct SenderSettings {
  /// Of the settings file.
  let folder: String
  let outboxFolder: String
  let inboxFolder: String
  let identityFolder: String
  let attempts: Int
  let way: Way
  /// Whether the kernel keeps this process to its folders: false where it has no Landlock, and until it was asked to.
  var isConfined = false

  static let keys: Set<String> = [
    "outbox_folder", "inbox_folder", "identity_folder", "attempts", "timeout_seconds", "proxy", "proxy_user",
    "proxy_password_file",
  ]

  var retry: RetryPolicy { RetryPolicy(attempts: attempts) }

  static func load(_ options: CommonOptions) throws(SenderFailure) -> SenderSettings {
    let file = options.settings ?? (options.home ?? ".") + "/sender.conf"
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    let settings: SenderSettings
    do {
      let isThere = options.home == nil || Files.exists(file)
      let bytes = isThere ? try Files.read(file, limit: 1 << 16) : []
      settings = try SenderSettings(SettingsFile(parsing: bytes, file: file, allowed: keys), folder: folder)
    } catch let error as FileError where error.code == "file-missing" {
      throw SenderFailure(
        .localFault, "no settings at \(file) (file-missing)",
        hint: "give --settings FILE, or --home DIR for a folder with outbox, inbox and identity in it")
    } catch {
      throw SenderFailure(.localFault, "\(error)")
    }
    try settings.requireOwnUser()
    return settings
  }

  /// Root, by mistake, would leave files that the sender's user can't write.
  private func requireOwnUser() throws(SenderFailure) {
    guard let path = [folder, identityFolder, inboxFolder].first(where: Files.isForRootAnothers) else { return }
    throw SenderFailure(
      .localFault, "\(path) belongs to another user, and root would leave files there that this user can't write (wrong-user)",
      hint: "run it as that user, for example \"sudo -u boroughwise-sender borough-sender …\"")
  }

  private init(_ file: SettingsFile, folder: String) throws {
    func path(_ key: String, default name: String) -> String {
      let given = file.optionalString(key) ?? name
      return given.hasPrefix("/") ? given : folder + "/" + given
    }
    self.folder = folder
    outboxFolder = path("outbox_folder", default: "outbox")
    inboxFolder = path("inbox_folder", default: "inbox")
    identityFolder = path("identity_folder", default: "identity")
    attempts = try file.optionalInt("attempts", in: 1...100) ?? 5
    way = Way(
      timeoutSeconds: try file.optionalInt("timeout_seconds", in: 1...600) ?? 30,
      proxy: try Proxy(file, folder: folder), software: softwareVersion)
  }
}

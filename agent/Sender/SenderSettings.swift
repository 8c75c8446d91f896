import Files
import Settings
import Uplink

/// `sender.conf`: the three folders, and how patient to be. Unknown keys are refused.
struct SenderSettings {
  let outboxFolder: String
  let inboxFolder: String
  let identityFolder: String
  let attempts: Int
  let timeoutSeconds: Int

  static let keys: Set<String> = ["outbox_folder", "inbox_folder", "identity_folder", "attempts", "timeout_seconds"]

  /// Every key with its meaning and default.
  static let sample = """
    # borough-sender settings. One key = value a line; unknown keys are refused.
    # Paths are absolute or relative to this file's folder.

    # The agent's outbox. Read, never written. Optional, default: outbox
    outbox_folder = outbox

    # Receipts of the hub are kept here. Optional, default: inbox
    inbox_folder = inbox

    # The sender's private key and certificate, and what it knows of the hub. Optional, default: identity
    identity_folder = identity

    # How often the same bytes are tried when the hub cannot be reached. Optional, 1 to 100, default: 5
    attempts = 5

    # Seconds for one try, from connecting to the last byte of the answer. Optional, 1 to 600, default: 30
    timeout_seconds = 30

    """

  var retry: RetryPolicy { RetryPolicy(attempts: attempts) }

  static func load(_ options: CommonOptions) throws(SenderFailure) -> SenderSettings {
    let file = options.settings ?? (options.home ?? ".") + "/sender.conf"
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    do {
      guard options.home == nil || Files.exists(file) else {
        return try SenderSettings(SettingsFile(parsing: [], file: file, allowed: keys), folder: folder)
      }
      let bytes = try Files.read(file, limit: 1 << 16)
      return try SenderSettings(SettingsFile(parsing: bytes, file: file, allowed: keys), folder: folder)
    } catch let error as FileError where error.code == "file-missing" {
      throw SenderFailure(
        .localFault, "no settings at \(file) (file-missing)",
        hint: "give --settings FILE, or --home DIR for a folder with outbox, inbox and identity in it")
    } catch {
      throw SenderFailure(.localFault, "\(error)")
    }
  }

  private init(_ file: SettingsFile, folder: String) throws {
    func path(_ key: String, default name: String) -> String {
      let given = file.optionalString(key) ?? name
      return given.hasPrefix("/") ? given : folder + "/" + given
    }
    outboxFolder = path("outbox_folder", default: "outbox")
    inboxFolder = path("inbox_folder", default: "inbox")
    identityFolder = path("identity_folder", default: "identity")
    attempts = try file.optionalInt("attempts", in: 1...100) ?? 5
    timeoutSeconds = try file.optionalInt("timeout_seconds", in: 1...600) ?? 30
  }
}

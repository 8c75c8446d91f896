internal import Cryptography
internal import Files
internal import ReleaseProtocol

/// `contacts.read` in the inbox: how far the log of contacts was read and found to hang together, so that a contact costs
/// the same after years of them.
///
/// It is believed where the line that it ends with still stands in that place, and what comes after follows from it. Each
/// line names the hash of the one before, so that is no other log. A line further back that was changed where it stands is
/// found when the whole is read: for each head that the hub cosigns, and by `borough-sender contacts`. Without this file,
/// or with one that does not fit, everything is read.
struct ContactCheckpoint: Equatable {
  /// So many lines may be behind it. Fewer only in a simulation, whose stories are shorter than years.
  @TaskLocal static var most = 256
  private static let largest = 1 << 10

  /// Whole lines, and their bytes with line feeds.
  var lines = 0
  var bytes = 0
  /// The last of them: bytes without its line feed, and hex SHA-256.
  var lastBytes = 0
  var last = String(repeating: "0", count: 64)

  private static func file(_ inbox: String) -> String { inbox + "/contacts.read" }

  /// Nil where there is none that can be read.
  init?(inbox: String) {
    guard let file = try? Files.read(Self.file(inbox), limit: Self.largest),
      let json = try? CanonicalJSON.decode(file), case .object(let members) = json, members.count == 4,
      case .integer(let lines)? = members["lines"], case .integer(let bytes)? = members["bytes"],
      case .integer(let lastBytes)? = members["last_bytes"], case .string(let last)? = members["last"],
      lines > 0, lastBytes > 0, bytes > lastBytes
    else { return nil }
    (self.lines, self.bytes, self.lastBytes, self.last) = (Int(lines), Int(bytes), Int(lastBytes), last)
  }

  /// Before the first line.
  init() {}

  func write(inbox: String) throws(FileError) {
    let json = JSON.object([
      "bytes": .integer(Int64(bytes)), "last": .string(last), "last_bytes": .integer(Int64(lastBytes)),
      "lines": .integer(Int64(lines)),
    ])
    try Files.writeDurably(CanonicalJSON.encode(json), to: Self.file(inbox), mode: 0o644)
  }

  /// Takes in the next line.
  mutating func add(_ line: [UInt8]) {
    lines += 1
    bytes += line.count + 1
    lastBytes = line.count
    last = Hex.encode(SHA256.hash(line))
  }
}

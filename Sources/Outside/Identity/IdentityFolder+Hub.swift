internal import Files
internal import ReleaseProtocol

/// What the folder holds of the hub: `hub.json`, and `hub-keys` once the hub has changed its keys.
extension IdentityFolder {
  private var hubFile: String { path + "/hub.json" }
  private var hubKeysFile: String { path + "/hub-keys" }

  /// Statements of another invitation's hub may be left between the two writes; they are passed over when read.
  func write(_ hub: Hub) throws(IdentityError) {
    try Self.wrapping { try Files.writeDurably(hub.canonicalBytes, to: hubFile, mode: 0o600) }
    try keep(hub.keys)
  }

  /// Keeps what the hub has signed of its keys.
  public func keep(_ keys: HubKeyring) throws(IdentityError) {
    guard !keys.statements.isEmpty || Files.exists(hubKeysFile) else { return }
    try Self.wrapping {
      try Files.writeDurably(Array(keys.statements.map { $0 + [10] }.joined()), to: hubKeysFile, mode: 0o600)
    }
  }

  /// Everything is verified again, from the invitation on.
  func readHub() throws(IdentityError) -> Hub {
    guard let hub = try? Hub(canonicalBytes: try read(hubFile)) else { throw .damaged(file: hubFile) }
    guard Files.exists(hubKeysFile) else { return hub }
    let lines = try Self.wrapping { try Files.read(hubKeysFile, limit: 1 << 22) }.split(separator: 10).map { Array($0) }
    guard let keys = try? hub.keys.following(lines) else { throw .damaged(file: hubKeysFile) }
    return hub.with(keys)
  }
}

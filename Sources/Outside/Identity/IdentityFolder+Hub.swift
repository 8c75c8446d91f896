internal import Files
internal import ReleaseProtocol

/// What the folder holds of the hub: `hub.json`, and `hub-keys` once the hub has changed its keys.
extension IdentityFolder {
  private var hubFile: String { path + "/hub.json" }
  private var hubKeysFile: String { path + "/hub-keys" }

  /// Statements of another invitation's hub may be left between the two writes; they are passed over when read.
  ///
  /// What was heard of the same hub before goes on to hold, as far as it follows from the newer invitation: by it receipts
  /// are known that were signed with keys which the hub has given up since.
  func write(_ hub: Hub) throws(IdentityError) {
    let heard = Files.exists(hubKeysFile) ? (try? statements()) ?? [] : []
    try Self.wrapping { try Files.writeDurably(hub.canonicalBytes, to: hubFile, mode: 0o600) }
    try keep((try? hub.keys.following(heard)) ?? hub.keys)
  }

  private func statements() throws(IdentityError) -> [[UInt8]] {
    try Self.wrapping { try Files.read(hubKeysFile, limit: 1 << 22) }.split(separator: 10).map { Array($0) }
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
    let lines = try statements()
    guard let keys = try? hub.keys.following(lines) else { throw .damaged(file: hubKeysFile) }
    return hub.with(keys)
  }
}

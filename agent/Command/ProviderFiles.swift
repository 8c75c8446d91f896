internal import Cryptography
internal import Files
internal import Ingest
internal import PublicData

/// The files that say where placements count, read in pieces: an extract of GIAS is about 60 MB.
struct ProviderFiles {
  let sectors: ProviderSectors
  /// SHA-256 of the providers' file; with a file of links, of the two files' hashes one after the other.
  let digest: [UInt8]

  init(_ settings: AgentSettings) throws(AgentFailure) {
    var reader = ProviderReader()
    var digest: [UInt8]
    var sectors: ProviderSectors
    do {
      digest = try Self.stream(settings.providersFile) { try reader.feed($0) }
      sectors = try reader.finish()
    } catch {
      throw AgentFailure(
        .localFault, "\(settings.providersFile): \(error)",
        hint: "providers_file is GIAS's edubasealldata or the list from the hub's operator; no record was read")
    }
    if let file = settings.providerLinksFile {
      var links = EstablishmentLinksReader()
      do {
        digest = SHA256.hash(try digest + Self.stream(file) { try links.feed($0) })
        sectors.add(try links.finish())
      } catch {
        throw AgentFailure(
          .localFault, "\(file): \(error)", hint: "provider_links_file is GIAS's links_edubasealldata; no record was read")
      }
    }
    (self.sectors, self.digest) = (sectors, digest)
    if let first = sectors.unread.first {
      Voice.note(
        "\(settings.providersFile): \(sectors.unread.count) cells or rows could not be read and are not used; the first: \(first)")
    }
  }

  /// - Returns: SHA-256 of the file.
  private static func stream(_ path: String, _ take: (Span<UInt8>) throws -> Void) throws -> [UInt8] {
    var hash = SHA256.Stream()
    try Files.stream(path) { piece in
      hash.update(piece)
      try take(piece)
    }
    return hash.finish()
  }
}

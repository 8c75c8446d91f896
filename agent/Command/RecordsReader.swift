internal import Cryptography
internal import Files
internal import Ingest

/// Reads the borough's records and says which data vintage they are.
struct RecordsReader {
  struct Reading {
    let ingested: Ingested
    var report: IngestReport { ingested.report }
    /// SHA-256 over every byte of every input file and of the list of providers, hex: the same files give the same.
    let vintage: String
  }

  let settings: AgentSettings

  init(_ settings: AgentSettings) { self.settings = settings }

  func read(folder: String) throws(AgentFailure) -> Reading {
    do {
      let providerBytes = try Files.read(settings.providersFile, limit: 64 << 20)
      let providers = try ProviderSectors(parsing: providerBytes)
      var digest = SHA256.Stream()
      digest.update(SHA256.hash(providerBytes))
      let ingested = try Ingest.read(folder: folder, providers: providers, borough: settings.laNumber) { bytes in
        digest.update(bytes)
      }
      return Reading(ingested: ingested, vintage: Hex.encode(digest.finish()))
    } catch let error as IngestError {
      throw AgentFailure(.recordsUnusable, "\(error)", hint: "\"borough-agent check\" lists what to mend")
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }
}

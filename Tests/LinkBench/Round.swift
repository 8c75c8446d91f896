import ArgumentParser
import Cryptography
import Files
import Identity
import PublicData
import ReleaseProtocol
import TestSupport
import Uplink

/// All boroughs send at the same time, again and again; between the rounds, as many bytes go over as many connections by
/// `floor`. Prints the medians.
///
/// Measured is, of each message, everything from the sender's look at its receipts to the hub's receipt on disk, by the
/// sender's own code: reading the receipts kept and verifying the latest, gzip, a synced line in the log of contacts, a new
/// connection, the head of the request, which asks the hub whether it wants the message, the message itself, and the
/// receipt, verified and synced. At the hub it is everything that a message causes: all checks with the forecast computed again, the transaction
/// synced, the log. Not measured: the making of messages, which is the agent's; the start of the sender's program, which
/// reads the identity and makes the settings of TLS; and what a run does once before its messages (the hub's keys, its
/// cosignature under the log of what may leave) and once after them (decisions, the hub's log). Each borough has a thread for its files, as it has a machine of its own; processors and disk are shared by
/// all boroughs and the hub.
struct Round: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round", abstract: "Rounds of all boroughs, in turns with the floor.",
    discussion: "Prints a line for each --each: milliseconds of a round, milliseconds of the floor, bytes of one message.")

  @Option(help: "Folder of invitations.") var invitations: String
  @Option(help: "Folder for the boroughs; must not exist.") var folder: String
  @Option(help: "The population file that the hub has.") var population: String
  @Option(
    parsing: .upToNextOption,
    help: "Messages of each borough in one round, one after the other, each over a new connection.") var each = [1]
  @Option(help: "Rounds that count; one more goes before.") var rounds = 5
  @Option(help: "The program floor.") var floor: String
  @Option(help: "The hub's chain, for floor.") var hubChain: String
  @Option(help: "The hub's key, for floor.") var hubKey: String
  @Option(help: "The hub's process: then processor time of a message, the senders' and the hub's, goes to standard error.")
  var hubProcess: Int?

  func run() async throws {
    let world = try World(population: population)
    var boroughs: [BenchBorough] = []
    try Files.makeFolder(folder)
    for name in try Files.list(invitations).sorted() where name.hasSuffix(".json") {
      boroughs.append(
        try await BenchBorough(invitation: invitations + "/" + name, folder: folder + "/" + name.dropLast(".json".count)))
    }
    guard let first = boroughs.first else { throw LinkBenchFailure("no invitations in \(invitations)") }
    try writePapers(of: first)
    var number = 0
    for each in each {
      var (ours, bare): ([Double], [Double]) = ([], [])
      var size = 0
      var spent = (senders: 0, hub: 0)
      for round in 0...rounds {
        let numbers = number..<(number + each)
        number += each
        let parcels = try boroughs.map { borough in try numbers.map { try borough.parcel($0, in: world) } }
        if size == 0 { size = try parcels[0][0].packed().count }
        let cost = try await cost(boroughs, parcels)
        let least = try bareSeconds(connections: boroughs.count * each, bytes: size)
        guard round > 0 else { continue }
        spent = (spent.senders + cost.senders, spent.hub + cost.hub)
        ours.append(cost.seconds)
        bare.append(least)
      }
      if hubProcess != nil {
        let messages = Double(boroughs.count * each * rounds)
        Terminal.writeError(
          "processor time a message, \(each) a round: senders \(Double(spent.senders) / messages) ms, "
            + "hub \(Double(spent.hub) / messages) ms\n")
      }
      Terminal.write("\(ours.sorted()[rounds / 2] * 1000) \(bare.sorted()[rounds / 2] * 1000) \(size)\n")
    }
  }

  /// Of one round: seconds on the wall, and processor time of the senders and of the hub in milliseconds.
  private func cost(
    _ boroughs: [BenchBorough], _ parcels: [[Parcel]]
  ) async throws -> (seconds: Double, senders: Int, hub: Int) {
    let clock = ContinuousClock()
    let runs = try zip(boroughs, parcels).map { borough, parcels in
      try (borough, parcels.map { (try borough.begin(), $0) }, OwnThread())
    }
    let before = (senders: ProcessFigures.processorMilliseconds(), hub: try hubMilliseconds())
    let time = try await clock.measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (borough, sendings, thread) in runs {
          group.addTask(executorPreference: thread) {
            for (sending, parcel) in sendings { try await borough.send(parcel, by: sending) }
          }
        }
        try await group.waitForAll()
      }
    }
    return (
      time / .seconds(1), ProcessFigures.processorMilliseconds() - before.senders, try hubMilliseconds() - before.hub)
  }

  /// Processor time of the hub, user and system; counted in hundredths of a second (proc(5), `stat`).
  private func hubMilliseconds() throws -> Int {
    guard let hubProcess else { return 0 }
    let text = String(decoding: try Files.read("/proc/\(hubProcess)/stat", limit: 1 << 12), as: UTF8.self)
    // Behind the program's name, which may hold anything.
    let words = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard words.count > 13, let user = Int(words[12]), let system = Int(words[13]) else {
      throw LinkBenchFailure("no figures of process \(hubProcess)")
    }
    return (user + system) * 10
  }

  private var root: String { folder + "/root.pem" }
  private var clientChain: String { folder + "/client-chain.pem" }
  private var clientKey: String { folder + "/client-key.pem" }

  private func writePapers(of borough: BenchBorough) throws {
    try Files.writeNew(borough.identity.chainPEM, to: clientChain)
    try Files.writeNew(borough.identity.key.pem, to: clientKey)
    try Files.writeNew(borough.identity.hub.rootCertificate, to: root)
  }

  private func bareSeconds(connections: Int, bytes: Int) throws -> Double {
    let result = try TestSupport.run(
      floor, ["round", hubChain, hubKey, root, clientChain, clientKey, "\(connections)", "\(bytes)"])
    guard result.exitCode == 0, let seconds = Double(result.standardOutput.prefix { $0 != "\n" }) else {
      throw LinkBenchFailure("floor: \(result.standardError)")
    }
    return seconds
  }
}

import ArgumentParser
import Files
import ReleaseProtocol

/// Boroughs that send one message after the other, while something else happens to the hub.
struct Submits: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submits", abstract: "How long single messages take, for some seconds.",
    discussion: "Prints one line: messages taken in, and milliseconds of the median, the 99th percentile and the longest.")

  @Option(help: "Folder of invitations.") var invitations: String
  @Option(help: "Folder for the boroughs; those that are there are used.") var folder: String
  @Option(help: "The population file that the hub has.") var population: String
  @Option(help: "How many boroughs.") var boroughs = 8
  @Option(help: "Seconds.") var seconds = 20
  @Option(help: "Number of the first message, each number once.") var first = 0

  func run() async throws {
    let world = try World(population: population)
    let end = ContinuousClock.now + .seconds(seconds)
    let names = try Files.list(invitations).sorted().filter { $0.hasSuffix(".json") }.prefix(boroughs)
    let times = try await withThrowingTaskGroup(of: [Double].self) { group in
      for name in names {
        let (invitation, place) = (invitations + "/" + name, folder + "/" + name.dropLast(".json".count))
        group.addTask { try await sendings(of: BenchBorough(invitation: invitation, folder: place), in: world, until: end) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }.sorted()
    guard !times.isEmpty else { throw LinkBenchFailure("nothing was sent") }
    func quantile(_ share: Double) -> Int { Int(times[min(times.count - 1, Int(share * Double(times.count)))] * 1000) }
    Terminal.write("\(times.count) \(quantile(0.5)) \(quantile(0.99)) \(quantile(1))\n")
  }

  private func sendings(of borough: BenchBorough, in world: World, until end: ContinuousClock.Instant) async throws -> [Double] {
    var times: [Double] = []
    var number = first
    while ContinuousClock.now < end {
      let parcel = try borough.parcel(number, in: world)
      number += 1
      times.append(try await ContinuousClock().measure { try await borough.send(parcel, by: borough.begin()) } / .seconds(1))
    }
    return times
  }
}

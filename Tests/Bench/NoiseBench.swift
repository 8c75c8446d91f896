import ArgumentParser
import Noise
import Randomness

/// Samples a second of the noise that every count gets, from the kernel's randomness, on one thread.
struct NoiseBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discrete-gaussian", abstract: "Discrete Gaussian samples of scale 10, against OpenDP.")

  @OptionGroup var output: ResultsOption
  @Option(help: "Samples a second of processor time that OpenDP reached.") var theirs: Double
  @Option(help: "Samples a repetition.") var count = 500_000
  @Option(help: "Repetitions.") var repeats = 7

  func run() throws {
    guard let variance = Rational(100, 1) else { throw BenchFailure("100 is no variance") }
    let sampler = try DiscreteGaussian(variance: variance)
    var kernel = KernelRandom()
    var rates: [Double] = []
    for round in 0...repeats {
      var samples: [Int64] = []
      let seconds = time(on: processorSeconds) { samples = sampler.samples(count, using: &kernel) }
      // Looked at, so that nothing is optimised away: the spread of true noise is within 5 % of 100.
      let spread = samples.reduce(0.0) { $0 + Double($1 * $1) } / Double(count)
      guard (95...105).contains(spread) else { throw BenchFailure("the samples' variance is \(spread), not 100") }
      if round > 0 { rates.append(Double(count) / seconds) }
    }
    try Figure(
      name: "discrete-gaussian", ours: median(rates), theirs: theirs, better: .larger, unit: "samples/s",
      versus: "OpenDP, scale 10, one thread"
    ).report(to: output.results)
  }
}

import Estimation

extension SystemDrift {
  /// What a future does to one borough: London's, from where the borough's window left the rates, and its own way beyond that.
  func boroughPath(_ path: Path, window: Window, _ source: inout SeededSource) -> Path {
    let (lag, steps) = (WindowLag(window), path.issuing.count)
    let start = Exponential.natural(lag.years * path.trend + lag.squares.squareRoot() * issuing * path.change)
    var own = path
    for (step, multiplier) in apart(steps: steps, lag: lag, &source).enumerated() {
      own.issuing[step] *= step == 0 ? 1 : start * multiplier
    }
    if boroughLeaving > 0 || boroughLeavingFrom18 > 0 {
      for (step, normal) in yearly(steps: steps, lag: lag, &source).enumerated() where step > 0 {
        own.leaving[step] *= Self.multiplier(boroughLeaving, normal, lag)
        own.leavingFrom18[step] *= Self.multiplier(boroughLeavingFrom18, normal, lag)
      }
    }
    own.needs = needs(path, lag: lag, &source)
    return own
  }

  /// Multipliers of one borough's new-plan rates beyond London's, by step, each of mean 1: boroughs drift apart, London
  /// does not move by it. Rates come from the flow years of a window, whose chance they carry, and lie behind the latest.
  private func apart(steps: Int, lag: WindowLag, _ source: inout SeededSource) -> [Double] {
    var variance = lag.own * boroughYear * boroughYear + lag.squares * boroughIssuing * boroughIssuing
    var level = variance.squareRoot() * source.normal()
    var path = [1.0]
    for step in 1..<max(steps, 1) {
      if step <= issuingYears {
        level += boroughIssuing * source.normal()
        variance += boroughIssuing * boroughIssuing
      }
      let year = boroughYear * source.normal()
      path.append(Exponential.natural(level + year - (variance + boroughYear * boroughYear) / 2))
    }
    return path
  }

  /// What each year has for itself, less what those of the window had: of variance 1 + `lag.own` at each step.
  private func yearly(steps: Int, lag: WindowLag, _ source: inout SeededSource) -> [Double] {
    let behind = lag.own.squareRoot() * source.normal()
    return (0..<steps).map { _ in behind + source.normal() }
  }

  /// Of mean 1.
  private static func multiplier(_ deviation: Double, _ normal: Double, _ lag: WindowLag) -> Double {
    Exponential.natural(deviation * normal - (1 + lag.own) * deviation * deviation / 2)
  }

  /// Logarithms of the weights of needs among the borough's new plans, step × need.
  private func needs(_ path: Path, lag: WindowLag, _ source: inout SeededSource) -> [Double] {
    guard !path.needs.isEmpty else { return [] }
    let steps = path.issuing.count
    let own = (lag.own * boroughNeedsYear * boroughNeedsYear + lag.squares * boroughNeeds * boroughNeeds).squareRoot()
    let start = path.needsChange.map { lag.squares.squareRoot() * needs * $0 + own * source.normal() }
    var weights = walk(steps: steps, from: start, boroughNeeds, &source)
    for place in weights.indices { weights[place] += path.needs[place] + boroughNeedsYear * source.normal() }
    return weights
  }
}

/// How far rates of a window lie behind those of its latest year.
private struct WindowLag {
  /// Mean age of the counts in years; sum over past changes of the squared part of each that the window has not; sum of the
  /// squared weights.
  private(set) var years = 0.0
  private(set) var squares = 0.0
  private(set) var own = 0.0

  init(_ window: Window) {
    var before = 0.0
    for weight in window.weights {
      let part = weight / Double(window.weights.count)
      own += part * part
      // Changes up to this year's: what came before it has not seen them.
      years += before
      squares += before * before
      before += part
    }
  }
}

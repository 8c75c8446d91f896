/// Random numbers from a seed, for simulations and bootstraps: the same on every machine.
///
/// Reproducible on purpose, so never a source of privacy noise: that comes from the operating system inside the boroughs'
/// agents. xoshiro256++ (Blackman, Vigna 2021), its state filled by SplitMix64; only integer operations, the four
/// operations, and square roots.
public struct SeededSource: Sendable {
  private var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64)
  private let ziggurat: Ziggurat
  let decay: Decay

  public init(seed: UInt64) { self.init(seed: seed, stream: []) }

  /// A source of its own for each stream of one seed: a simulation and a borough, say. What one takes does not change
  /// what another gives.
  public init(seed: UInt64, stream: [Int]) {
    var state = seed
    for number in stream { state = Self.mixed(state &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bitPattern: Int64(number)) }
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return Self.mixed(state)
    }
    (a, b, c, d) = (next(), next(), next(), next())
    ziggurat = .normal
    decay = .standard
  }

  private static func mixed(_ state: UInt64) -> UInt64 {
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  @inline(__always)
  public mutating func bits() -> UInt64 {
    let sum = a &+ d
    let result = ((sum << 23) | (sum >> 41)) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 45) | (d >> 19)
    return result
  }

  /// Uniform in 0..<1, 53 bits.
  @inline(__always)
  public mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }

  /// Mean 0, variance 1: Marsaglia and Tsang's ziggurat in Doornik's form (2005), 128 layers.
  public mutating func normal() -> Double {
    while true {
      let random = bits()
      let layer = Int(random & 127)
      let u = Double(random >> 11) * 0x1p-52 - 1
      if u.magnitude < ziggurat.ratios[layer] { return u * ziggurat.edges[layer] }
      if layer == 0 { return tail(isNegative: u < 0) }
      let x = u * ziggurat.edges[layer]
      let outer = Exponential.natural(-0.5 * (ziggurat.edges[layer] * ziggurat.edges[layer] - x * x))
      let inner = Exponential.natural(-0.5 * (ziggurat.edges[layer + 1] * ziggurat.edges[layer + 1] - x * x))
      if inner + uniform() * (outer - inner) < 1 { return x }
    }
  }

  /// Beyond the last layer: Marsaglia (1964).
  private mutating func tail(isNegative: Bool) -> Double {
    while true {
      let x = -Logarithm.natural(positive()) / Ziggurat.last
      let y = -Logarithm.natural(positive())
      if 2 * y >= x * x { return isNegative ? -(Ziggurat.last + x) : Ziggurat.last + x }
    }
  }

  /// Uniform in 0<...1.
  private mutating func positive() -> Double { 1 - uniform() }

  /// Mean and variance `shape`: Marsaglia, Tsang (2000).
  /// - Parameter shape: above 0.
  public mutating func gamma(_ shape: Double) -> Double {
    guard shape >= 1 else {
      let boost = Exponential.natural(Logarithm.natural(positive()) / shape)
      return gamma(shape + 1) * boost
    }
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let (v, u, square) = (root * root * root, positive(), x * x)
      if u < 1 - 0.0331 * square * square { return d * v }
      if Logarithm.natural(u) < 0.5 * square + d * (1 - v + Logarithm.natural(v)) { return d * v }
    }
  }

  /// Mean a / (a + b).
  /// - Parameters: both above 0.
  public mutating func beta(_ a: Double, _ b: Double) -> Double {
    let (x, y) = (gamma(a), gamma(b))
    return x + y > 0 ? x / (x + y) : (a > b ? 1 : 0)
  }
}

/// Layers of equal area under e^(−x²/2).
struct Ziggurat: Sendable {
  /// Where the tail begins, and the area of a layer.
  static let last = 3.442_619_855_899
  private static let area = 9.912_563_035_262_17e-3
  static let normal = Ziggurat()

  let edges: [Double]
  /// Of each layer's width the part that lies under the curve for sure.
  let ratios: [Double]

  private init() {
    func height(_ x: Double) -> Double { Exponential.natural(-0.5 * x * x) }
    var edges = [Self.area / height(Self.last), Self.last]
    while edges.count < 128 {
      let below = edges[edges.count - 1]
      edges.append((-2 * Logarithm.natural(Self.area / below + height(below))).squareRoot())
    }
    edges.append(0)
    self.edges = edges
    ratios = (0..<128).map { edges[$0 + 1] / edges[$0] }
  }
}

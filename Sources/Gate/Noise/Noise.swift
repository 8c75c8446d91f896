// Noise: exact integer noise, and the exact price of it.
//
// For: discrete Laplace and discrete Gaussian samples as defined by Canonne, Kamath and Steinke,
// "The Discrete Gaussian for Differential Privacy" (2020), arXiv:2004.00010, Algorithms 1 to 3 ("CKS" below),
// and the zero-concentrated price (rho) of a Gaussian sample.
// May assume: the generator handed in gives independent uniform 64-bit words. The product hands in `KernelRandom` (the
// kernel's getrandom, in blocks); tests hand in seeded ones.
// Never: uses floating point, knows a person or a table, reads a clock or a file, keeps a random word.
//
// The time a sample takes depends on its size. Callers draw all noise of a release in one go and publish no timings.

/// Why a number or a sampler could not be made. Carries parameters only, which are public; never a sample.
public enum NoiseError: Error, Equatable, CustomStringConvertible {
  /// A result that doesn't fit 64-bit numerator and denominator in lowest terms.
  case overflow(operation: String)
  case divisionByZero
  /// Not above zero, or outside `DiscreteGaussian.limit`.
  case badVariance(Rational)
  /// Not above zero, or outside `DiscreteLaplace.limit`.
  case badScale(Rational)
  /// A person's bound has to be above zero.
  case badBound(Int64)
  /// A price has to be above zero.
  case badRho(Rational)
  /// A number of quarters, or of stays, that a series does not have.
  case badSeries(quarters: Int)

  /// Stable name for scripts and logs.
  public var code: String {
    switch self {
    case .overflow: "noise-overflow"
    case .divisionByZero: "noise-division-by-zero"
    case .badVariance: "noise-bad-variance"
    case .badScale: "noise-bad-scale"
    case .badBound: "noise-bad-bound"
    case .badRho: "noise-bad-rho"
    case .badSeries: "noise-bad-series"
    }
  }

  public var description: String {
    switch self {
    case .overflow(let operation):
      "\(code): \(operation) leaves the range of exact 64-bit fractions; use a fraction with fewer digits"
    case .divisionByZero:
      "\(code): a fraction was divided by zero"
    case .badVariance(let variance):
      "\(code): variance \(variance) is not above zero with numerator and denominator up to \(DiscreteGaussian.limit)"
    case .badScale(let scale):
      "\(code): scale \(scale) is not above zero with numerator and denominator up to \(DiscreteLaplace.limit)"
    case .badBound(let bound):
      "\(code): one person's bound is \(bound); it has to be above zero"
    case .badRho(let rho):
      "\(code): rho is \(rho); it has to be above zero"
    case .badSeries(let quarters):
      "\(code): a series has 1 to \(SquareRootSeries.mostQuarters) quarters and at least one stay, not \(quarters)"
    }
  }
}

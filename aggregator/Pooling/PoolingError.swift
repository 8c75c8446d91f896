public import Forecasting
public import Marginals
public import ReleaseProtocol

/// Why no picture can be made. Names codes, plans and tables, never a count.
public enum PoolingError: Error, Equatable, CustomStringConvertible {
  case unsupportedPlan(missing: String)
  case unknownBorough(String)
  case repeatedBorough(String)
  case wrongBorough(sender: String)
  case badMessage(borough: String, WireError)
  case mixedPlans
  case missingPopulation(borough: String)
  case forecast(ForecastError)
  case tables(borough: String, MarginalError)
  case proposal(String)

  public var code: String {
    switch self {
    case .unsupportedPlan: "unsupported-plan"
    case .unknownBorough: "unknown-borough"
    case .repeatedBorough: "repeated-borough"
    case .wrongBorough: "wrong-borough"
    case .badMessage: "bad-message"
    case .mixedPlans: "mixed-plans"
    case .missingPopulation: "missing-population"
    case .forecast(let error): error.code
    case .tables(_, let error): error.code
    case .proposal: "bad-proposal"
    }
  }

  public var description: String {
    switch self {
    case .unsupportedPlan(let missing): "\(code): the plan has no table that pooling reads as \(missing)"
    case .unknownBorough(let borough): "\(code): \(borough) is not in the geography; check the register"
    case .repeatedBorough(let borough): "\(code): two messages of \(borough); hand over the one to be used"
    case .wrongBorough(let sender): "\(code): the message that \(sender) sent names another borough"
    case .badMessage(let borough, let error): "\(code): the message of \(borough) does not fit the plan: \(error)"
    case .mixedPlans: "\(code): messages name different texts of the plan; pool each plan on its own"
    case .missingPopulation(let borough): "\(code): the population file has no rows for \(borough); add them"
    case .forecast(let error): error.description
    case .proposal(let reason): "\(code): \(reason)"
    case .tables(let borough, let error): "tables of \(borough): \(error)"
    }
  }
}

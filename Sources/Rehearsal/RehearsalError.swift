import Glibc

/// Why the rehearsal stopped.
enum RehearsalError: Error, CustomStringConvertible {
  case cannotWrite(String, Int32)
  case unknownBorough(String)
  case unknownCollection(String)
  case unknownVariant(String)
  case unknownDefect(String)
  case notTruth(String)
  case notTables(String)
  /// Of the tables, and those of the truth.
  case unknownCensus(Int, [Int])

  var code: String {
    switch self {
    case .cannotWrite: "cannot-write"
    case .unknownBorough: "unknown-borough"
    case .unknownCollection: "unknown-collection"
    case .unknownVariant: "unknown-variant"
    case .unknownDefect: "unknown-defect"
    case .notTruth: "not-truth"
    case .notTables: "not-tables"
    case .unknownCensus: "unknown-census"
    }
  }

  var description: String {
    switch self {
    case .cannotWrite(let path, let number):
      "\(code): \(path): \(unsafe String(cString: strerror(number))); choose another --out or free some space"
    case .unknownBorough(let text):
      "\(code): \(text) is no London borough; give ONS codes such as E09000007, separated by commas, or all"
    case .unknownCollection(let text):
      "\(code): there is no return of \(text); give census years from 2023 to 2026, separated by commas"
    case .unknownVariant(let text):
      "\(code): \(text) is no variant; `rehearsal write --help` lists them"
    case .unknownDefect(let text):
      "\(code): \(text) is no defect that is planted; known are: \(Defects.allCodes.joined(separator: ", "))"
    case .notTruth(let path):
      "\(code): \(path) is not a truth that `rehearsal write` made; write the rehearsal again"
    case .notTables(let path):
      "\(code): \(path) has no list of headlines, or does not say of which census; fetch /tables.json from the "
        + "aggregator's web address"
    case .unknownCensus(let year, let known):
      "\(code): the tables are about January \(year), the truth about \(known.map { "\($0)" }.joined(separator: " and ")); "
        + "write the rehearsal again, with \(year) among --collections if there is a release plan about it"
    }
  }
}

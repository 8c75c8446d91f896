/// What failed in the library or was refused by us. Holds no byte of a key, certificate or message.
public struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Stable and in kebab case: "bad-key", "bad-certificate", "bad-request", "bad-name", "bad-days",
  /// "bad-signature", "library-failed".
  public let code: String
  /// What was being done, such as "read a certificate".
  public let operation: String
  /// Why: a sentence of ours or the library's fixed text for its error; may be empty.
  public let reason: String

  enum Code: String {
    case badKey = "bad-key"
    case badCertificate = "bad-certificate"
    case badRequest = "bad-request"
    case badName = "bad-name"
    case badDays = "bad-days"
    case badSignature = "bad-signature"
    case failed = "library-failed"
  }

  init(_ code: Code, _ operation: String, _ reason: String) {
    self.code = code.rawValue
    self.operation = operation
    self.reason = reason
  }

  public var description: String {
    "could not \(operation)\(reason.isEmpty ? "" : ": \(reason)"); \(advice) (\(code))"
  }

  private var advice: String {
    switch Code(rawValue: code) {
    case .badKey: "check that it is the right key, whole and not encrypted"
    case .badCertificate: "check that it is the right certificate, whole"
    case .badRequest: "make a new certificate request with this version of the program"
    case .badName: "correct the name"
    case .badDays: "choose another length of validity"
    case .badSignature: "sign again with \"ssh-keygen -Y sign\" and an Ed25519 key"
    case .failed, nil: "check the system's OpenSSL and free memory"
    }
  }
}

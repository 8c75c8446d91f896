public import Cryptography
public import Files

/// What is wrong with a name, a certificate or the folder that keeps them.
public enum IdentityError: Error, Equatable, CustomStringConvertible {
  case badName
  case noName
  case severalNames
  case otherDeployment
  case notEnrolled(folder: String)
  case alreadyEnrolled(folder: String)
  /// The certificate was issued for another key, name or purpose than asked for.
  case wrongCertificate(reason: String)
  case damaged(file: String)
  /// What the hub says of its keys does not follow from what was known of them.
  case badStatement(after: Int)
  case file(FileError)
  case cryptography(CryptographyError)

  public var code: String {
    switch self {
    case .badName: "identity-bad-name"
    case .noName: "identity-no-name"
    case .severalNames: "identity-several-names"
    case .otherDeployment: "identity-other-deployment"
    case .notEnrolled: "identity-not-enrolled"
    case .alreadyEnrolled: "identity-already-enrolled"
    case .wrongCertificate: "identity-wrong-certificate"
    case .damaged: "identity-damaged"
    case .badStatement: "hub-keys-forged"
    case .file(let error): error.code
    case .cryptography(let error): error.code
    }
  }

  public var description: String {
    switch self {
    case .badName: "the name is not of the form spiffe://<deployment>/agent/<borough> (\(code))"
    case .noName: "the certificate carries no agent's name (\(code))"
    case .severalNames: "the certificate carries more than one name (\(code))"
    case .otherDeployment: "the certificate is of another deployment (\(code))"
    case .notEnrolled(let folder): "there is no certificate in \(folder) (\(code))"
    case .alreadyEnrolled(let folder): "there is a certificate in \(folder) already (\(code))"
    case .wrongCertificate(let reason): "the hub issued a certificate that is not ours: \(reason) (\(code))"
    case .damaged(let file): "\(file) cannot be read as what it should be (\(code))"
    case .badStatement(let number):
      "what the hub says of its keys does not follow from statement \(number), which is held here (\(code))"
    case .file(let error): "\(error)"
    case .cryptography(let error): "\(error)"
    }
  }
}

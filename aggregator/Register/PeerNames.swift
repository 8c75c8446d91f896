import Geography
import Identity

/// Names in boroughs' certificates, with the faults of this module.
extension BoroughRegister {
  func name(of borough: String) throws -> String {
    try AgentName(deployment: deployment.name, borough: borough).uri
  }

  /// The borough that a certificate's URI names stand for, enrolled or not.
  public func borough(named uriNames: [String]) throws(RegisterFault) -> String {
    let name: AgentName
    do {
      name = try AgentName(uriNames: uriNames, deployment: deployment.name)
    } catch .otherDeployment {
      throw .peerOfOtherDeployment
    } catch {
      throw .noPeerName
    }
    guard let borough = geography.borough(code: name.borough) else { throw .unknownBorough }
    return borough.code
  }
}

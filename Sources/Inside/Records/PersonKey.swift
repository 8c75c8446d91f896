/// Stands for one child or young person of this borough, in all years.
///
/// Two records with equal keys are about the same person; everything the product protects is counted by
/// this key. The identifier inside (UPN, else ULN) cannot be read back outside this module.
public struct PersonKey: Hashable, Sendable, Silent {
  private let identifier: String

  public init(_ identifier: String) {
    self.identifier = identifier
  }

  /// By the bytes of the identifiers, so that the order does not depend on locale or hashing.
  static func inOrder(_ a: PersonKey, _ b: PersonKey) -> Bool {
    a.identifier.utf8.lexicographicallyPrecedes(b.identifier.utf8)
  }
}

import Vocabulary

/// What one establishment offers in one sector of specialist provision, as GIAS states it.
///
/// | sector | establishments | places: GIAS's |
/// |---|---|---|
/// | SS | state special schools | `SchoolCapacity` |
/// | IN | non-maintained and other independent special schools, not other independent schools | `SchoolCapacity` |
/// | OT | pupil referral units and other alternative provision | `SchoolCapacity` |
/// | RP | state mainstream schools that have them | `ResourcedProvisionCapacity` + `SenUnitCapacity` |
///
/// Pupils are `NumberOfPupils`, and in RP `ResourcedProvisionOnRoll` + `SenUnitOnRoll`.
struct SpecialistOffer: Sendable {
  let sector: Sector
  /// As far as stated.
  let places: Int
  /// Columns that should say how many places there are, and don't.
  let unstated: [String]
  let pupils: Int?
  /// A number of places of a kind that the establishment says it doesn't have: not counted.
  let isContradicted: Bool

  /// - Returns: nil for an establishment that is no specialist provision, and for types newer than our list.
  static func of(_ one: Establishment) -> SpecialistOffer? {
    guard let setting = one.type?.setting else { return nil }
    switch setting {
    case .specialMaintained, .specialAcademy, .specialFree, .specialIndependent, .specialNonMaintained, .alternativeMaintained,
      .alternativeAcademy, .alternativeFree:
      return SpecialistOffer(
        sector: setting.sector, places: one.capacity ?? 0, unstated: one.capacity == nil ? ["SchoolCapacity"] : [],
        pupils: one.pupils, isContradicted: false)
    case .mainstreamMaintained, .mainstreamAcademy, .mainstreamFree: return resourced(one)
    default: return nil
    }
  }

  /// Places count unless `TypeOfResourcedProvision` says that there are none of their kind.
  private static func resourced(_ one: Establishment) -> SpecialistOffer? {
    let kinds = [
      ("ResourcedProvisionCapacity", one.hasResourcedProvision, one.resourcedPlaces, one.resourcedPupils),
      ("SenUnitCapacity", one.hasSENUnit, one.unitPlaces, one.unitPupils),
    ]
    let own = kinds.filter { _, isStated, places, _ in isStated || one.hasProvision == nil && places ?? 0 > 0 }
    let isContradicted = one.hasProvision != nil && kinds.contains { _, isStated, places, _ in !isStated && places ?? 0 > 0 }
    guard !own.isEmpty || isContradicted else { return nil }
    let pupils = own.compactMap(\.3)
    return SpecialistOffer(
      sector: .resourced, places: own.reduce(0) { $0 + ($1.2 ?? 0) }, unstated: own.filter { $0.2 == nil }.map(\.0),
      pupils: pupils.isEmpty || pupils.count < own.count ? nil : pupils.reduce(0, +), isContradicted: isContradicted)
  }
}

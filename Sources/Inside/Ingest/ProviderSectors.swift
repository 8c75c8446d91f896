internal import Records
public import PublicData
internal import Vocabulary

/// Where DfE counts a placement.
struct Placed: Silent {
  let sector: Sector
  /// Nil where only the sector is known, or not even that.
  let setting: PublishedSetting?
  /// Whether a provider is named of whom it is known.
  var isKnown = false

  init(_ setting: PublishedSetting) { (sector, self.setting) = (setting.sector, setting) }
  /// Of a provider that nothing is known of but, perhaps, that the place is a resourced one.
  init(sector: Sector) { (self.sector, setting) = (sector, nil) }
}

/// One school or college, as far as placements need it. Packed small: an extract of GIAS holds 50,000.
struct Provider: Sendable, Equatable {
  enum Kind: Equatable {
    /// From our own list of providers.
    case sector(Sector)
    /// Code of a GIAS type; 0 for one that our list of types does not have.
    case type(UInt8)
  }

  /// Whether GIAS shows a SEN unit or resourced provision; nil where it does not say.
  enum Resourced: Equatable { case none, some }

  let kind: Kind
  var resourced: Resourced?
  /// Last day, as a day number.
  var closed: Int32 = .max
  var isClosed = false
  /// 0 for one that has none.
  var urn: Int32 = 0

  fileprivate var type: EstablishmentType? {
    if case .type(let code) = kind { EstablishmentType.of(code: Int(code)) } else { nil }
  }
  fileprivate var isUnexpected: Bool { type?.isUnexpected ?? false }

  /// SEN units and resourced provision are part of state mainstream schools; elsewhere the flags say nothing.
  func placed(senUnit: Bool, resourced: Bool) -> Placed {
    switch kind {
    case .sector(.mainstream) where senUnit || resourced: Placed(sector: .resourced)
    case .sector(let sector): Placed(sector: sector)
    case .type: Placed(type?.setting(senUnit: senUnit, resourced: resourced) ?? .otherSchools)
    }
  }
}

/// Where each provider's placements count, by URN and UKPRN: sectors from our own list of providers, DfE's settings from
/// an extract of GIAS.
///
/// A closed school keeps its own type: the placement was there. A URN that is not in the file is followed to its
/// successors where the links file has them. Names are not kept.
public struct ProviderSectors: Sendable {
  /// An extract of GIAS says settings; our own list sectors only.
  public let hasSettings: Bool
  private let byURN: NumberedProviders
  private let byUKPRN: NumberedProviders
  private var links: EstablishmentLinks?
  /// What of the files could not be read, by line; the providers of such rows may not be known.
  public internal(set) var unread: [String] = []

  /// Number of URNs and UKPRNs known.
  public var count: Int { byURN.count + byUKPRN.count }

  init(hasSettings: Bool, byURN: [Int: Provider], byUKPRN: [Int: Provider]) {
    (self.hasSettings, self.byURN, self.byUKPRN) = (hasSettings, NumberedProviders(byURN), NumberedProviders(byUKPRN))
  }

  public mutating func add(_ links: EstablishmentLinks) {
    self.links = links
    unread += links.faults.faults.map { "links file, \($0)" }
  }

  /// - Parameters:
  ///   - entry: day number of the placement's first day.
  ///   - age: on the 31 August before, which divides those in no education; nil if unknown.
  ///   - note: gets the rules about providers that the fields break; their shape is checked elsewhere.
  func placed(_ fields: SettingFields, entry: Int = .min, age: Int?, note: (Rule) -> Void) -> Placed {
    let (unit, resourced) = (fields.unit == .yes, fields.resourced == .yes)
    let unknown = Placed(sector: unit || resourced ? .resourced : .other)
    guard fields.namesProvider else {
      if let setting = senSettings[fields.setting] {
        let isSchoolAge = age.map(Self.compulsoryAges.contains) ?? false
        return Placed(isSchoolAge && setting == .notInEducationOther ? .notInEducationSchoolAge : setting)
      }
      if fields.isEmpty { note(.placementWithoutSetting) }
      return unknown
    }
    if let provider = provider(fields, note) {
      if provider.isUnexpected { note(.providerUnexpected) }
      if unit || resourced, provider.resourced == Provider.Resourced.none { note(.unitNotInRegister) }
      if Int(provider.closed) < entry { note(.providerClosed) }
      var placed = provider.placed(senUnit: unit, resourced: resourced)
      placed.isKnown = true
      return placed
    }
    // A provider of the register of learning providers that is no establishment of GIAS.
    if isRegistered(fields) {
      var placed = Placed(.registeredProvider)
      placed.isKnown = true
      return placed
    }
    note(.unknownProvider)
    return unknown
  }

  private func isRegistered(_ fields: SettingFields) -> Bool {
    hasSettings && fields.registerNumber != nil && !(fields.urn.map(SettingFields.isURN) ?? false)
  }

  private func provider(_ fields: SettingFields, _ note: (Rule) -> Void) -> Provider? {
    if let urn = fields.urn, SettingFields.isURN(urn) {
      if let known = byURN[urn] { return known }
      if let successor = successor(urn) {
        note(.successorFollowed)
        return successor
      }
    }
    guard let ukprn = fields.registerNumber, let known = byUKPRN[ukprn] else { return nil }
    // Colleges and specialist post-16 institutions are returned by UKPRN.
    if hasSettings, fields.urn == nil, known.placed(senUnit: false, resourced: false).sector != .furtherEducation {
      note(.urnExpected)
    }
    return known
  }

  /// Of several successors the first, provided that they all count alike.
  private func successor(_ urn: Int) -> Provider? {
    let found = (links?.followed(from: urn) { byURN[$0] != nil } ?? []).compactMap { byURN[$0] }
    guard let first = found.first, found.allSatisfy({ $0.kind == first.kind }) else { return nil }
    return first
  }

  /// Compulsory school age, as DfE's tables divide those in no education.
  private static let compulsoryAges = 5...15
}

extension SettingFields {
  /// A number that has the shape of a URN or UKPRN, in either field.
  fileprivate var namesProvider: Bool { urn.map(Self.isURN) ?? false || registerNumber != nil }

  /// The UKPRN, which is also met in the field for the URN.
  fileprivate var registerNumber: Int? {
    if let ukprn, Self.isUKPRN(ukprn) { return ukprn }
    return urn.flatMap { Self.isUKPRN($0) ? $0 : nil }
  }
}

/// SEN2 items 4.7c and 5.7c, for settings without URN and UKPRN.
private let senSettings: [Code: PublishedSetting] = {
  var settings: [Code: PublishedSetting] = [:]
  for code in ["OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"] {
    settings[Code(code)] = PublishedSetting(senSetting: code, schoolAge: false)
  }
  return settings
}()

// Pooling: what the boroughs' released tables say about London and its parts.
//
// Pure functions of signed messages that the intake has already accepted: no store, no clock, no network, and no
// way to ask a borough for more. Groups are sums over the boroughs that sent something; a missing borough is not
// estimated, it shows in the coverage. Released counts are never clipped or rounded: a figure may be negative, and
// its standard error says so. Errors speak of privacy noise only, not of mistakes in returns.

public import Geography
public import PublicData
public import ReleaseProtocol

/// London, its five sub-regions, inner and outer London, from one release plan.
public struct LondonPicture: Sendable {
  public let geographyID: String
  public let source: PictureSource
  /// In the geography's order: London first.
  public let groups: [GroupPicture]

  /// - Parameters:
  ///   - plan: that figures are made by.
  ///   - others: plans about the same by which some of the messages may have been made.
  ///   - messages: at most one for each borough of the geography; `borough` is the authenticated sender. May be empty.
  ///   - population: January populations of every borough that sent a message, from two years before the census to
  ///     the end of the forecast.
  ///   - published: DfE's tables of the same January, to which the noised ones are fitted; nil for the noised ones alone.
  ///   - waiting: boroughs with a message that is in no figure until a person has decided; the picture says how many.
  ///   - elsewhere: boroughs whose latest message is about another January.
  ///   - draws: how often the noise is drawn anew for the forecast's standard error, at least 2. Forty fix it to
  ///     about a tenth of itself.
  ///   - seed: same inputs and seed, same picture.
  /// - Throws: what is wrong with plan, messages or population; then there is no picture at all.
  public init(
    plan: ReleasePlan, others: [ReleasePlan] = [], messages: [(borough: String, message: ReleaseMessage)],
    population: PopulationFile, geography: Geography, published: PublishedTotals? = nil, waiting: Int = 0,
    elsewhere: BoroughsElsewhere = .none, draws: Int = 40, seed: UInt64 = 1
  ) throws(PoolingError) {
    let layouts = try PlanLayouts(plan, others: others)
    let layout = layouts.main
    var tables: [String: BoroughTables] = [:]
    for (borough, message) in messages {
      guard geography.borough(code: borough) != nil else { throw .unknownBorough(borough) }
      guard tables[borough] == nil else { throw .repeatedBorough(borough) }
      tables[borough] = try BoroughTables(
        borough: borough, message: message, layout: layouts.layout(of: message), published: published)
    }
    let received = tables.values.sorted { $0.borough < $1.borough }
    source = try PictureSource(
      plan: plan, messages: messages.map(\.message),
      published: published.map { totals in
        .init(sha256: totals.sha256, boroughs: received.map { .init(borough: $0.borough, use: $0.published.use) })
      },
      waiting: waiting, elsewhere: elsewhere, draws: draws, seed: seed)
    geographyID = geography.id

    let sums = tables.mapValues { BoroughSums($0) }
    let bands = try ForecastBands(
      tables: received, layout: layout, population: population, groups: geography.groups, draws: max(2, draws),
      seed: seed)
    groups = geography.groups.map { group in
      let present = group.members.filter { sums[$0] != nil }
      let coverage = Coverage(received: present.count, members: group.members.count)
      var sum = BoroughSums.zero
      for code in present { if let part = sums[code] { sum.add(part) } }
      guard !present.isEmpty else { return GroupPicture(group: group, coverage: coverage, figures: nil) }
      let forecast = bands.rows(of: group.id, coverage: coverage)
      return GroupPicture(
        group: group, coverage: coverage,
        figures: GroupFigures(sum, layout: layout, forecast: forecast, coverage: coverage))
    }
  }

  /// - Throws: what stops a picture from being made by this plan.
  public static func require(_ plan: ReleasePlan) throws(PoolingError) { _ = try PlanLayout(plan) }

  /// Whether messages by the two plans can stand behind the same figures.
  public static func joins(_ one: ReleasePlan, _ other: ReleasePlan) -> Bool {
    guard let one = try? PlanLayout(one), let other = try? PlanLayout(other) else { return false }
    return one.joins(other)
  }

  public func group(_ id: String) -> GroupPicture? { groups.first { $0.group.id == id } }
}

/// One group of boroughs.
public struct GroupPicture: Sendable {
  public let group: Group
  public let coverage: Coverage
  /// Nil while no member has sent anything.
  public let figures: GroupFigures?
}

/// How many boroughs stand at another January than a picture is about. A year goes by borough by borough.
public struct BoroughsElsewhere: Sendable, Equatable {
  /// Those that have sent about an earlier January only: in no figure.
  public let earlier: Int
  /// Those that have sent about a later one, whether or not about this one too.
  public let later: Int

  public static let none = BoroughsElsewhere(latest: [:], census: 0)

  /// - Parameter latest: year of the latest census that a borough's messages are about, by borough.
  public init(latest: [String: Int], census: Int) {
    (earlier, later) = (latest.values.count { $0 < census }, latest.values.count { $0 > census })
  }
}

/// What a picture was made from, so that anyone can make it again.
public struct PictureSource: Sendable, Equatable {
  public let planID: String
  public let censusYear: Int
  /// Hex SHA-256 that every message by the plan names; nil without such messages.
  public let planSHA256: String?
  /// Other plans that some messages were made by, with their hashes, by id.
  public let otherPlans: [OtherPlan]
  /// Population files that the boroughs' own forecasts used, ascending.
  public let populationSHA256: [String]
  /// Borough to release, by borough.
  public let releases: [Release]
  /// Of which boroughs DfE's published totals are used; nil if there are no such tables here.
  public let published: Published?
  /// Boroughs with a message in quarantine.
  public let waiting: Int
  public let elsewhere: BoroughsElsewhere
  public let draws: Int
  public let seed: UInt64

  public struct OtherPlan: Sendable, Equatable {
    public let id: String
    public let sha256: String
  }

  public struct Release: Sendable, Equatable {
    public let borough: String
    public let release: String
  }

  public struct Published: Sendable, Equatable {
    public struct Borough: Sendable, Equatable {
      public let borough: String
      public let use: PublishedUse
    }
    /// Of DfE's files, hex.
    public let sha256: [String]
    /// Those in the picture, by code.
    public let boroughs: [Borough]

    public var notUsed: [Borough] { boroughs.filter { $0.use != .used } }
  }

  init(
    plan: ReleasePlan, messages: [ReleaseMessage], published: Published? = nil, waiting: Int = 0,
    elsewhere: BoroughsElsewhere = .none, draws: Int, seed: UInt64
  ) throws(PoolingError) {
    let hashes = try PlanLayouts.hashes(messages)
    planID = plan.id
    censusYear = plan.censusYear
    planSHA256 = hashes[plan.id]
    otherPlans = hashes.filter { $0.key != plan.id }.sorted { $0.key < $1.key }.map { OtherPlan(id: $0, sha256: $1) }
    populationSHA256 = Set(messages.map(\.populationSHA256)).sorted()
    releases = messages.map { Release(borough: $0.borough, release: $0.release) }.sorted { $0.borough < $1.borough }
    self.published = published
    self.waiting = waiting
    self.elsewhere = elsewhere
    self.draws = draws
    self.seed = seed
  }
}

// How periods, ages and groups of published tables are named in reports.

extension PublishedPeriod: CustomStringConvertible {
  /// `January 2025` or `2024`.
  public var description: String {
    switch self {
    case .january(let year): "January \(year)"
    case .calendarYear(let year): "\(year)"
    }
  }
}

extension PublishedAges {
  /// `7`, `0 to 2` or `unknown`.
  var name: String {
    switch self {
    case .ages(let ages) where ages.count == 1: "\(ages.lowerBound)"
    case .ages(let ages): "\(ages.lowerBound) to \(ages.upperBound)"
    case .unknown: "unknown"
    }
  }
}

extension PublishedBreakdown: CustomStringConvertible {
  /// `everybody`, `age 7`, `age at start 20 to 25`, `setting neet`, …
  public var description: String {
    switch self {
    case .everybody: "everybody"
    case .age(let ages): "age \(ages.name)"
    case .ageAtStart(let ages): "age at start \(ages.name)"
    case .ageWhenCeased(let ages): "age when ceased \(ages.name)"
    case .sex(let sex): "sex \(sex.rawValue)"
    case .years(let years): "years \(years.name)"
    case .setting(let setting): "setting \(setting.rawValue)"
    case .settingGroup(let group): "settings \(group.column ?? group.rawValue)"
    case .other(let topic, let group): "\(topic): \(group)"
    }
  }
}

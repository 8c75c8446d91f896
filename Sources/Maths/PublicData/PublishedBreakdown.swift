/// The group of people within an area that a row is about.
public enum PublishedBreakdown: Hashable, Sendable {
  case everybody
  case age(PublishedAges)
  case ageAtStart(PublishedAges)
  case ageWhenCeased(PublishedAges)
  case sex(PublishedSex)
  /// Whole years for which the plan has been in place, or was held; 0 is under a year.
  case years(PublishedAges)
  case setting(PublishedSetting)
  case settingGroup(PublishedSettingGroup)
  /// Anything else, such as ethnicity: topic and group as printed, in lower case.
  case other(topic: String, group: String)

  /// What the group divides people by, so that groups of one family add up.
  public enum Family: Hashable, Sendable {
    case everybody, age, ageAtStart, ageWhenCeased, sex, years, setting, settingGroup
    case other(String)
  }

  public var family: Family {
    switch self {
    case .everybody: .everybody
    case .age: .age
    case .ageAtStart: .ageAtStart
    case .ageWhenCeased: .ageWhenCeased
    case .sex: .sex
    case .years: .years
    case .setting: .setting
    case .settingGroup: .settingGroup
    case .other(let topic, _): .other(topic)
    }
  }
}

/// Sex as returned; `unknown` also where none was.
public enum PublishedSex: String, CaseIterable, Sendable { case female, male, unknown }

/// An age, an age band, or unknown. "20 and over" ends at 25, the last age at which a plan can be held.
public enum PublishedAges: Hashable, Sendable {
  case ages(ClosedRange<Int>)
  case unknown

  /// Reads `age 7`, `Aged 7`, `7`, `age 2 and under`, `under 3`, `Age 5 to 10`, `age 20 and over`, `12 or more`,
  /// `1 or less`, `Less than a year`, `Age unknown`. The text must be in lower case.
  init?(label: String) {
    if label.hasSuffix("unknown") {
      self = .unknown
      return
    }
    if label == "less than a year" || label == "under a year" {
      self = .ages(0...0)
      return
    }
    let numbers = label.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    guard let first = numbers.first, numbers.count <= 2, numbers.allSatisfy({ $0 <= 120 }) else { return nil }
    switch (numbers.count, label) {
    case (2, let text) where text.contains(" to ") && first <= numbers[1]: self = .ages(first...numbers[1])
    case (1, let text) where text.hasPrefix("under ") && first > 0: self = .ages(0...(first - 1))
    case (1, let text) where text.hasSuffix("and under") || text.hasSuffix("or less"): self = .ages(0...first)
    case (1, let text) where (text.contains("and over") || text.contains("or more") || text.hasSuffix("+")) && first <= 25:
      self = .ages(first...25)
    case (1, _): self = .ages(first...first)
    default: return nil
    }
  }
}

extension PublishedBreakdown {
  /// The rows of the tables since 2023. Both texts in lower case.
  init(topic: String, group: String) {
    let read: PublishedBreakdown? =
      switch topic {
      case let topic where topic.hasPrefix("all ") || topic == "new ehc plans": .everybody
      case let topic where topic.contains("age") && topic.contains("plan start"):
        PublishedAges(label: group).map { .ageAtStart($0) }
      case let topic where topic.hasPrefix("age") && topic.contains("ceased"):
        PublishedAges(label: group).map { .ageWhenCeased($0) }
      case let topic where topic.hasSuffix(" age") || topic.hasPrefix("age "): PublishedAges(label: group).map { .age($0) }
      case let topic where topic.hasPrefix("years "): PublishedAges(label: group).map { .years($0) }
      case "sex": PublishedSex(rawValue: group).map { .sex($0) }
      case "type of placement", "setting":
        PublishedSettingLabels.setting(group).map { .setting($0) }
          ?? PublishedSettingLabels.group(group).map { .settingGroup($0) }
      default: nil
      }
    self = read ?? .other(topic: topic, group: group)
  }

  /// The rows of the 2022 layout by age band. In lower case.
  init(age label: String) {
    if label == "total" {
      self = .everybody
    } else if let ages = PublishedAges(label: label) {
      self = .age(ages)
    } else {
      self = .other(topic: "age", group: label)
    }
  }

  /// The rows of the 2022 layout by establishment group and type; a group's total has the type "Total". In lower case.
  init(establishment group: String, type: String) {
    switch (group, type) {
    case ("total", "total"): self = .everybody
    case (let label, "total"):
      self = PublishedSettingLabels.group(label).map { .settingGroup($0) } ?? .other(topic: label, group: "total")
    default:
      self = PublishedSettingLabels.setting(type).map { .setting($0) } ?? .other(topic: group, group: type)
    }
  }
}

/// How one of DfE's files is laid out: which counts, which rows, which columns.
struct DfELayout {
  /// Of the file, after `dfe_<year>_` and before `.csv`.
  let name: String
  let counts: KeyPath<CollectionCounts, Tally>
  let period: DfEPeriod
  let topics: [Topic]
  let columns: [Figure]
  /// Of collections up to 2023, where a column counted otherwise.
  var columnsTo2023: [Figure]?

  func columns(collection year: Int) -> [Figure] { year <= 2023 ? columnsTo2023 ?? columns : columns }
}

/// What the first column of a row says for a collection.
enum DfEPeriod {
  /// `202425`, `Academic year`: the January of collection 2025.
  case january
  /// `2024`, `Calendar year`: the year before the January of collection 2025.
  case calendarYear
  /// `202425`, `Calendar year`: as the 2025 release prints a calendar year in one of its tables.
  case calendarYearAsSchoolYear

  func text(collection year: Int) -> String {
    let schoolYear = "\(year - 1)\(String(year).suffix(2))"
    return switch self {
    case .january: "\(schoolYear),Academic year"
    case .calendarYear: "\(year - 1),Calendar year"
    case .calendarYearAsSchoolYear: "\(schoolYear),Calendar year"
    }
  }
}

/// One family of rows.
struct Topic {
  let title: String
  let dimension: Dimension
  let groups: [(label: String, members: [Int])]

  static func all(_ title: String) -> Topic { Topic(title: title, dimension: .everybody, groups: [(title, [0])]) }

  static let sex = Topic(title: "Sex", dimension: .sex, groups: [("Female", [0]), ("Male", [1]), ("Unknown", [2])])

  /// `under 3`, `age 3` to `age 25`.
  static let ages = Topic(
    title: "Child or young persons age", dimension: .academicAge,
    groups: [("under 3", Array(0...2))] + (3...25).map { ("age \($0)", [$0]) })

  /// `age 2 and under`, `age 3` to `age 19`, `age 20 and over`.
  static func openAges(_ title: String, _ dimension: Dimension, word: String = "age") -> Topic {
    Topic(
      title: title, dimension: dimension,
      groups: [("\(word) 2 and under", Array(0...2))] + (3...19).map { ("\(word) \($0)", [$0]) } + [
        ("\(word) 20 and over", Array(20...Dimension.oldest))
      ])
  }

  static let yearsInPlace = Topic(
    title: "Years EHC plan in place", dimension: .years,
    groups: [("Less than a year", [0])] + (1...11).map { ("\($0)", [$0]) } + [("12 or more", Array(12...Dimension.oldest))])
  static let yearsHeld = Topic(
    title: "Years plan held", dimension: .years,
    groups: [("Under a year", [0]), ("1 year", [1])] + (2...11).map { ("\($0) years", [$0]) } + [
      ("12 years and over", Array(12...Dimension.oldest))
    ])
}

/// One column: its name, and its text from the counts of a row by class.
struct Figure {
  let name: String
  let text: ([Int]) -> String

  static func sum(_ name: String, _ classes: [Int]) -> Figure {
    Figure(name: name) { counts in String(classes.reduce(0) { $0 + counts[$1] }) }
  }

  /// A percentage with one decimal, halves up, as DfE prints it: `24.4`, `25`, `0`.
  static func share(_ name: String, _ classes: [Int], of all: [Int]) -> Figure {
    Figure(name: name) { counts in
      let (part, whole) = (classes.reduce(0) { $0 + counts[$1] }, all.reduce(0) { $0 + counts[$1] })
      let tenths = whole == 0 ? 0 : (2000 * part + whole) / (2 * whole)
      return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
  }

  /// A column that was not collected in the years that the rehearsal has.
  static func unavailable(_ name: String) -> Figure { Figure(name: name) { _ in "x" } }
}

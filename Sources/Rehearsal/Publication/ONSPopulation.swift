import Geography
import Vocabulary

/// Population and births of the fictional London in the layouts of the Office for National Statistics (ONS).
///
/// The numbers are those of `population.csv` before they become January values, to the whole person. No layout has a
/// place for a remark: names of areas say fictional, and where there is no name the file's name does.
struct ONSPopulation {
  let boroughs: [Borough]
  let january: January

  private static let estimates = 2013...2024
  private static let projections = 2025...2041

  func write(to folder: Folder) throws {
    try folder.write(estimates(), to: "ons_population_long_fictional.csv")
    try folder.write(projections(), to: "ons_population_wide_fictional.csv")
    try folder.write(births(), to: "ons_births_fictional.csv")
    try folder.write(children(), to: "ons_children_0to17_fictional.csv")
  }

  /// Mid-year estimates by single year of age, a row each.
  private func estimates() -> Bytes {
    var text = Bytes()
    text.add("mid_year,ons_code,name,age,population\n")
    for year in Self.estimates {
      for (place, borough) in boroughs.enumerated() {
        for age in AcademicAge.range {
          text.add("\(year),\(borough.code),\(borough.name) (fictional),\(age),\(people(year, place, age))\n")
        }
      }
    }
    return text
  }

  /// Projections, a column for each year, persons beside women and men.
  private func projections() -> Bytes {
    var text = Bytes()
    let years = Self.projections.map { String($0) }
    text.add("AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,\(years.joined(separator: ","))\r\n")
    for (place, borough) in boroughs.enumerated() {
      for sex in Sex.allCases {
        for age in AcademicAge.range {
          text.add("\(borough.code),\(borough.name) (fictional),Population,\(sex.rawValue),\(age)")
          for year in Self.projections { text.add(",\(sex.part(of: people(year, place, age)))") }
          text.add("\r\n")
        }
      }
    }
    return text
  }

  /// By sex, of the twelve months that end at mid-year: about as many as are then under one.
  private func births() -> Bytes {
    var text = Bytes()
    text.add("\"GSS.Code\",\"Sex\",\"Age\",\"Year\",\"Births\"\n")
    for (place, borough) in boroughs.enumerated() {
      for (sex, code) in [(Sex.females, "F"), (.males, "M")] {
        for year in Self.estimates {
          text.add("\"\(borough.code)\",\"\(code)\",0,\(year),\(sex.part(of: people(year, place, 0)))\n")
        }
      }
    }
    return text
  }

  /// Children in one number, as DfE prints them beside its own figures.
  private func children() -> Bytes {
    var text = Bytes()
    text.add("\(DfE2022Area.columns),age_group,population_estimate\r\n")
    for year in Self.estimates {
      for (place, borough) in boroughs.enumerated() {
        let count = (0...17).reduce(0) { $0 + people(year, place, $1) }
        text.add("\(year),Reporting year,\(DfE2022Area.of(borough)),Children aged 0 to 17 years,\(count)\r\n")
      }
    }
    return text
  }

  private func people(_ year: Int, _ borough: Int, _ age: Int) -> Int {
    Int((january.middleYears[year]?[borough][age] ?? 0) + 0.5)
  }

  private enum Sex: String, CaseIterable {
    case persons, females, males

    func part(of people: Int) -> Int {
      let males = (51 * people + 50) / 100
      return switch self {
      case .persons: people
      case .males: males
      case .females: people - males
      }
    }
  }
}

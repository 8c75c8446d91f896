import Geography
import Vocabulary

/// The draft as a file that `forecast --places` reads, and what a person has to know of it.
extension PlacesDraft {
  /// Comments, the header, a row for each borough, sector, phase and change.
  public var text: String {
    let table = rows.flatMap { key, years in
      years.map { "\(key.code),\(key.sector.code),\(key.phase.code),\($0.year),\($0.places)" }
    }
    return (comments.map { "# " + $0 } + [PlacesFile.header.joined(separator: ",")] + table).map { $0 + "\n" }.joined()
  }

  /// No commas or quotation marks: a spreadsheet would put them in quotation marks and the line were no comment.
  private var comments: [String] {
    var lines = ["Places by borough and sector and phase from a January on. Programs read it: forecast --places."]
    if places.isFictional { lines.append("REHEARSAL: fictional schools") }
    lines += [
      "Source: GIAS (DfE). Extract \(source.extract)\(source.made.map { " of \($0.iso)" } ?? " of a day that is not known"). "
        + "Establishments that were open on \(places.day.iso) by the borough in which they lie.",
      "SS: state special schools. IN: non-maintained and other independent special schools without other independent schools. "
        + "SchoolCapacity of each.",
      "RP: resourced provision and SEN units of state mainstream schools: ResourcedProvisionCapacity and SenUnitCapacity.",
    ]
    if sectors.contains(.other) {
      lines.append(
        "OT: pupil referral units and other alternative provision: SchoolCapacity. Most of their pupils have no plan; and most "
          + "plans of OT are not in alternative provision.")
    }
    lines += [
      "Phases: the places of an establishment go to the academic ages from StatutoryLowAge to the year before "
        + "StatutoryHighAge (EY 0-3 PRI 4-10 SEC 11-15 P16 16-18 P19 19-25) as plans of its sector did in London in January 2025. "
        + "Plans a year of age in these phases: \(sectors.map(Self.shares).joined(separator: "; ")).",
      "A row is the sum of what is stated. Change rows and add others where you know better.",
    ]
    return lines + plannedLines + gaps.map { "Not in the rows: \($0)" } + gapsOfBoroughs.map { "Of these: \($0)" }
  }

  private static func shares(_ sector: Sector) -> String {
    sector.code + PhaseShares.plansPerAge(sector).reduce("") { $0 + " \($1)" }
  }

  private var plannedLines: [String] {
    guard let file = source.planned else { return ["No planned places."] }
    var lines = ["Planned places: \(Self.count(planned, "row")) of \(file) from their Januaries on."]
    if plannedBefore > 0 {
      lines.append("Not added: \(Self.count(plannedBefore, "row")) of Januaries up to \(places.day.year): the extract shows them.")
    }
    return lines
  }

  /// What rows do not hold, for a person to look into. Without commas.
  public var gaps: [String] {
    var lines: [String] = []
    let silent = geography.boroughs.filter { !places.boroughs.contains($0.code) }.map(\.code)
    if !silent.isEmpty {
      let codes = silent.joined(separator: " ")
      lines.append("\(Self.count(silent.count, "borough")) of which the extract has no establishment: \(codes)")
    }
    if places.ofUnknownType > 0 {
      lines.append("\(Self.count(places.ofUnknownType, "establishment")) of a type that this program does not know")
    }
    return lines + places.unreadLines
      + sectors.flatMap { sector in Self.gaps(places.tally(places.boroughs, sector)).map { "\(sector.code): \($0)" } }
  }

  private var gapsOfBoroughs: [String] {
    geography.boroughs.flatMap { borough in
      sectors.flatMap { sector in
        Self.gaps(places.tally([borough.code], sector)).map { "\(borough.code) \(sector.code): \($0)" }
      }
    }
  }

  private static func gaps(_ tally: SpecialistPlaces.Tally) -> [String] {
    var lines: [String] = []
    if tally.withoutPlaces > 0 {
      let columns = tally.unstated.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: " and ")
      lines.append(
        "\(tally.withoutPlaces) of \(tally.establishments) establishments do not state all their places (empty: \(columns))")
    }
    if tally.withoutAges > 0 {
      lines.append(
        "\(count(tally.placesWithoutAges, "place")) of \(count(tally.withoutAges, "establishment")) without StatutoryLowAge and "
          + "StatutoryHighAge that can be")
    }
    if tally.contradicted > 0 {
      lines.append(
        "\(count(tally.contradicted, "establishment")) with a number for a kind of provision that it says it does not have")
    }
    return lines
  }

  private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension SpecialistPlaces {
  /// What of the extract could not be read, without commas.
  public var unreadLines: [String] {
    let shown = unread.prefix(20).map(\.description)
    let rest = unread.count - shown.count
    return shown + (rest > 0 ? ["\(rest) more cells or rows of the extract that could not be read"] : [])
  }
}

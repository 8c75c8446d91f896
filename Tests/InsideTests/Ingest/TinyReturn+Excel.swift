import TestSupport
import Vocabulary

/// The two Excel shapes of a return.
extension TinyReturn {
  private typealias Cell = TinyWorkbook.Cell

  static let sections = [
    "Header Record", "Person Record", "Requests Records", "Assessments Records", "Named Plan Records",
    "Plan Detail Records", "Active Plan Records", "Placement Detail Records", "SEN Need Records",
  ]

  /// DfE's data-entry template: one sheet, tables stacked; headings with line breaks and remarks.
  var template: TinyWorkbook {
    let person = "Person ID\n\n(This must match the relevant ID in the Person record table)"
    let request = "Requests record ID\n\n(This must match the relevant ID in the Requests table)"
    let setting = [
      "URN - Unique Reference Number", "UKPRN - UK Provider Reference Number", "SEN Setting – Establishment type",
      "SEN Setting - Other", "Placement Rank (1=Primary, 2=Secondary)",
    ]
    let units = ["SEN Unit Indicator", "Resourced Provision Indicator"]
    let la = "LA\n(From Header Record)"
    let headings: [[String]] = [
      ["Collection Name", "Year", "Reference Date", "Source Level", "LA Number", "Date & Time \n(ccyy-mm-ddThh:mm:ss)"],
      [
        "Person ID\n\n(This must be a unique ID for each Person record)", la, "Surname", "Forename",
        "Date of Birth \n(ccyy-mm-dd)", "Sex", "Post Code", "UPN - Unique Pupil Number",
        "ULN - Young Persons Unique Learner Number",
      ],
      [
        "Requests record ID\n\n(This must be a unique ID for each Requests record)", la, person,
        "Date request was received", "Source of request for an EHC needs assessment", "Initial Request Whilst In RYA", "Request Outcome",
      ],
      [person, la, request, "Assessment Outcome - Decision to issue EHC plan"],
      [person, request, la, "EHC Plan Start Date", "Residential Settings", "Date EHC plan ceased", "Reason EHC plan ceased"],
      [person, request, la] + setting + units,
      [person, la, request, "EHC Plan transferred in from another LA during calendar year"],
      [person, request, la] + setting + ["Placement Start Date", "Placement Leaving Date"] + units,
      [person, request, la, "SEN Type of Need", "SEN Type of Need rank  (1=Primary, 2=Secondary)"],
    ]
    let filled = TinyWorkbook.Cell.number(lea + ".0")
    var tables = excelTables(dates: false)
    // The columns of the template that `excelTables` leaves out.
    func insert(_ cell: TinyWorkbook.Cell, _ table: Int, at place: Int) {
      for row in tables[table].indices { tables[table][row].insert(cell, at: place) }
    }
    for (table, place) in [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 1), (7, 2), (8, 2)] {
      insert(filled, table, at: place)
    }
    var rows: [[TinyWorkbook.Cell]] = [[.text("SEN2 Person Level Census")], [.inline("fictional; Person Record below")], []]
    for (index, title) in Self.sections.enumerated() {
      rows.append([.text(title)])
      rows.append([.text("Record Type")] + headings[index].map { .text($0) })
      for row in tables[index] { rows.append([.text(title)] + row) }
      // Rows that are ready to be filled in, then two empty ones.
      if index > 0 { rows.append([.text(title), .blank, filled].prefix(1) + []) }
      rows += [[], []]
    }
    return TinyWorkbook(sheets: [("Guidance", [[.text("fictional")]]), ("Data Entry Template", rows)])
  }

  /// A supplier's workbook: a sheet per module, no header.
  var modules: TinyWorkbook {
    let setting = ["urn", "ukprn", "sensetting", "sensettingother", "placementrank"]
    let units = ["senunitindicator", "resourcedprovisionindicator"]
    let keys = ["persontableid", "requeststableid"]
    let headings: [[String]] = [
      ["persontableid", "surname", "forename", "personbirthdate", "sex", "postcode", "upn", "uniquelearnernumber"],
      ["requeststableid", "persontableid", "receiveddate", "rquestsource", "rya", "requestoutcome"],
      keys + ["assessmentoutcome"], keys + ["startdate", "planres", "ceasedate", "ceasereason"], keys + setting + units,
      keys + ["transferla"], keys + setting + ["entrydate", "leavingdate"] + units, keys + ["sentype", "sentyperank"],
    ]
    let names = [
      "Person", "Requests", "Assessments", "Named Plan", "Plan Detail", "Active Plan", "Placement Detail", "SEN Need",
    ]
    let tables = excelTables(dates: true).dropFirst()
    return TinyWorkbook(
      sheets: zip(zip(names, headings), tables).map { ($0.0, [$0.1.map { .inline($0) }] + $1) }, hasBuiltInFormat: true)
  }

  /// Rows of the nine modules. Ids as floats.
  ///
  /// - Parameter dates: days as dates of Excel; else as texts.
  private func excelTables(dates: Bool) -> [[[TinyWorkbook.Cell]]] {
    var tables = [[[TinyWorkbook.Cell]]](repeating: [], count: 9)
    func day(_ text: String) -> Cell {
      let parts = text.split(separator: "-").compactMap { Int($0) }
      guard dates, parts.count == 3, let date = CalendarDate(year: parts[0], month: parts[1], day: parts[2]) else {
        return value(text)
      }
      return .day(date.dayNumber)
    }
    func value(_ text: String) -> Cell {
      if text.isEmpty { return .blank }
      return Int(text) != nil ? .number(text + ".0") : .text(text)
    }
    tables[0] = [[.text("SEN2"), value(year), day(self.day), .text("L"), value(lea), .number("45702.5")]]
    var request = 0
    for (index, child) in children.enumerated() {
      let person = Cell.number("\(index + 1).0")
      tables[1].append([
        person, .text(child.surname), .inline(child.forename), day(child.birth), .text("F"), .text(child.postcode),
        child.upn.isEmpty ? .blank : .text(child.upn), value(child.uln),
      ])
      for plan in child.plans {
        request += 1
        let id = Cell.number("\(request).0")
        tables[2].append([id, person, day(plan.received), .number("1.0"), .number("0.0"), .text("H")])
        if !plan.start.isEmpty {
          tables[3].append([person, id, .text("H")])
          tables[4].append([person, id, day(plan.start), .blank, day(plan.cease), value(plan.ceaseReason)])
          tables[5].append([person, id, .number("100001.0"), .blank, .blank, .blank, .number("1.0"), .boolean(false)])
        }
        guard plan.hasActivePlan else { continue }
        tables[6].append([person, id, value(plan.transferLA)])
        for p in plan.placements {
          tables[7].append([
            person, id, value(p.urn), value(p.ukprn), value(p.setting), .blank, value(p.rank), day(p.entry),
            day(p.leaving), value(p.unit), value(p.resourced),
          ])
        }
        for (type, rank) in plan.needs { tables[8].append([person, id, value(type), value(rank)]) }
      }
    }
    return tables
  }
}

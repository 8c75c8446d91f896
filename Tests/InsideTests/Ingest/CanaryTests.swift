import Ingest
import Records
import TestSupport
import Testing

/// Planted values travel through success and failure and never come out in words.
@Suite struct CanaryTests {
  static let surname = "Quillfeather"
  static let forename = "Zephyrine"
  static let postcode = "QX7 7XQ"
  static let upn = "Q770077007700"
  static let uln = "7711223344"
  static let birth = "2011-07-23"
  static let needles = [surname, forename, postcode, upn, uln, birth, "2011-Jul-23", "QX7", "7700", "23/07/2011"]

  static let child = TinyReturn.Child(
    upn: upn, uln: uln, birth: birth, surname: surname, forename: forename, postcode: postcode)

  static func expectSilence(_ ingested: Ingested, _ place: SourceLocation = #_sourceLocation) {
    var dumped = ""
    dump(ingested, to: &dumped)
    dump(ingested.roll.persons, to: &dumped)
    let report = ingested.report
    let spoken = [
      report.text, report.json, report.html(title: "Check", nextStep: "none"), "\(report)", "\(ingested)", String(reflecting: ingested), "\(report.findings)", dumped,
    ]
    for text in spoken {
      for needle in needles {
        #expect(!text.lowercased().contains(needle.lowercased()), sourceLocation: place)
      }
    }
  }

  @Test func aGoodReadingSaysNothing() throws {
    for tiny in try TinyFolder.bothShapes([TinyReturn(children: [Self.child])]) {
      let ingested = try tiny.read()
      #expect(ingested.roll.persons.count == 1)
      Self.expectSilence(ingested)
    }
  }

  @Test(arguments: DefectTests.xmlDefects.map(\.0))
  func aRefusedReturnSaysNothing(code: String) throws {
    for (_, xml) in DefectTests.xmlDefects where !xml.isEmpty {
      let planted = xml.replacing("X900000000001", with: Self.upn).replacing("Fictional<", with: Self.surname + "<")
        .replacing("Child<", with: Self.forename + "<").replacing("ZZ1 1ZZ", with: Self.postcode)
        .replacing("2011-03-09", with: Self.birth)
      Self.expectSilence(try TinyFolder(["r.xml": planted]).read())
    }
  }

  /// Values where no value belongs: the parser's own messages would quote them.
  @Test(arguments: [
    "<\(upn)>", "&\(surname);", "</\(surname)>", "<a \(surname)=\(upn)>", "<?\(surname) \(upn)",
    "<!DOCTYPE \(surname)>", "<![CDATA[\(upn)", "]]>",
  ])
  func markupMadeOfValuesSaysNothing(markup: String) throws {
    let xml = TinyReturn(children: [Self.child]).xml
    for point in ["<Surname>", "<UPN>", "<Message>", "</Person>"] {
      let ingested = try TinyFolder(["r.xml": xml.replacing(point, with: point + markup)]).read()
      Self.expectSilence(ingested)
      #expect(ingested.isBalanced)
    }
  }

  @Test func badValuesAreNotQuoted() throws {
    var child = Self.child
    child.plans = [
      TinyReturn.Plan(
        received: Self.surname, start: Self.birth, cease: Self.forename, transferLA: Self.upn,
        placements: [TinyReturn.Placement(urn: Self.upn, setting: Self.forename, rank: Self.uln, entry: Self.surname)],
        needs: [(Self.surname, Self.uln), (Self.upn, "1")])
    ]
    let swapped = TinyReturn.Child(upn: Self.surname, uln: Self.forename, birth: Self.upn)
    for tiny in try TinyFolder.bothShapes([TinyReturn(children: [child, swapped, Self.child])]) {
      try tiny.write(
        Array(
          "\(FinanceTests.heading)\(Self.upn),\(Self.surname),,,\(Self.birth),\(Self.forename),\(Self.upn),\(Self.surname),x,y\n"
            .utf8), "f.csv")
      let ingested = try tiny.read()
      #expect(ingested.isBalanced)
      #expect(ingested.report.rowsListed > 0)
      Self.expectSilence(ingested)
    }
  }

  @Test func aFileNameCannotSteerATerminalOrBreakJSON() throws {
    let ingested = try TinyFolder(["a\u{1B}[2J\"\\\n.xml": "<x/>"]).read()
    #expect(!ingested.report.text.contains("\u{1B}"))
    #expect(ingested.report.json.contains(#""a\u001b[2J\"\\\u000a.xml""#))
  }
}

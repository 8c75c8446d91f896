import Ingest
import Records
import Testing
import Vocabulary

/// Case management systems put a code's description behind it, or in its place.
@Suite struct NeedTextTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan

  /// As GIAS and DfE's guides print them, and as people write them.
  static let texts: [(String, Need)] = [
    ("ASD - Autistic Spectrum Disorder", .asd), ("Autistic Spectrum Disorder", .asd), ("autism spectrum disorder", .asd),
    ("Autism", .asd), ("ASD: autism", .asd), ("Autistic Spectrum Disorder (ASD)", .asd), ("ASD \u{2013} Autistic Spectrum Disorder", .asd),
    ("SpLD - Specific Learning Difficulty", .spld), ("Specific Learning Difficulties", .spld),
    ("MLD - Moderate Learning Difficulty", .mld), ("SLD - Severe Learning Difficulty", .sld),
    ("PMLD - Profound and Multiple Learning Difficulty", .pmld), ("Profound & Multiple Learning Difficulties", .pmld),
    ("SEMH - Social, Emotional and Mental Health", .semh), ("Social, emotional and mental health needs", .semh),
    ("SLCN - Speech, language and Communication", .slcn), ("Speech, Language and Communication Needs", .slcn),
    ("HI - Hearing Impairment", .hi), ("VI - Visual Impairment", .vi), ("Vision Impairment", .vi),
    ("MSI - Multi-Sensory Impairment", .msi), ("Multi Sensory Impairment", .msi), ("PD - Physical Disability", .pd),
    ("OTH - Other Difficulty/Disability", .oth), ("Other Difficulty/Disability", .oth), ("DS - Down Syndrome", .oth),
    ("Down's syndrome", .oth), ("Down\u{2019}s Syndrome", .oth), ("ASD - diagnosed by the clinic", .asd), ("semh", .semh),
  ]

  @Test(arguments: ["xml", "blade", "template"]) func aDescribedNeedIsThatNeed(shape: String) throws {
    let children = Self.texts.enumerated().map { number, text in
      Child(upn: "X90000000\(1_000 + number)", plans: [Plan(needs: [(shape == "blade" ? "\"\(text.0)\"" : text.0.replacing("&", with: shape == "xml" ? "&amp;" : "&"), "1")])])
    }
    let ingested = try TinyReturn(children: children).folder(shape).read()
    #expect(Set(ingested.codes).isSubset(of: ["census-day-derived"]), "\(ingested.report.text)")
    for (number, text) in Self.texts.enumerated() {
      let person = ingested.roll.persons.first { $0.key == PersonKey("UX90000000\(1_000 + number)") }
      #expect(person?.presences.last?.need == text.1, "\(text.0)")
    }
  }

  /// Two needs in one field, a word before the code, or words that are no need: it is said, and nothing is guessed.
  @Test(arguments: [
    "MLD and ASD", "ASD/MLD", "ASD - Moderate Learning Difficulty", "possible ASD", "not ASD", "Learning Difficulty", "Autism and ADHD",
    "SEN support", "Hearing", "ASD ASD MLD", "Speech", "N/A - none", "MLD - ASD",
  ])
  func whatIsNotOneNeedIsUnknown(text: String) throws {
    let ingested = try ReturnTests.read([TinyReturn(children: [Child(upn: "X900000000001", plans: [Plan(needs: [(text, "1")])])])])
    #expect(ingested.codes == ["unknown-need"] && ingested.finding("unknown-need")?.count == 1, "\(ingested.report.text)")
  }

  /// Other coded fields with what the code means behind it are read as the code.
  @Test func labelsOfOtherCodesAreNoOthers() throws {
    let plain = TinyReturn(children: [
      Child(upn: "X900000000001", plans: [Plan(cease: "2024-06-30", placements: [.init(setting: "EHE")])]),
      Child(upn: "X900000000002"),
    ])
    let labelled = plain.xml.replacing("<SENSetting>EHE<", with: "<SENSetting>EHE - Elective home education<")
      .replacing("<CeaseReason>6<", with: "<CeaseReason>6: no longer wishes to engage<")
      .replacing("Outcome>H<", with: "Outcome>H (historical)<").replacing("<RequestSource>1<", with: "<RequestSource>1 = parent<")
    #expect(labelled != plain.xml)
    let (one, other) = (try TinyFolder(["r.xml": plain.xml]).read(), try TinyFolder(["r.xml": labelled]).read())
    #expect(one.codes == other.codes && one.roll == other.roll && other.codes.isEmpty, "\(other.report.text)")
    // Words alone are no code.
    let words = try TinyFolder(["r.xml": plain.xml.replacing("Outcome>H<", with: "Outcome>Historical<")]).read()
    #expect(words.codes.contains("unknown-request-outcome"))
  }
}

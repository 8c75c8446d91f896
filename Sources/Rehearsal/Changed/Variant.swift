/// A way in which the same return arrives when another system or person had it in hand. What it says does not change.
enum Variant: String, CaseIterable {
  case plain
  case lowerCase = "lower-case"
  case upperCase = "upper-case"
  /// Work-based learning under its other name, WPB for WBP; `rquestsource` for `requestsource`.
  case otherNames = "other-names"
  case daysWithSlashes = "days-slashes"
  case daysWithDots = "days-dots"
  case daysWithTime = "days-time"
  case daysInDigits = "days-digits"
  case daysInWords = "days-words"
  /// `3-Sep-19`.
  case daysShort = "days-short"
  case daysAsNumbers = "days-numbers"
  case flagsInWords = "flags-words"
  case flagsYesNo = "flags-yes-no"
  case flagsAsFloats = "flags-floats"
  case flagsInDigits = "flags-digits"
  /// Identifiers as floats (900001.0); in workbooks, which have floats anyway, as texts.
  case numbers
  case byteOrderMark = "byte-order-mark"
  /// CRLF in XML, LF in CSV.
  case otherLineEnds = "line-ends"
  case oneLine = "one-line"
  case quoted
  /// In Windows-1252, with names that need it.
  case windows1252 = "windows-1252"
  case extraColumns = "extra-columns"
  case reversedColumns = "reversed-columns"
  /// DfE's numbers before or behind the names of items, as in "1.5 UPN".
  case itemNumbers = "item-numbers"
  /// Titles above the headings, sheets the other way round and named like "Module 1 - Person".
  case moduleTitles = "module-titles"
  case shuffledRows = "shuffled-rows"
  case renamed
  case subFolders = "sub-folders"
  case withoutPlanDetail = "without-plandetail"
  /// Spaces around and within UPNs.
  case spacedUPNs = "spaced-upns"
  /// SEN2 inside Message, and a namespace.
  case wrapped

  /// What each shape can be spelled in.
  func suits(_ shape: Shape) -> Bool {
    switch self {
    case .plain, .daysWithSlashes, .daysWithDots, .daysInDigits, .daysInWords, .daysShort, .flagsInWords, .flagsYesNo,
      .numbers, .shuffledRows, .renamed, .subFolders, .spacedUPNs:
      true
    case .otherNames, .lowerCase, .upperCase, .extraColumns: shape != .template
    case .daysWithTime, .byteOrderMark, .otherLineEnds, .windows1252, .flagsAsFloats:
      shape == .xml || shape == .blade
    case .flagsInDigits, .quoted: shape == .blade
    case .reversedColumns: shape == .blade || shape == .modules
    case .withoutPlanDetail: shape != .xml
    case .daysAsNumbers, .itemNumbers: shape == .template || shape == .modules
    case .moduleTitles: shape == .modules
    case .oneLine, .wrapped: shape == .xml
    }
  }

  func style(_ shape: Shape) -> SpellingStyle {
    var style = SpellingStyle()
    switch self {
    case .plain, .shuffledRows, .spacedUPNs: break
    case .lowerCase: style.names = .lower
    case .upperCase: style.names = .upper
    case .otherNames:
      style.renamed = [
        "planwbp": "planwpb", "wbp": "wpb", "requestsource": "rquestsource", "res": "RES", "postcode": "PostCode",
      ]
    case .daysWithSlashes: style.days = .slashes
    case .daysWithDots: style.days = .dots
    case .daysWithTime: style.days = .withTime
    case .daysInDigits: style.days = .compact
    case .daysInWords: style.days = .words
    case .daysShort: style.days = .short
    case .daysAsNumbers: style.days = .numbers
    case .flagsInWords: style.flags = .words
    case .flagsYesNo: style.flags = .yesAndNo
    case .flagsAsFloats: style.flags = .floats
    case .flagsInDigits: style.flags = .digits
    case .numbers: style.hasOtherNumbers = true
    case .byteOrderMark: style.hasByteOrderMark = true
    case .otherLineEnds: style.lineEnd = shape == .xml ? "\r\n" : "\n"
    case .oneLine: style.lineEnd = ""
    case .quoted: style.isQuoted = true
    case .windows1252: style.isWindows1252 = true
    case .extraColumns: style.hasExtraColumns = true
    case .reversedColumns: style.isReversed = true
    case .itemNumbers: style.hasItemNumbers = true
    case .moduleTitles: style.hasModuleTitles = true
    case .renamed: style.path = { Self.renamed($0) }
    case .subFolders: style.path = { "SEN2 returns/\($0.contains("2024") ? "last year" : "this year")/" + $0 }
    case .withoutPlanDetail: style.withoutPlanDetail = true
    case .wrapped: style.root = ("<Message xmlns=\"urn:fictional\"><SEN2>", "</SEN2></Message>")
    }
    return style
  }

  /// Changes of single texts.
  func change(_ element: inout ReturnElement) {
    guard self == .spacedUPNs || self == .windows1252 else { return }
    for place in element.children.indices {
      let upn = element.children[place]["upn"]
      switch self {
      case .spacedUPNs where !upn.isEmpty && place % 3 == 0: element.children[place]["upn"] = " \(upn) "
      case .spacedUPNs where !upn.isEmpty: element.children[place]["upn"] = "\(upn.prefix(4)) \(upn.dropFirst(4))"
      case .windows1252: element.children[place]["surname"] += "-Élan\u{2019}s"
      default: break
      }
    }
  }

  /// A name that somebody gave the file.
  private static func renamed(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    let file = parts.last ?? path
    let year = path.contains("2023") ? 2023 : path.contains("2024") ? 2024 : path.contains("2025") ? 2025 : 2026
    if file.hasSuffix(".csv"), let module = file.dropLast(4).split(separator: "_").last {
      return "Copy of SEN2 \(year) final/\(module.uppercased()) (1).CSV"
    }
    return "Copy of SEN2 \(year) final (2).\(file.hasSuffix(".xml") ? "XML" : "xlsx")"
  }
}

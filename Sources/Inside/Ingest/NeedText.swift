extension Span where Element == UInt8 {
  /// A need: its code (SEN2 item 5.8a), its code with a description, or its description alone, as GIAS and case management
  /// systems print it: "ASD - Autistic Spectrum Disorder". Of two needs in one field neither is taken.
  var needCode: Code {
    let code = code
    let range = trimmed
    // Nearly all of them.
    guard range.count > 4, range.count <= 120, !code.isBlank else { return code }
    let words = needWords(range)
    let named = Set(words.compactMap { needCodes[$0] })
    let rest = words.filter { needCodes[$0] == nil }.joined(separator: " ")
    switch (named.count, descriptions[rest]) {
    case (0, let described?): return described
    case (1, let described?): return named.contains(described) ? described : .bad
    // A code with words of the borough's own, such as "ASD - diagnosed": only where it comes first and apart.
    case (1, nil): return named.contains(labelledCode) || named.contains(code) ? named.first ?? .bad : code
    case (0, nil): return code
    default: return .bad
    }
  }

  /// Words in lower case, without those that are written or not: "and", and the ends of plurals.
  private func needWords(_ range: Range<Int>) -> [String] {
    var (words, word): ([String], String) = ([], "")
    for index in range {
      let byte = self[index] | 0x20
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte), self[index] >= UInt8(ascii: "A") {
        word.unicodeScalars.append(Unicode.Scalar(byte))
      } else if self[index] != UInt8(ascii: "'"), !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words.filter { !["and", "or", "s"].contains($0) }.map { singular[$0] ?? $0 }
  }
}

private let singular = [
  "difficulties": "difficulty", "disorders": "disorder", "needs": "need", "disabilities": "disability",
  "impairments": "impairment", "conditions": "condition", "downs": "down",
]

/// In the order of DfE's list.
private let needCodes: [String: Code] = [
  "spld": "SPLD", "mld": "MLD", "sld": "SLD", "pmld": "PMLD", "semh": "SEMH", "slcn": "SLCN", "hi": "HI", "vi": "VI",
  "msi": "MSI", "pd": "PD", "asd": "ASD", "ds": "DS", "oth": "OTH",
]

/// Descriptions as `needWords` leaves them.
private let descriptions: [String: Code] = [
  "specific learning difficulty": "SPLD", "moderate learning difficulty": "MLD", "severe learning difficulty": "SLD",
  "profound multiple learning difficulty": "PMLD",
  "social emotional mental health": "SEMH", "social emotional mental health need": "SEMH",
  "social emotional mental health difficulty": "SEMH",
  "speech language communication": "SLCN", "speech language communication need": "SLCN",
  "speech language communication difficulty": "SLCN",
  "hearing impairment": "HI", "vision impairment": "VI", "visual impairment": "VI",
  "multi sensory impairment": "MSI", "multisensory impairment": "MSI", "physical disability": "PD",
  "autistic spectrum disorder": "ASD", "autism spectrum disorder": "ASD", "autism": "ASD",
  "autistic spectrum condition": "ASD", "autism spectrum condition": "ASD",
  "down syndrome": "DS", "other difficulty disability": "OTH", "other difficulty": "OTH", "other": "OTH",
]

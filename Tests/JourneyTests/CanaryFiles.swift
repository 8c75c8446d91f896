import Foundation
import TestSupport

/// Folders of records full of planted values, sound and spoilt in every way in which a value could come where no value
/// belongs.
extension Canaries {
  typealias Files = [String: Data]

  static let shapes = ["xml", "blade", "workbook", "template"]

  /// A sound folder, by shape.
  func good(_ shape: String) -> Files {
    switch shape {
    case "xml": return bytes(goodXML)
    case "blade": return bytes(goodBlade)
    default:
      let book = shape == "template" ? template() : workbook()
      return bytes(["2024.xml": xml(2024, "2024-01-18")]).merging([
        "return.xlsx": Data(book.bytes), "finance.xlsx": Data(Self.workbook(children[0].surname, finance()).bytes),
      ]) { $1 }
    }
  }

  private func bytes(_ texts: [String: String]) -> Files { texts.mapValues { Data($0.utf8) } }

  private var goodXML: [String: String] {
    ["2024.xml": xml(2024, "2024-01-18"), "2025.xml": xml(2025, "2025-01-16"), "finance.csv": finance()]
  }

  private var goodBlade: [String: String] {
    var files = ["finance.csv": finance()]
    for (year, day) in [(2024, "2024-01-18"), (2025, "2025-01-16")] {
      for (name, text) in blade(year, day) { files["export \(year)/\(name)"] = text }
    }
    return files
  }

  static let kinds: [String] = [
    "values in wrong places", "markup of values", "a document type of values", "cut off", "a header of values", "nested too deep",
    "stray quotes", "an open quote", "headings of values", "ids of values", "no table at all", "a stray file",
    "sorted with its headings", "a layout of its own", "titles of values", "cells in wrong places", "sheets named after children",
    "a damaged workbook",
  ]

  /// The folder, spoilt in one of `kinds`.
  func spoilt(_ kind: String) -> Files {
    spoiltXML(kind).map(bytes) ?? spoiltBlade(kind).map(bytes) ?? spoiltTables(kind) ?? bytes(goodXML)
  }

  private func spoiltXML(_ kind: String) -> [String: String]? {
    var xml = goodXML
    switch kind {
    case "values in wrong places":
      xml["finance.csv"] = financeOfValuesInWrongPlaces()
      xml["2025.xml"] = self.xml(2025, "2025-01-16") { index, person in
        let child = children[index]
        let swaps = [
          ("2019-09-01", child.surname), ("ASD", child.upn), ("<PlacementRank>1", "<PlacementRank>\(child.uln)"),
          ("<SENtypeRank>1", "<SENtypeRank>\(child.forename)"), (child.birth, child.postcode), (child.upn, child.surname),
          ("900001", child.upn), ("2019-05-02", child.forename),
        ]
        let (old, new) = swaps[index % swaps.count]
        return person.replacingOccurrences(of: old, with: new)
      }
    case "markup of values":
      xml["2025.xml"] = self.xml(2025, "2025-01-16") { index, person in
        index == 150 ? person + "<\(children[150].surname) \(children[150].upn)>&\(children[9].surname);" : person
      }
    case "a document type of values":
      xml["2024.xml"] = "<!DOCTYPE \(children[0].surname) [<!ENTITY a \"\(children[0].upn)\">]>" + (xml["2024.xml"] ?? "")
    case "cut off": xml["2025.xml"] = String((xml["2025.xml"] ?? "").dropLast(70_007))
    case "a header of values":
      xml["2025.xml"] = self.xml(2025, children[3].birth).replacingOccurrences(of: "<LEA>201", with: "<LEA>\(children[3].surname)")
    case "nested too deep":
      xml["2025.xml"] = self.xml(2025, "2025-01-16") { index, person in
        index == 5 ? String(repeating: "<\(children[5].surname)>", count: 500) : person
      }
    case "a stray file": xml["notes.txt"] = finance()
    default: return nil
    }
    return xml
  }

  private func spoiltBlade(_ kind: String) -> [String: String]? {
    var blade = goodBlade
    func change(_ ending: String, _ change: (String) -> String) {
      for (name, text) in blade where name.hasSuffix(ending) { blade[name] = change(text) }
    }
    switch kind {
    case "stray quotes":
      change("person.csv") { text in
        children.prefix(40).reduce(text) { $0.replacingOccurrences(of: ",\($1.forename)", with: ",\"\($1.forename)\"x") }
      }
    case "an open quote": change("2025_person.csv") { $0.replacingOccurrences(of: "\n17,", with: "\n17,\"") }
    case "headings of values": change("2025_person.csv") { $0.replacingOccurrences(of: "upn,", with: "\(children[1].upn),") }
    case "ids of values":
      change(".csv") { text in
        ["\n17,", "\n18,"].reduce(text) { $0.replacingOccurrences(of: $1, with: "\n\(children[17].upn),") }
      }
    case "no table at all": blade["finance.csv"] = children.map { "\($0.surname),\($0.upn),\($0.birth)\n" }.joined()
    case "sorted with its headings":
      let lines = finance().split(separator: "\n")
      blade["finance.csv"] = (lines[1...40] + lines[..<1] + lines[41...]).joined(separator: "\n") + "\n"
    case "a layout of its own":
      blade["finance.csv"] =
        "Pupil,DOB,Weekly cost\n" + children.map { "\($0.surname) \($0.upn),\($0.birthWithSlashes),100\n" }.joined()
    case "titles of values":
      blade["finance.csv"] = "Costs of \(children[2].surname)\n\(children[2].upn),\(children[2].birth)\n" + finance()
    default: return nil
    }
    return blade
  }

  private func spoiltTables(_ kind: String) -> Files? {
    var files = good("workbook")
    switch kind {
    case "cells in wrong places":
      files["return.xlsx"] = Data(
        workbook { index, row in
          var row = row
          row.swapAt(index % 7, index * 3 % 7)
          if index % 5 == 0 { row.insert(row[index % 7], at: index % 3) }
          return row
        }.bytes)
      files["finance.xlsx"] = Data(Self.workbook("Fees", financeOfValuesInWrongPlaces()).bytes)
    case "sheets named after children":
      var book = workbook()
      for index in book.sheets.indices { book.sheets[index].name = children[index].surname }
      files["return.xlsx"] = Data(book.bytes)
    case "a damaged workbook":
      var book = workbook()
      book.isStored = true
      book.extraParts["xl/worksheets/sheet1.xml"] =
        "<worksheet><sheetData><row r=\"\(children[4].upn)\"><c r=\"\(children[4].upn)\"/></row><\(children[4].surname)>"
      files["return.xlsx"] = Data(book.bytes)
    default: return nil
    }
    return files
  }
}

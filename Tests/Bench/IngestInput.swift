import ArgumentParser
import Files
import Glibc

/// Large returns, made of one rehearsal borough's: its persons again and again, each time with other UPNs, ULNs and
/// table ids, so that all are distinct children.
struct IngestInput: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest-input", abstract: "Writes one large return in the shape of a small one.")

  @Option(help: "xml or csv.") var shape: IngestBench.Shape
  @Option(help: "A return: an XML file, or the folder with the nine files of a Blade export.") var from: String
  @Option(help: "Folder in which the large return is written.") var out: String
  @Option(help: "Size of the return in megabytes of 1,000,000 bytes.") var megabytes: Int

  func run() throws {
    try Files.makeFolder(out)
    let names = shape == .xml ? [from.split(separator: "/").last.map(String.init) ?? ""] : try Files.list(from)
    let folder = shape == .xml ? String(from.dropLast(names[0].utf8.count + 1)) : from
    var templates: [(name: String, template: ReturnTemplate)] = []
    for name in names where shape == .xml || name.hasSuffix(".csv") {
      let text = try Files.read(folder + "/" + name, limit: 1 << 30)
      templates.append((name, shape == .xml ? try ReturnTemplate(xml: text) : try ReturnTemplate(csv: text)))
    }
    let once = templates.reduce(0) { $0 + $1.template.bodySize }
    let copies = max(1, (megabytes * 1_000_000 + once - 1) / max(1, once))
    for (name, template) in templates {
      let file = out + "/" + name
      guard let stream = unsafe fopen(file, "w") else { throw BenchFailure("\(file) can't be written") }
      var isWritten = template.write(copies) { bytes in unsafe fwrite(bytes, 1, bytes.count, stream) == bytes.count }
      if unsafe fclose(stream) != 0 { isWritten = false }
      guard isWritten else { throw BenchFailure("\(file) could not be written") }
    }
  }
}

/// A file of a return, cut where a copy of it differs.
struct ReturnTemplate {
  private enum Piece {
    case text(Range<Int>)
    /// An id of a Blade table, to which each copy adds its own distance.
    case id(Int)
    case upn, uln
  }

  private let text: [UInt8]
  private let head: Range<Int>
  private var body: [Piece] = []
  private let tail: Range<Int>
  let bodySize: Int

  init(xml: [UInt8]) throws {
    text = xml
    let opening = Array("<Persons>\n".utf8)
    guard let start = Self.find(opening, in: xml, from: 0), let end = Self.find(Array("</Persons>".utf8), in: xml, from: start)
    else { throw BenchFailure("the XML has no persons") }
    (head, tail) = (0..<(start + opening.count), end..<xml.count)
    bodySize = end - head.upperBound
    var from = head.upperBound
    let marks: [(element: [UInt8], piece: Piece)] = [
      (Array("<UPN>".utf8), .upn), (Array("<UniqueLearnerNumber>".utf8), .uln),
    ]
    while let (value, piece) = Self.next(marks, in: xml, from: from, to: end) {
      body += [.text(from..<value.lowerBound), piece]
      from = value.upperBound
    }
    body.append(.text(from..<end))
  }

  /// The return's header, a table of one row, is not repeated.
  init(csv: [UInt8]) throws {
    text = csv
    guard let line = csv.firstIndex(of: UInt8(ascii: "\n")) else { throw BenchFailure("a CSV file has no heading") }
    let names = String(decoding: csv[..<line], as: UTF8.self).lowercased().split { $0 == "," || $0.isNewline }
    let isHeader = names.first == "sen2tableid"
    head = 0..<(isHeader ? csv.count : line + 1)
    tail = csv.count..<csv.count
    bodySize = csv.count - head.upperBound
    let ids = names.indices.filter { (names[$0].hasSuffix("tableid") && names[$0] != "sen2tableid") || names[$0] == "nativeid" }
    let upn = names.firstIndex(of: "upn")
    let uln = names.firstIndex(of: "uniquelearnernumber")
    var (from, start, column) = (head.upperBound, head.upperBound, 0)
    for index in head.upperBound..<csv.count {
      let byte = csv[index]
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") else { continue }
      if start < index, ids.contains(column) || column == upn || column == uln {
        body.append(.text(from..<start))
        if ids.contains(column) {
          guard let id = Int(String(decoding: csv[start..<index], as: UTF8.self)) else { throw BenchFailure("an id is no number") }
          body.append(.id(id))
        } else {
          body.append(column == upn ? .upn : .uln)
        }
        from = index
      }
      (start, column) = (index + 1, byte == UInt8(ascii: ",") ? column + 1 : 0)
    }
    body.append(.text(from..<csv.count))
  }

  /// - Parameter write: says whether it could.
  func write(_ copies: Int, _ write: ([UInt8]) -> Bool) -> Bool {
    var buffer = Array(text[head])
    var (upns, ulns) = (0, 0)
    for copy in 0..<copies where bodySize > 0 {
      for piece in body {
        switch piece {
        case .text(let range): buffer += text[range]
        case .id(let id): Self.append(id + copy * 1_000_000, to: &buffer)
        case .upn:
          upns += 1
          // Any two serial numbers give two UPNs, far apart. The factor shares no divisor with the modulus.
          let digits = (upns * 7_368_787_369) % 1_000_000_000_000
          buffer.append(Self.checkLetter(digits))
          Self.append(1_000_000_000_000 + digits, to: &buffer, dropping: 1)
        case .uln:
          ulns += 1
          Self.append(1_000_000_000 + (ulns * 73_687_873) % 8_999_999_998, to: &buffer)
        }
      }
      guard write(buffer) else { return false }
      buffer.removeAll(keepingCapacity: true)
    }
    return write(buffer + text[tail])
  }

  private static func append(_ number: Int, to bytes: inout [UInt8], dropping: Int = 0) {
    bytes += String(number).utf8.dropFirst(dropping)
  }

  private static let checkLetters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)

  /// Of a UPN with these twelve digits: their sum, weighted 2 to 13 from the left, modulo 23.
  private static func checkLetter(_ digits: Int) -> UInt8 {
    var (sum, rest) = (0, digits)
    for weight in stride(from: 13, through: 2, by: -1) {
      sum += weight * (rest % 10)
      rest /= 10
    }
    return checkLetters[sum % 23]
  }

  private static func next(
    _ marks: [(element: [UInt8], piece: Piece)], in text: [UInt8], from: Int, to end: Int
  ) -> (Range<Int>, Piece)? {
    var index = from
    while index < end {
      if text[index] == UInt8(ascii: "<") {
        for mark in marks where text[index...].starts(with: mark.element) {
          let start = index + mark.element.count
          return (start..<(text[start...].firstIndex(of: UInt8(ascii: "<")) ?? end), mark.piece)
        }
      }
      index += 1
    }
    return nil
  }

  private static func find(_ wanted: [UInt8], in text: [UInt8], from: Int) -> Int? {
    var index = from
    while index + wanted.count <= text.count {
      if text[index] == wanted[0], text[index...].starts(with: wanted) { return index }
      index += 1
    }
    return nil
  }
}

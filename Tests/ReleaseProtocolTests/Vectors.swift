import Foundation
import ReleaseProtocol
import Testing

/// One file of `protocol/vectors/v1`.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
  let outcome: String
  let about: String
  let input: [UInt8]
  var name = ""

  enum CodingKeys: String, CodingKey { case outcome, about, input = "input_base64" }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    outcome = try values.decode(String.self, forKey: .outcome)
    about = try values.decode(String.self, forKey: .about)
    // Foundation's base64 on purpose: the vectors must not be read by what they test.
    input = [UInt8](Data(base64Encoded: try values.decode(String.self, forKey: .input)) ?? Data())
  }

  var testDescription: String { "\(name): \(about)" }
}

enum Vectors {
  static let kinds = [
    "contacts-answer", "contacts-exchange", "enrol-reply", "enrol-request", "envelope", "hub-keys", "hub-keys-answer",
    "invitation",
    "log-answer", "log-exchange", "log-head", "log-inclusion", "plan", "receipt", "refusal", "release", "renew-request", "status",
  ]

  /// The folder `protocol` of the repository, two folders above this file, possibly through links.
  static let folder: URL = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("protocol")

  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// All vectors of one kind, by name.
  static func all(_ kind: String) -> [Vector] {
    let place = folder.appendingPathComponent("vectors/v1/\(kind)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path))?.sorted() ?? []
    return names.compactMap { name in
      guard let data = try? Data(contentsOf: place.appendingPathComponent(name)),
        var vector = try? JSONDecoder().decode(Vector.self, from: data)
      else { return nil }
      vector.name = "\(kind)/\(name.dropLast(5))"
      return vector
    }
  }

  /// `accept`, or the code of the refusal.
  static func outcome(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "accept"
    } catch let error as WireError {
      return error.code.rawValue
    } catch {
      return "unexpected \(error)"
    }
  }
}

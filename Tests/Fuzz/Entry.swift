// Fuzz: libFuzzer's way into every reader of files that come from outside. Built by scripts/fuzz, not by SwiftPM, which
// can't link libFuzzer.
//
// A target takes any bytes; it traps when the reader breaks a promise. What a target must hold stands in its file.

import Glibc

/// What is fuzzed, by the name that scripts/fuzz gives.
let targets: [String: @Sendable ([UInt8]) -> Void] = [
  "xml": fuzzXMLReturn, "prolog": fuzzProlog, "blade": fuzzBlade, "csv": fuzzCSV, "fields": fuzzFields,
  "zip": fuzzZip, "sheet": fuzzSheet, "tables": fuzzTables, "cards": fuzzCards, "map": fuzzMap, "providers": fuzzProviders, "gias": fuzzGIAS, "dfe": fuzzDfE,
  "tls": fuzzTLS,
]

nonisolated(unsafe) private var target: @Sendable ([UInt8]) -> Void = { _ in }

/// BOROUGHWISE_FUZZ names the target. BOROUGHWISE_SEEDS names a folder: its first inputs are written there, nothing is run.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?) -> CInt {
  let name = variable("BOROUGHWISE_FUZZ") ?? ""
  guard let found = targets[name] else {
    puts("BOROUGHWISE_FUZZ must be one of: \(targets.keys.sorted().joined(separator: " "))")
    exit(2)
  }
  if let folder = variable("BOROUGHWISE_SEEDS") {
    for (index, seed) in seeds(name).enumerated() { write(seed, "\(folder)/seed-\(index)") }
    _exit(0)
  }
  target = found
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func one(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Replaces a file.
func write(_ bytes: [UInt8], _ path: String) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  precondition(file >= 0, "can't write \(path)")
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
    precondition(count > 0, "can't write \(path)")
    done += count
  }
  close(file)
}

/// Several files in one input: each begins with a line "@@name".
func parts(of bytes: [UInt8]) -> [(name: String, content: [UInt8])] {
  var parts: [(name: String, content: [UInt8])] = []
  var index = 0
  while index < bytes.count {
    let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
    let line = bytes[index..<end]
    if line.starts(with: [0x40, 0x40]), parts.count < 20 {
      parts.append((String(decoding: line.dropFirst(2).prefix(100), as: UTF8.self), []))
    } else if !parts.isEmpty {
      parts[parts.count - 1].content += bytes[index..<min(end + 1, bytes.count)]
    }
    index = end + 1
  }
  return parts
}

func joined(_ parts: [(name: String, content: [UInt8])]) -> [UInt8] {
  Array(parts.map { Array("@@\($0.name)\n".utf8) + $0.content + ($0.content.last == 0x0A ? [] : [0x0A]) }.joined())
}

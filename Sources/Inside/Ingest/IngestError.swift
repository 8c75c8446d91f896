public import Files

/// Why reading could not be finished at all. What is wrong *in* a file is a finding instead.
///
/// Holds names of files, never content.
public enum IngestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder or a file in it could not be read, or went away or changed its kind meanwhile.
  case cannotRead(FileError)
  /// The XML parser got no memory.
  case noMemory

  public var code: String {
    switch self {
    case .cannotRead: "cannot-read"
    case .noMemory: "no-memory"
    }
  }

  public var description: String {
    switch self {
    case .cannotRead(let error): "the records were not read: \(error)"
    case .noMemory:
      "the records were not read: no memory for the XML parser; close other programs and run again (\(code))"
    }
  }
}

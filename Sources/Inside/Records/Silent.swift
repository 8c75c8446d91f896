// Records: persons with SEND plans as this borough knows them, reduced to what the statistics need.
//
// May assume: whoever makes a record has checked it. Only `Ingest` (and tests) make records.
// Never: shows a value. Every type here is `Silent`, none is `Codable`, and none holds a name, an
// address, an ethnicity or the day of a birth: those are dropped where the files are read.

/// Shows nothing but its type: not in text, not in a debugger's description, not to `dump`.
///
/// What contains a silent value shows nothing of it either. There is no way back from silence by
/// reflection: the mirror has no children.
public protocol Silent: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Silent {
  public var description: String { "\(Self.self)(…)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

import Files
import Foundation
import TestSupport
import Testing

@Suite struct FilesTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch let error as FileError { return error.code } catch { return "other" }
    return nil
  }
  func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func whatIsWrittenIsRead() throws {
    let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Files.writeDurably(bytes, to: folder.file("a"))
    #expect(try Files.read(folder.file("a"), limit: 700_001) == bytes)
    #expect(try Files.size(folder.file("a")) == 700_001)
    var streamed: [UInt8] = []
    try Files.stream(folder.file("a"), chunk: 1000) { piece in
      #expect(piece.count > 0 && piece.count <= 1000)
      for index in piece.indices { streamed.append(piece[index]) }
    }
    #expect(streamed == bytes)
    #expect(try Files.list(folder.path) == ["a"])
  }

  @Test func aFileOneByteTooLargeIsRefusedNotCutOff() throws {
    try Files.writeDurably([1, 2, 3], to: folder.file("a"))
    #expect(try Files.read(folder.file("a"), limit: 3) == [1, 2, 3])
    #expect(code { _ = try Files.read(folder.file("a"), limit: 2) } == "file-too-large")
    try Files.writeDurably([], to: folder.file("empty"))
    #expect(try Files.read(folder.file("empty"), limit: 0).isEmpty)
  }

  @Test func aStreamRethrowsTheBodysError() throws {
    struct Stop: Error {}
    try Files.writeDurably([1], to: folder.file("a"))
    #expect(throws: Stop.self) { try Files.stream(folder.file("a")) { _ in throw Stop() } }
  }

  @Test func whatIsNoRegularFileIsRefusedAtOnce() throws {
    let made = unsafe mkfifo(folder.file("pipe"), 0o600)
    #expect(made == 0)
    #expect(code { _ = try Files.read(folder.file("pipe"), limit: 9) } == "file-not-regular")
    #expect(code { try Files.append([1], to: folder.file("pipe")) } != nil)
    #expect(code { _ = try Files.read(folder.path, limit: 9) } == "file-not-regular")
    #expect(code { _ = try Files.read(folder.file("none"), limit: 9) } == "file-missing")
    #expect(code { try Files.writeDurably([1], to: folder.path + "/") } == "file-name")
    #expect(code { _ = try Files.read(folder.file("a\0b"), limit: 9) } == "file-name")
  }

  @Test func modesAreExactWhateverTheUmask() throws {
    let before = umask(0o077)
    defer { umask(before) }
    try Files.writeDurably([1], to: folder.file("open"), mode: 0o644)
    try Files.writeDurably([1], to: folder.file("closed"))
    try Files.append([1], to: folder.file("log"), mode: 0o640)
    try Files.makeFolder(folder.file("x/y/z"), mode: 0o750)
    #expect(try mode(folder.file("open")) == 0o644)
    #expect(try mode(folder.file("closed")) == 0o600)
    #expect(try mode(folder.file("log")) == 0o640)
    #expect(try Files.isOwnersAlone(folder.file("closed")) && !Files.isOwnersAlone(folder.file("log")))
    try Files.setMode(0o604, of: folder.file("log"))
    #expect(try mode(folder.file("log")) == 0o604 && !Files.isOwnersAlone(folder.file("log")))
    #expect(try mode(folder.file("x/y")) == 0o750)
  }

  @Test func writingReplacesALinkAndNotItsTarget() throws {
    try Files.writeDurably([1], to: folder.file("target"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("target"))
    try Files.writeDurably([2], to: folder.file("link"))
    #expect(try Files.read(folder.file("target"), limit: 9) == [1])
    #expect(try Files.read(folder.file("link"), limit: 9) == [2])
    try FileManager.default.createSymbolicLink(atPath: folder.file("log"), withDestinationPath: folder.file("target"))
    #expect(code { try Files.append([3], to: folder.file("log")) } == "file-link")
    #expect(code { _ = try Files.lock(folder.file("log"), wait: false) } == "file-link")
    #expect(try Files.read(folder.file("target"), limit: 9) == [1])
  }

  @Test func writeNewNeverReplaces() throws {
    try Files.writeNew([1], to: folder.file("a"))
    #expect(code { try Files.writeNew([2], to: folder.file("a")) } == "file-exists")
    try FileManager.default.createSymbolicLink(atPath: folder.file("b"), withDestinationPath: folder.file("nowhere"))
    #expect(code { try Files.writeNew([2], to: folder.file("b")) } == "file-exists")
    #expect(try Files.read(folder.file("a"), limit: 9) == [1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a", "b"])
  }

  @Test func ofManyWritersOfANewFileExactlyOneWins() async throws {
    let path = folder.file("prize")
    let winners = await withTaskGroup(of: Bool.self) { group in
      for writer in UInt8(0)..<16 {
        group.addTask { do { try Files.writeNew([writer], to: path); return true } catch { return false } }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
  }

  @Test func appendsFollowEachOther() throws {
    try Files.append([1, 2], to: folder.file("log"))
    try Files.append([3], to: folder.file("log"))
    #expect(try Files.read(folder.file("log"), limit: 9) == [1, 2, 3])
  }

  @Test func remainsOfACrashAreNotListed() throws {
    try Files.writeDurably([1], to: folder.file(".unfinished-abc"))
    try Files.writeDurably([1], to: folder.file("z"))
    try Files.writeDurably([1], to: folder.file("B"))
    #expect(try Files.list(folder.path) == ["B", "z"])
  }

  @Test func aFailedWriteLeavesNothingBehind() throws {
    try Files.makeFolder(folder.file("taken/inside"))
    #expect(code { try Files.writeDurably([1], to: folder.file("taken")) } != nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
    #expect(code { try Files.writeDurably([1], to: folder.file("none/a")) } == "file-missing")
    if let full = try? FileManager.default.attributesOfItem(atPath: "/dev/full"), !full.isEmpty {
      #expect(code { try Files.append([1], to: "/dev/full") } == "file-not-regular")
    }
  }

  @Test func foldersAreMadeAndRemoved() throws {
    try Files.makeFolder(folder.file("a/b/c/"))
    try Files.makeFolder(folder.file("a/b"))
    #expect(Files.isFolder(folder.file("a/b/c")))
    #expect(code { try Files.remove(folder.file("a")) } != nil)
    try Files.remove(folder.file("a/b/c"))
    #expect(!Files.exists(folder.file("a/b/c")))
    try Files.writeDurably([1], to: folder.file("f"))
    #expect(code { try Files.makeFolder(folder.file("f")) } == "file-exists")
    #expect(code { try Files.makeFolder(folder.file("f/g")) } != nil)
    try Files.remove(folder.file("f"))
    #expect(code { try Files.remove(folder.file("f")) } == "file-missing")
    #expect(Files.realPath(folder.file("a/../a/./b")) == folder.file("a/b"))
    #expect(Files.realPath(folder.file("none")) == nil)
  }

  @Test func aLockIsExclusiveUntilItGoes() throws {
    let path = folder.file("lock")
    func isFree() throws -> Bool {
      guard let lock = try Files.lock(path, wait: false) else { return false }
      _ = consume lock
      return true
    }
    guard let held = try Files.lock(path, wait: false) else {
      Issue.record("a free lock was not given")
      return
    }
    #expect(try !isFree())
    _ = consume held
    #expect(try isFree())
    #expect(try isFree())
  }

  @Test func errorsSayWhatWhereWhyAndWhatToDo() throws {
    let path = folder.file("none")
    do { _ = try Files.read(path, limit: 1) } catch {
      #expect(error.number == ENOENT)
      #expect(error.description == "could not read \(path): there is no such file or folder; check the path (file-missing)")
    }
  }

  @Test func clocksAndFiguresArePlausible() {
    #expect(abs(SystemClock.now() - Int(Date().timeIntervalSince1970)) <= 2)
    let start = SystemClock.monotonicMilliseconds()
    #expect(SystemClock.monotonicMilliseconds() >= start)
    #expect((1_000..<100_000_000).contains(ProcessFigures.peakMemoryKB()))
    #expect(ProcessFigures.processorMilliseconds() > 0)
  }
}

import Files
import Glibc

/// A folder that the rehearsal fills. Plain writes: the output can be made again from its seed, so nothing is synced.
struct Folder {
  let path: String

  init(_ path: String) throws {
    self.path = path
    try Files.makeFolder(path, mode: 0o755)
  }

  func folder(_ name: String) throws -> Folder { try Folder(path + "/" + name) }

  func write(_ bytes: Bytes, to name: String) throws {
    let file = path + "/" + name
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw RehearsalError.cannotWrite(file, errno) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.all.count {
      let count = unsafe bytes.all.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw RehearsalError.cannotWrite(file, errno) }
      done += count
    }
  }

  /// Says in each folder what its files are.
  func writeNotice() throws {
    var notice = Bytes()
    notice.add(
      """
      FICTIONAL DATA. Nothing here describes a real person, school or borough.

      The program `rehearsal` of Boroughwise made these files from a seed. Children, dates, needs, schools and fees
      are invented; only the number of plans of each borough follows published statistics (DfE, Education, health
      and care plans; ONS mid-year estimates; Open Government Licence v3.0). Real borough names and codes are used
      so that the files have the shape of real ones.

      """)
    try write(notice, to: "READ-ME-FICTIONAL.txt")
  }
}

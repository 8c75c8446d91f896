internal import Foundation
internal import Synchronization

/// What this process made and still has when it exits: a `static let` is never released. Programs are ended then and
/// folders removed. (Not after a crash or a kill, of course.)
enum Leftovers {
  private static let programs = Mutex<Set<Int32>>([])
  private static let folders = Mutex<Set<String>>([])
  private static let isArranged: Bool = atexit { Leftovers.sweep() } == 0

  static func add(program: Int32) { _ = isArranged; programs.withLock { _ = $0.insert(program) } }
  static func add(folder: String) { _ = isArranged; folders.withLock { _ = $0.insert(folder) } }

  /// A process ID that was waited for may be another's soon.
  static func forget(program: Int32) { programs.withLock { _ = $0.remove(program) } }
  static func forget(folder: String) { folders.withLock { _ = $0.remove(folder) } }

  private static func sweep() {
    for program in programs.withLock({ $0 }) {
      kill(program, SIGKILL)
      var status: Int32 = 0
      while unsafe waitpid(program, &status, 0) < 0, errno == EINTR {}
    }
    for folder in folders.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: folder) }
  }
}

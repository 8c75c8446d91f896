/// Landlock's rights over files (kernel documentation, landlock; `linux/landlock.h`).
struct FileRights {
  /// The number of each right is its bit.
  private enum Right: UInt64, CaseIterable {
    case execute, writeFile, readFile, readFolder, removeFolder, removeFile, makeCharacterDevice, makeFolder,
      makeRegular, makeSocket, makePipe, makeBlockDevice, makeLink  // Landlock 1
    case refer  // 2: moving or linking between folders
    case truncate  // 3
    case ioctlDevice  // 5
  }

  /// Everything that needs a rule from now on. Not `execute`: starting programs is left alone.
  let handled: UInt64
  let read: UInt64
  let write: UInt64
  /// The rights that a rule on a single file can give.
  let ofFiles: UInt64

  /// - Parameter version: of Landlock in the running kernel, from 1. Rights it does not know are left out.
  init(version: Int) {
    let last: Right =
      switch version {
      case ..<2: .makeLink
      case 2: .refer
      case 3, 4: .truncate
      default: .ioctlDevice
      }
    func bits(_ rights: [Right]) -> UInt64 {
      rights.filter { $0.rawValue <= last.rawValue }.reduce(0) { $0 | 1 << $1.rawValue }
    }
    handled = bits(Right.allCases.filter { $0 != .execute })
    read = bits([.readFile, .readFolder])
    write = bits([
      .readFile, .readFolder, .writeFile, .truncate, .makeRegular, .makeFolder, .removeFile, .removeFolder, .refer,
    ])
    ofFiles = bits([.readFile, .writeFile, .truncate])
  }
}

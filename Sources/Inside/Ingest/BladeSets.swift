/// Which CSV files are of one export.
///
/// COLLECT names the nine files alike but for the module: `Blade-Export_DD-MM-YYYY_person.csv`. Files may have been
/// renamed since. The files of a folder are one export, unless a module is there twice: then those with like names are.
enum BladeSets {
  /// The name of a file without its module, without spaces and dashes: what is alike in one export.
  ///
  /// - Parameter name: below the folder of records, in lower case.
  static func export(_ name: String, _ module: Module) -> String {
    let (folder, file) = split(name)
    var letters = String(file.dropLast(4).filter { !" _-".contains($0) })
    if let range = letters.ranges(of: module.rawValue).last { letters.removeSubrange(range) }
    if letters.hasSuffix("s") { letters.removeLast() }
    return folder + letters
  }

  static func grouped(_ files: [FoundFile]) -> [FoundFile] {
    var modules: [String: [Module]] = [:]
    for file in files {
      if case .blade(let module, _, _) = file.role { modules[split(file.name).folder, default: []].append(module) }
    }
    return files.map { file in
      let folder = split(file.name).folder
      guard case .blade(let module, _, let form) = file.role, let all = modules[folder], Set(all).count == all.count else {
        return file
      }
      return FoundFile(name: file.name, path: file.path, role: .blade(module, set: folder, form))
    }
  }

  /// The folder with the slash at its end, empty for none; and the file in it.
  private static func split(_ name: String) -> (folder: String, file: Substring) {
    guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", name[...]) }
    return (String(name[...slash]), name[name.utf8.index(after: slash)...])
  }
}

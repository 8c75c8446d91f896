import Files

/// `defects/<code>/`: a borough's folder with one thing wrong, for each code; and `defects/together/` with all defects
/// of rows at once, in a borough large enough for them.
final class Defects {
  static let allCodes = Planting.codes + RowDefect.register.map(\.code) + FolderDefect.all.map(\.code)
  /// Nobody's code.
  static let together = "together"
  /// Beside the folders of defects: finance extracts of layouts in order.
  static let maps = "maps"

  private let codes: [String]
  private var boroughs: [(plans: Int, files: BoroughFiles)] = []
  private var planted: [PlantedDefect] = []

  /// - Parameter codes: separated by commas, or all.
  init(codes: String) throws {
    if codes == "all" {
      self.codes = Self.allCodes
    } else {
      self.codes = codes.split(separator: ",").map(String.init)
      for code in self.codes where !Self.allCodes.contains(code) { throw RehearsalError.unknownDefect(code) }
    }
  }

  /// - Parameter plans: of the borough in its latest January.
  func add(_ files: BoroughFiles, plans: Int) { boroughs.append((plans, files)) }

  /// Writes the folders, and the truth about them.
  /// - Parameter folder: of the whole rehearsal.
  func write(to folder: Folder, truth: Folder) throws {
    let parent = try folder.folder("defects")
    try parent.writeNotice()
    var left = codes
    // The smallest borough that has a place for it: a folder is small then.
    for (plans, files) in candidates where !left.isEmpty {
      guard let copy = try BoroughCopy(files) else { continue }
      let planting = Planting(
        copy, random: RandomSource(seed: files.world.seed, stream: .defect, index: files.borough))
      left = try left.filter { code in
        let defect = FolderDefect.all.first { $0.code == code }
        if let defect, defect.isOfShares, plans < FolderDefect.leastPlansForShares { return true }
        var changed = copy
        let isPlanted = try defect.map { try $0.change(&changed) } ?? planting.plant(code, in: &changed)
        if isPlanted { try write(PlantedDefect(code, changed, defect), changed, to: parent) }
        return !isPlanted
      }
    }
    try writeMaps(to: parent)
    try writeTogether(to: parent)
    try DefectsFile.write(planted, to: truth)
    if !left.isEmpty { Terminal.writeError("no place was found for: \(left.joined(separator: ", "))\n") }
  }

  /// The smallest borough, and the smallest of which shares say something.
  private var candidates: [(plans: Int, files: BoroughFiles)] {
    let bySize = boroughs.sorted { $0.plans < $1.plans }
    let large = bySize.dropFirst().first { $0.plans >= FolderDefect.leastPlansForShares }
    return Array(bySize.prefix(1)) + (large.map { [$0] } ?? [])
  }

  private func writeMaps(to parent: Folder) throws {
    let maps = planted.compactMap(\.map)
    guard !maps.isEmpty else { return }
    let folder = try parent.folder(Self.maps)
    try folder.writeNotice()
    for map in maps {
      var text = Bytes()
      text.add(map.text)
      try folder.write(text, to: map.name)
    }
  }

  private func writeTogether(to parent: Folder) throws {
    let rows = codes.filter(Planting.codes.contains)
    guard rows.count > 1, let (plans, files) = candidates.last, plans >= FolderDefect.leastPlansForShares,
      var copy = try BoroughCopy(files)
    else { return }
    let random = RandomSource(seed: files.world.seed, stream: .defect, index: files.borough)
    guard try !Planting(copy, random: random).plant(rows, in: &copy).isEmpty else { return }
    try write(PlantedDefect(Self.together, copy, nil), copy, to: parent)
  }

  private func write(_ defect: PlantedDefect, _ copy: BoroughCopy, to parent: Folder) throws {
    let folder = try parent.folder(defect.code)
    try folder.writeNotice()
    for path in copy.files.keys.sorted() {
      if let file = copy.files[path] { try folder.write(file) }
    }
    planted.append(defect)
  }
}

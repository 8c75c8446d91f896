import Geography

/// A return that was taken apart and can be changed and spelled again.
struct ChangedReturn {
  let header: ReturnHeader
  var shape: Shape
  var root: ReturnElement
  var style = SpellingStyle()
  /// For another order of rows.
  var order: RandomSource?
  /// Lines after the last of a table, in CSV only.
  var lines: [BladeFromElements.Line] = []

  init(_ content: ReturnContent, _ header: ReturnHeader, _ shape: Shape) {
    (self.header, self.shape) = (header, shape)
    root = ReturnElement(content, header)
  }

  func files() throws -> [SpelledFile] {
    switch shape {
    case .xml:
      guard var order else { return [XMLFromElements.file(root, style)] }
      var shuffled = root
      order.shuffle(&shuffled.children)
      return [XMLFromElements.file(shuffled, style)]
    case .blade: return BladeFromElements.files(root, header, style, order: order, lines: lines)
    case .template, .modules:
      return [
        try WorkbookFromElements.file(root, header, style, isTemplate: shape == .template, order: order)
      ]
    }
  }
}

extension Folder {
  /// Makes the folders on the way, each with its notice.
  func write(_ file: SpelledFile) throws {
    var folder = self
    let parts = file.path.split(separator: "/").map(String.init)
    for part in parts.dropLast() {
      folder = try folder.folder(part)
      try folder.writeNotice()
    }
    try folder.write(file.bytes, to: parts.last ?? file.path)
  }
}

/// `variants/<variant>/<code>/`: a borough's folder once more, as that variant.
struct VariantFolders {
  let files: BoroughFiles
  let variants: [Variant]

  func write(to parent: Folder) throws {
    for variant in variants where variant.suits(files.shape) {
      let borough = files.world.boroughs[files.borough]
      let folder = try parent.folder(variant.rawValue).folder(borough.code)
      try folder.writeNotice()
      for content in files.contents {
        var changed = ChangedReturn(content, files.header(content.year), files.shape)
        variant.change(&changed.root)
        changed.style = variant.style(files.shape)
        if variant == .shuffledRows {
          let index = files.borough * 10_000 + content.year
          changed.order = RandomSource(seed: files.world.seed, stream: .variant, index: index)
        }
        for file in try changed.files() { try folder.write(file) }
      }
      try files.writeFinance(to: folder)
    }
  }
}

import Compression

/// A zip archive of deflated parts, without times.
struct ZipFile {
  private var content = Bytes()
  private var directory = Bytes()
  private var count = 0

  mutating func add(_ name: String, _ start: String, _ middle: Bytes = Bytes(), _ end: String = "") throws {
    let part = Array(start.utf8) + middle.all + Array(end.utf8)
    // A gzip stream is a deflate stream between ten bytes and its checksum and length.
    let gzip = try Gzip.compress(part)
    let packed = gzip[10..<(gzip.count - 8)]
    var common = Bytes()
    common.addLittle(20, 2)  // version
    common.addLittle(0, 2)  // flags
    common.addLittle(8, 2)  // deflate
    common.addLittle(0x0021_0000, 4)  // 1980-01-01, as early as it goes
    common.add(gzip[(gzip.count - 8)..<(gzip.count - 4)])
    common.addLittle(packed.count, 4)
    common.addLittle(part.count, 4)
    common.addLittle(name.utf8.count, 2)
    common.addLittle(0, 2)
    directory.addLittle(0x0201_4B50, 4)
    directory.addLittle(20, 2)
    directory.add(common.all[...])
    directory.addLittle(0, 10)
    directory.addLittle(content.all.count, 4)
    directory.add(name)
    content.addLittle(0x0403_4B50, 4)
    content.add(common.all[...])
    content.add(name)
    content.add(packed)
    count += 1
  }

  func bytes() -> Bytes {
    var whole = content
    whole.add(directory.all[...])
    whole.addLittle(0x0605_4B50, 4)
    whole.addLittle(0, 4)
    whole.addLittle(count, 2)
    whole.addLittle(count, 2)
    whole.addLittle(directory.all.count, 4)
    whole.addLittle(content.all.count, 4)
    whole.addLittle(0, 2)
    return whole
  }
}

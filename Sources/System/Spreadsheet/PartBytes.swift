internal import CZlib
internal import Compression

/// Unpacks one part piece by piece, in memory of one piece, and holds it to its declared size and checksum.
struct PartBytes: ~Copyable {
  private let archive: ZipArchive
  private let part: ZipArchive.Part
  /// Nil for a stored part.
  private var inflater: Inflater?
  private var made = 0
  private var checksum: UInt32 = 0

  init(_ part: ZipArchive.Part, in archive: ZipArchive) throws(SpreadsheetError) {
    self.archive = archive
    self.part = part
    if part.isDeflated {
      do throws(CompressionError) {
        inflater = try Inflater(archive.bytes, in: part.range, maxOutput: part.size)
      } catch { throw SpreadsheetError(.noMemory) }
    } else {
      inflater = nil
    }
  }

  /// Replaces `piece` with the next bytes. False at the end, when size and checksum have held.
  mutating func next(_ piece: inout [UInt8]) throws(SpreadsheetError) -> Bool {
    piece.removeAll(keepingCapacity: true)
    if part.isDeflated {
      do throws(CompressionError) { _ = try inflater?.next(&piece) } catch {
        throw SpreadsheetError(error == .failed ? .noMemory : .damaged)
      }
    } else {
      let start = part.range.lowerBound + made
      piece.append(contentsOf: archive.bytes[start..<min(part.range.upperBound, start + 1 << 16)])
    }
    made += piece.count
    unsafe piece.withUnsafeBufferPointer { piece in
      checksum = unsafe UInt32(truncatingIfNeeded: crc32(UInt(checksum), piece.baseAddress, UInt32(piece.count)))
    }
    guard piece.isEmpty else { return true }
    guard made == part.size, checksum == part.checksum else { throw SpreadsheetError(.damaged) }
    return false
  }
}

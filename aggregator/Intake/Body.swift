import Compression
import ReleaseProtocol

/// The way from a request's body to the envelope in it.
enum Body {
  /// Messages by the plans that come with the program are below this. To unpack and read so much takes milliseconds.
  static let usual = 1 << 18

  /// The envelope, if it is of a usual size; nil for a larger one, of which no more than that was unpacked.
  static func usualEnvelope(of arrival: Arrival) throws(IntakeFault) -> [UInt8]? {
    do { return try envelope(of: arrival, limit: usual) } catch .compression(.tooLarge) { return nil }
  }

  /// - Parameter limit: bytes that it may have.
  static func envelope(of arrival: Arrival, limit: Int = Intake.envelopeLimit) throws(IntakeFault) -> [UInt8] {
    guard arrival.contentType == DSSE.contentType else { throw .otherContentType }
    guard arrival.contentEncoding == "gzip" else { throw .notGzip }
    guard arrival.body.count <= Intake.bodyLimit else { throw .bodyTooLarge }
    do {
      return try Gzip.decompress(arrival.body, maxOutput: limit, maxRatio: Intake.ratioLimit)
    } catch {
      throw .compression(error)
    }
  }
}

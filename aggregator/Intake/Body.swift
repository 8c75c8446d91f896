import Compression
import ReleaseProtocol

/// The way from a request's body to the envelope in it.
enum Body {
  static func envelope(of arrival: Arrival) throws(IntakeFault) -> [UInt8] {
    guard arrival.contentType == DSSE.contentType else { throw .otherContentType }
    guard arrival.contentEncoding == "gzip" else { throw .notGzip }
    guard arrival.body.count <= Intake.bodyLimit else { throw .bodyTooLarge }
    do {
      return try Gzip.decompress(arrival.body, maxOutput: Intake.envelopeLimit, maxRatio: Intake.ratioLimit)
    } catch {
      throw .compression(error)
    }
  }
}

public import Compression
public import Register
public import ReleaseProtocol
import Store

/// Why a message was not taken in. The full reason is for the operator; the sender is told `refusal` alone.
public enum IntakeFault: Error, Equatable, CustomStringConvertible {
  case peer(RegisterFault)
  case otherContentType, notGzip, bodyTooLarge
  case compression(CompressionError)
  case wire(WireError)
  case otherBorough
  case unknownPlan, otherPlanText
  case forecastDiffers, forecastImpossible
  case conflictingRelease
  case badHeader, badQuestion, otherMessage
  case outOfStep(held: Int, messages: Int)
  /// This machine failed, not the message: the text says how.
  case local(String)

  init(_ error: any Error) {
    switch error {
    case let fault as IntakeFault: self = fault
    case let fault as RegisterFault: self = .peer(fault)
    case let error as StoreError: self = .local("\(error)")
    default: self = .local("\(error)")
    }
  }

  public var refusal: RefusalCode {
    switch self {
    case .peer(let fault): fault.refusal
    case .otherContentType, .notGzip: .badEncoding
    case .bodyTooLarge: .tooLarge
    case .compression(.tooLarge), .compression(.ratio): .tooLarge
    case .compression(.corrupt), .compression(.truncated), .compression(.trailingBytes): .badEncoding
    case .compression(.failed): .tryLater
    case .wire(let error): error.code
    case .otherBorough: .wrongBorough
    case .unknownPlan: .unknownPlan
    case .otherPlanText: .planMismatch
    case .forecastDiffers, .forecastImpossible: .forecastMismatch
    case .conflictingRelease: .conflictingRelease
    case .badHeader, .badQuestion, .otherMessage: .badRequest
    case .outOfStep: .outOfStep
    case .local: .tryLater
    }
  }

  public var description: String {
    switch self {
    case .peer(let fault): fault.description
    case .otherContentType: "the content type is not \(DSSE.contentType)"
    case .notGzip: "the content encoding is not gzip"
    case .bodyTooLarge: "the body is over \(Intake.bodyLimit) bytes"
    case .compression(let error): "the body could not be decompressed: \(error)"
    case .wire(let error): error.description
    case .otherBorough: "the message speaks for another borough than its sender's certificate"
    case .unknownPlan: "the message answers a plan that this hub does not know"
    case .otherPlanText: "the message names a plan of this hub, but with another text"
    case .forecastDiffers: "the forecast is not the one that follows from the message's own tables"
    case .forecastImpossible: "no forecast follows from the message's own tables"
    case .conflictingRelease: "another message with this release identifier was taken in before"
    case .otherMessage: "the message is not the one that \(Wire.messageHeader) names"
    case .badHeader: "the header \(Wire.receiptsHeader) is not a number"
    case .badQuestion: "the question names no message by its SHA-256"
    case .outOfStep(let held, let messages):
      "the sender holds \(held) receipts and \(messages) messages of its borough are here: an older state or a copy of it"
    case .local(let reason): "this machine failed: \(reason)"
    }
  }
}

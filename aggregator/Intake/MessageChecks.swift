import Cryptography
import Pooling
public import PublicData
import ReleaseProtocol
import Store

/// A plan that this hub takes messages for, with the hash that messages name it by.
struct KnownPlan: Sendable {
  let laidOut: LaidOutPlan
  let sha256: String

  var plan: ReleasePlan { laidOut.plan }

  init(_ plan: ReleasePlan) {
    (laidOut, sha256) = (LaidOutPlan(plan), Hex.encode(SHA256.hash(plan.canonicalBytes)))
  }
}

/// The public populations by which the hub forecasts, and recomputes the forecasts of boroughs that used the same file.
public struct HubPopulation: Sendable {
  public let table: PopulationFile
  /// Hex SHA-256 of the file.
  public let sha256: String

  public init(_ file: [UInt8]) throws(PublicDataError) {
    table = try PopulationFile(parsing: file)
    sha256 = Hex.encode(SHA256.hash(file))
  }
}

extension Intake {
  /// Everything about a message that does not depend on its sender. The forecast follows from the tables beside it
  /// and public populations, so the hub can hold the borough's to it, to the integer.
  ///
  /// A forecast made with another population file, or by an earlier version's method, can't be held to anything, and is
  /// no reason to turn the tables away: they are paid for, they can't be made again, and the hub forecasts from them
  /// itself.
  /// - Returns: whether the message's own forecast was verified.
  func check(_ message: ReleaseMessage) throws(IntakeFault) -> Bool {
    guard let known = plans.first(where: { $0.plan.id == message.planID }) else { throw .unknownPlan }
    guard message.planSHA256 == known.sha256 else { throw .otherPlanText }
    do {
      try message.check(against: known.plan)
    } catch {
      throw .wire(error)
    }
    guard message.forecast.method == ForecastTable.method else { return false }
    guard let population, message.populationSHA256 == population.sha256 else { return false }
    guard let row = population.table.population(of: message.borough),
      let expected = try? ForecastCheck.recomputed(message, plan: known.laidOut, population: row)
    else { throw .forecastImpossible }
    guard message.forecast == expected else { throw .forecastDiffers }
    return true
  }

  /// What speaks against a message's figures. What counts of the borough now is the measure, if it is of a plan that
  /// is known here.
  func doubts(about received: Received) throws -> [QuarantineReason] {
    let message = received.message
    guard let plausibility, let plan = plan(message.planID) else { return [] }
    let latest = try store.latestMessage(of: message.borough, except: message.release)
    let earlier = try latest.flatMap { try measures.measure(of: $0, borough: message.borough, else: readMeasure) }
    let (doubts, measure) = plausibility.judge(message, plan: plan, earlier: earlier)
    measures.keep(measure, of: received.sha256, borough: message.borough)
    return doubts
  }

  private func readMeasure(of sha256: String) throws -> ReleaseMeasure? {
    guard let envelope = try store.envelope(of: sha256) else { return nil }
    let message = try ReleaseMessage(kept: envelope)
    return plan(message.planID).flatMap { ReleaseMeasure(message, plan: $0) }
  }

  private func plan(_ id: String) -> LaidOutPlan? { plans.first { $0.plan.id == id }?.laidOut }
}

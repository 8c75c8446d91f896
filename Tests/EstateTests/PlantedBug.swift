/// Faults of our own programs, planted in a simulation to show that it would find them: each in the harness around the
/// real parts, none by a switch in them.
enum PlantedBug: String, CaseIterable, Sendable {
  case hubCountsARetryTwice
  /// Its disk says that it has synced, and has not.
  case hubAnswersBeforeItHasSynced
  /// Each receipt but the first has the number of the one before.
  case hubDoesNotAdvanceTheNumber
  /// A sender that does not say how many receipts it holds: nothing tells the hub that it was put back to an older
  /// state.
  case senderForgetsItsCount
  /// A second try sends another message under the same release, as noise drawn anew would make it.
  case senderMakesARetryAnew
  /// After a first failure the message is not tried again.
  case senderGivesUp
  /// A message is taken off the queue for good while its receipt is not on disk yet.
  case senderClearsItsQueueTooEarly
  /// Every message counts at once.
  case hubDoubtsNothing
  /// A message that comes again is held back anew, whatever was decided on it.
  case hubForgetsDecisionsOnARetry
  /// Who was revoked, or has renewed, can go on with the old certificate; a certificate's end is nothing to the hub.
  case hubForgetsRevocations
  case hubOverlooksTheEnd
  /// The hub cosigns any head of a log of contacts.
  case hubCosignsAnyContacts
  /// The sender does not look whether the hub's log continues what it has seen.
  case senderDoesNotLookAtLogs
  /// Receipts that could not be looked for in the hub's log are not looked for again.
  case senderTakesReceiptsForProven
  /// The log of what may leave is shown to the hub after a message of it was given away.
  case senderShowsItsLogTooLate
  /// A hub that is put back does not put back what it had said of its keys.
  case hubForgetsStatements

  /// What must happen in each story for it to show.
  var trouble: Weather.Trouble? {
    switch self {
    case .hubDoubtsNothing, .hubForgetsDecisionsOnARetry: .implausible
    case .hubForgetsRevocations: .revocation
    case .hubOverlooksTheEnd: .quarter
    case .hubCosignsAnyContacts, .senderShowsItsLogTooLate: .copies
    case .senderDoesNotLookAtLogs, .senderTakesReceiptsForProven: .hubCopy
    case .hubForgetsStatements: .hubCopyAndKeys
    default: nil
    }
  }
}

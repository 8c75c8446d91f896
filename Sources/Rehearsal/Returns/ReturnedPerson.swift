import Vocabulary

// What a SEN2 return says of one person, before it is spelled as XML or CSV. Names are those of the DfE items; days
// are day numbers; an empty text or nil is left blank.

struct ReturnedPerson {
  let identity: Identity
  var requests: [ReturnedRequest]
}

/// Module 2, and through it modules 3 to 5.
struct ReturnedRequest {
  /// Of a plan that came from another authority: the day on which this borough became responsible. SEN2 has no item
  /// for that day. On roll from max(StartDate, ReceivedDate) where TransferLA is filled in, else from StartDate.
  let received: Int
  let source: Int
  var outcomeDay: Int?
  let outcome: String
  var mediation = false
  var tribunal = false
  var assessment: ReturnedAssessment?
  var active: ReturnedActivePlan?
}

/// Module 3.
struct ReturnedAssessment {
  let outcome: String
  var day: Int?
  var week20 = false
  var plan: ReturnedNamedPlan?
}

/// Module 4.
struct ReturnedNamedPlan {
  let start: Int
  let residence: String
  let personalBudget: Bool
  var ceased: Int?
  var ceaseReason: Int?
  let details: [Setting]
}

/// Module 5.
struct ReturnedActivePlan {
  var transferLA: String?
  var review: Int?
  /// Rank 1, oldest first.
  let placements: [Episode]
  /// Rank 2.
  let alongside: Episode?
  let residence: String
  /// Primary need, then the secondary if there is one.
  let needs: [String]
}

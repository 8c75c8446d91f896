/// Which rows of one person are used. Notes each rule once per row.
struct RowAccount {
  private struct Note: Hashable {
    let rule: Rule
    let place: RowPlace
  }

  private let log: FindingLog
  private var dropped: Set<RowPlace> = []
  private var notes: Set<Note> = []

  init(log: FindingLog) { self.log = log }

  /// No row was dropped.
  var isWhole: Bool { dropped.isEmpty }

  func isUsed(_ place: RowPlace) -> Bool { dropped.isEmpty || !dropped.contains(place) }

  /// For rules whose rows are used.
  mutating func note(_ rule: Rule, _ place: RowPlace) {
    if notes.insert(Note(rule: rule, place: place)).inserted { log.note(rule, place) }
  }

  /// Lists a row and those that belong to it.
  ///
  /// - Parameter shown: where the rule is shown, if not at the row itself.
  mutating func drop(_ rule: Rule, _ place: RowPlace, with below: [RowPlace] = [], shown: RowPlace? = nil) {
    guard dropped.insert(place).inserted else { return }
    log.note(rule, shown ?? place, droppedIn: place.file)
    for place in below where dropped.insert(place).inserted { log.note(.belongsToListedRow, place) }
  }
}

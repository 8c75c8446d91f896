internal import Records

/// Signs in single rows of a finance extract or rate card that all of it is written otherwise than it is read: dates with
/// the month first, amounts in another currency. Where 1 row in 100 shows it, others hide it.
struct TableSigns: Silent {
  private struct Sign {
    var count = 0
    /// Of the first row.
    var line = 0

    mutating func note(_ line: Int) { (self.line, count) = (count == 0 ? line : self.line, count + 1) }
  }

  private var rows = 0
  private var monthFirst = Sign()
  private var otherMoney = Sign()

  mutating func countRow() { rows += 1 }
  mutating func noteMonthFirst(_ line: Int) { monthFirst.note(line) }
  mutating func noteOtherMoney(_ line: Int) { otherMoney.note(line) }

  /// Why the table as a whole cannot be used, although it was read to its end.
  var refusal: Refusal? {
    for (rule, sign) in [(Rule.datesMonthFirst, monthFirst), (.amountScale, otherMoney)]
    where sign.count > 0 && sign.count * MonthFirstDates.oneIn >= rows { return Refusal(rule: rule, line: sign.line) }
    return nil
  }
}

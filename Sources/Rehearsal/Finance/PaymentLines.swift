/// A line of an extract that belongs to nobody on roll.
struct StrayLine {
  /// As reports name it: a file, or a sheet of one.
  let file: String
  let row: Int
  let reason: String
}

/// A CSV file of payments under construction, which knows on which rows the lines are that belong to nobody.
struct PaymentLines {
  var text = Bytes()
  /// Lines name children by the borough's own numbers.
  var isByLocalID = false
  private var row = 1
  private var strays: [(row: Int, reason: String)] = []

  init(_ headings: String, isByLocalID: Bool = false) {
    self.isByLocalID = isByLocalID
    text.add(headings)
    end(nil)
  }

  /// Ends a line.
  ///
  /// - Parameter payment: what the line is about, if it is one that is looked up.
  mutating func end(_ payment: Payment?) {
    if let reason = payment?.reason(byLocalID: isByLocalID) { strays.append((row, reason)) }
    text.add("\r\n")
    row += 1
  }

  mutating func add(_ text: String) { self.text.add(text) }
  mutating func add(_ number: Int) { text.add(number) }

  /// Pounds, between commas.
  mutating func addMoney(_ pence: Int) {
    text.addPounds(pence)
    text.add(",")
  }

  /// First and last day, each with a comma before it.
  mutating func addDays(_ payment: Payment) {
    text.add(",")
    text.addDay(payment.start)
    text.add(",")
    if let end = payment.end { text.addDay(end) }
  }

  mutating func addProvider(_ payment: Payment) { text.addQuoted(payment.setting.providerName) }

  func strays(of file: String) -> [StrayLine] { strays.map { StrayLine(file: file, row: $0.row, reason: $0.reason) } }

  /// - Returns: the lines that belong to nobody.
  func write(to folder: Folder, _ name: String) throws -> [StrayLine] {
    try folder.write(text, to: name)
    return strays(of: name)
  }
}

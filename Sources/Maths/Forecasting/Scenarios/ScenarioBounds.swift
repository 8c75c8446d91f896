/// What numbers of a scenario file may be: for the reader, and for those who tell a person.
enum ScenarioBounds {
  static let growthPercent = -50.0...100.0
  static let plans = 1.0...10_000_000.0
  static let factor = 0.0...10.0
  static let percent = 0.0...100.0
  static let weight = 0.0...1000.0
  /// Over which something grows or builds up.
  static let years = 1...50
  /// By which plans come earlier.
  static let earlier = 1...10
  static let january = 2000...2150

  /// Where a file does not say.
  static let growthYears = 4
  static let returnYears = 3
}

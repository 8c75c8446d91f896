import ArgumentParser
internal import ForecastOptions

struct PlacesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "places", abstract: CapacityOptions.abstract, discussion: CapacityOptions.discussion)

  @OptionGroup var capacity: CapacityOptions

  mutating func run() throws {
    let (text, notes) = try capacity.result()
    notes.forEach(Voice.note)
    Voice.result(text)
  }
}

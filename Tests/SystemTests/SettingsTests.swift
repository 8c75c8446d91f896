import Settings
import Testing

@Suite struct SettingsTests {
  static let allowed: Set<String> = ["receipt_timeout_s", "records_folder", "borough", "hub_port"]

  func read(_ text: String) throws(SettingsError) -> SettingsFile {
    try SettingsFile(parsing: Array(text.utf8), file: "agent.conf", allowed: Self.allowed)
  }
  func error(_ text: String) -> SettingsError? {
    do throws(SettingsError) { _ = try read(text) } catch { return error }
    return nil
  }

  @Test func keysAndValuesAreRead() throws {
    let file = try read(
      "\u{FEFF}# a comment\r\n\r\n  borough=E09000007\r\nrecords_folder =  /srv/a b = #1\t \nreceipt_timeout_s = 1_000\n")
    #expect(try file.string("borough") == "E09000007")
    #expect(try file.string("records_folder") == "/srv/a b = #1")
    #expect(try file.int("receipt_timeout_s", in: 1...1000) == 1000)
    #expect(file.optionalString("hub_port") == nil)
    #expect(try file.optionalInt("hub_port", in: 1...65_535) == nil)
    #expect(try read("").optionalString("borough") == nil)
  }

  @Test func anUnknownKeyNamesItsLineAndTheNearestOne() {
    let near = error("# x\nrecipt_timeout_s = 3")
    #expect(near?.code == "unknown-key")
    #expect(
      near?.description
        == "agent.conf, line 2: the key \"recipt_timeout_s\" is unknown; did you mean \"receipt_timeout_s\"? (unknown-key)")
    #expect(error("borough_name_of_the_thing = 1")?.problem == .unknownKey(nearest: nil))
    #expect(error("broough = 1")?.problem == .unknownKey(nearest: "borough"))
    #expect(error(String(repeating: "a", count: 5000) + " = 1")?.problem == .unknownKey(nearest: nil))
  }

  @Test func aMissingKeyIsNamed() throws {
    let file = try read("borough = x")
    do throws(SettingsError) {
      _ = try file.string("hub_port")
      Issue.record("a missing key was read")
    } catch {
      #expect(error.description == "agent.conf: the key \"hub_port\" is missing; add a line \"hub_port = …\" (missing-key)")
    }
  }

  @Test func aKeyGivenTwiceIsRefused() {
    let twice = error("borough = a\n\nborough = a")
    #expect(twice?.code == "duplicate-key" && twice?.line == 3 && twice?.problem == .duplicateKey(firstLine: 1))
  }

  @Test func badLinesAreNamed() {
    for bad in ["borough", "= x", "Borough = x", "bor ough = x", "borough = a\u{1}b", "\"borough\" = x"] {
      #expect(error("\n" + bad)?.code == "bad-line", "\(bad)")
      #expect(error("\n" + bad)?.line == 2)
    }
    #expect(error("borough =  ")?.code == "bad-value")
    do throws(SettingsError) {
      _ = try SettingsFile(parsing: [0x62, 0xff], file: "f", allowed: [])
      Issue.record("bytes that are not UTF-8 were read")
    } catch { #expect(error.code == "bad-line") }
  }

  @Test(arguments: ["0", "65536", "80 ", "+80", "8o", "0x50", "1__0", "_1", "1_", "-", "", "99999999999999999999", "8.0"])
  func onlyWholeNumbersInRangeAreNumbers(_ text: String) throws {
    guard let file = try? read("hub_port = " + text) else { return }
    if text == "80 " { return #expect(try file.int("hub_port", in: 1...65_535) == 80) }
    do throws(SettingsError) {
      _ = try file.int("hub_port", in: 1...65_535)
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.code == "bad-value" && error.line == 1)
      #expect(error.description.contains("a whole number from 1 to 65535"))
      // The value may be secret.
      if text.count > 2 { #expect(!error.description.replacing("65535", with: "").contains(text)) }
    }
  }
}

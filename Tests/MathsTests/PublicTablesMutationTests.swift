@testable import PublicData
import Testing

/// Damaged files: each is read or refused with a code; none traps, and no cell's text reaches an error.
struct PublicTablesMutationTests {
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let canary = "Zebedee"
  private static let caseload = Sample.bytes([
    Sample.header(["breakdown_topic", "breakdown", "ehcplans"] + Sample.settings(false)),
    "202425,Academic year,\(Sample.borough("E09000007")),All EHC plans,\(canary),100,30,5,1,20,2,58,58.0,10,8,4,22,1.5,3,9,1,5,2,x",
    "202425,Academic year,\(Sample.london),Sex,Male,100,30,5,1,20,2,58,58.0,10,8,4,22,1.5,3,9,1,5,2,x",
  ])
  private static let population = Sample.bytes(
    ["code,name,midyear,age,population"] + (0...26).map { "E09000007,\"\(canary)\",2020,\($0),5.5" })
  private static let births = Sample.bytes(["GSS.Code,Name,Sex,Year,Births", "E09000001,\(canary),F,2002,24"])
  private static let gias = Sample.bytes([
    "URN,EstablishmentName,TypeOfEstablishment (code),OpenDate,UKPRN,SEN1 (name)",
    "100001,\(canary),7,01-09-2015,10000001,ASD - Autistic", "100002,\"\(canary), again\",10,,,",
  ])
  private static let links = Sample.bytes(["URN,LinkURN,LinkName,LinkType", "1,2,\(canary),Successor", "2,3,\(canary),Predecessor"])

  private func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      let at = Int.random(in: 0..<max(bytes.count, 1), using: &dice)
      let odd: [UInt8] = [0x00, 0x0A, 0x0D, 0x22, 0x2C, 0x2D, 0x2E, 0x39, 0x80, 0xC3, 0xE9, 0xFF]
      switch Int.random(in: 0..<7, using: &dice) {
      case 0: bytes.removeSubrange(min(at, bytes.count)...)
      case 1 where !bytes.isEmpty: bytes[at] = odd.randomElement(using: &dice) ?? 0
      case 2: bytes.insert(odd.randomElement(using: &dice) ?? 0, at: min(at, bytes.count))
      case 3 where !bytes.isEmpty: bytes.remove(at: at)
      case 4: bytes = [0xEF, 0xBB, 0xBF] + bytes
      case 5: bytes += bytes
      default: bytes.insert(contentsOf: Array(",99999999999999999999,".utf8), at: min(at, bytes.count))
      }
    }
    return bytes
  }

  @Test func aThousandDamagedFilesAreReadOrRefusedWithACode() {
    var dice = Dice(state: 20_250_116)
    var refused: [String: Int] = [:]
    for turn in 0..<1_000 {
      do throws(PublicTableError) {
        switch turn % 5 {
        case 0:
          let table = try PublishedTable(parsing: mutated(Self.caseload, &dice))
          _ = (table.brokenMargins(), table.cells(borough: "E09000007"))
        case 1: _ = try PopulationTable(parsing: mutated(Self.population, &dice)).january(of: "E09000007")
        case 2: _ = try BirthsTable(parsing: mutated(Self.births, &dice))
        case 3: _ = try EstablishmentRegister(parsing: mutated(Self.gias, &dice), links: Self.links).current(100_001)
        default: _ = try EstablishmentRegister(parsing: Self.gias, links: mutated(Self.links, &dice)).current(1)
        }
      } catch {
        refused[error.code, default: 0] += 1
        #expect(!error.description.contains(Self.canary))
      }
    }
    // Damage of many kinds is told apart; far from all of it changes what is read.
    #expect(refused.count >= 8 && refused.values.reduce(0, +) > 300, "\(refused)")
  }

  /// A file of children handed in by mistake is refused before any of it could be repeated.
  @Test func aFileOfRecordsIsRefusedWithoutRepeatingIt() {
    let records = Sample.bytes(["UPN,Surname,\(Self.canary)", "A123,\(Self.canary),x"])
    let noHeader = Sample.bytes(["A123,\(Self.canary),2015-01-01", "A124,\(Self.canary),2015-01-02"])
    for bytes in [records, noHeader] {
      var errors: [PublicTableError] = []
      do throws(PublicTableError) { _ = try PublishedTable(parsing: bytes) } catch { errors.append(error) }
      do throws(PublicTableError) { _ = try PopulationTable(parsing: bytes) } catch { errors.append(error) }
      do throws(PublicTableError) { _ = try BirthsTable(parsing: bytes) } catch { errors.append(error) }
      do throws(PublicTableError) { _ = try EstablishmentRegister(parsing: bytes) } catch { errors.append(error) }
      do throws(PublicTableError) { _ = try EstablishmentLinks(parsing: bytes) } catch { errors.append(error) }
      #expect(errors.count == 5 && !errors.contains { $0.description.contains(Self.canary) || $0.description.contains("A12") })
    }
  }

  @Test func everySymbolIsKeptAsPublished() throws {
    let symbols = ["x", "z", "c", ":", "low", "~", "k", "no data", "[x]", "Z"]
    let columns = symbols.indices.map { "c\($0)" }
    let table = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(["breakdown_topic", "breakdown", "requests_received_in_year"] + columns),
        "2024,Calendar year,\(Sample.borough("E09000007")),All requests,All requests,5," + symbols.joined(separator: ","),
      ]))
    let expected: [PublishedSymbol] = [
      .unavailable, .notApplicable, .confidential, .notAvailable, .low, .negligible, .withheld, .noData, .unavailable, .notApplicable,
    ]
    #expect(table.rows[0].figures.dropFirst().map { $0 } == expected.map { .symbol($0) })
  }
}

@testable import PublicData
import TestSupport
import Testing
import Vocabulary

/// Damaged files: each is read or refused with a code; none traps, and no cell's text reaches an error.
struct PublicTablesMutationTests {
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
    "URN,EstablishmentName,TypeOfEstablishment (code),OpenDate,UKPRN,SEN1 (name),StatutoryLowAge,StatutoryHighAge,SchoolCapacity",
    "100001,\(canary),7,01-09-2015,10000001,ASD - Autistic,2,19,120", "100002,\"\(canary), again\",10,,,,11,16,",
  ])
  private static let links = Sample.bytes(["URN,LinkURN,LinkName,LinkType", "1,2,\(canary),Successor", "2,3,\(canary),Predecessor"])

  /// 1,000 files; 10,000 with `BOROUGHWISE_LONG=1`. Each is made from its number, which a failure names.
  @Test(.timeLimit(.minutes(10))) func damagedFilesAreReadWholeOrRefusedWithACode() {
    var refused: [String: Int] = [:]
    for number in 0..<Damage.files {
      var dice = Dice(seed: number)
      let (time, code) = read(number, &dice)
      #expect(time < .seconds(10), "file \(number): slow")
      if let code { refused[code, default: 0] += 1 }
    }
    // Damage of many kinds is told apart; far from all of it changes what is read.
    #expect(refused.count >= 8 && refused.values.reduce(0, +) > Damage.files * 3 / 10, "\(refused)")
  }

  private func read(_ number: Int, _ dice: inout Dice) -> (time: Duration, code: String?) {
    var code: String?
    let time = ContinuousClock().measure {
      do throws(PublicTableError) {
        switch number % 5 {
        case 0:
          let bytes = Damage.some(to: Self.caseload, &dice)
          let table = try PublishedTable(parsing: bytes)
          _ = (table.brokenMargins(), table.cells(borough: "E09000007"))
          expect(table.rows.count + table.rowsElsewhere, of: bytes, "file \(number)")
        case 1: _ = try PopulationTable(parsing: Damage.some(to: Self.population, &dice)).january(of: "E09000007")
        case 2: _ = try BirthsTable(parsing: Damage.some(to: Self.births, &dice))
        case 3:
          let bytes = Damage.some(to: Self.gias, &dice)
          let register = try EstablishmentRegister(parsing: bytes, links: Self.links)
          _ = register.current(100_001)
          for one in register.byURN.values {
            guard let offer = SpecialistOffer.of(one), let ages = one.academicAges else { continue }
            let parts = PhaseShares.divide(offer.places, over: ages, in: offer.sector)
            #expect(parts.reduce(0, +) == offer.places, "file \(number)")
          }
          expect(register.byURN.count + register.faults.rowsLeftOut, of: bytes, "file \(number)")
        default: _ = try EstablishmentRegister(parsing: Self.gias, links: Damage.some(to: Self.links, &dice)).current(1)
        }
      } catch {
        code = error.code
        #expect(!error.description.contains(Self.canary), "file \(number)")
      }
    }
    return (time, code)
  }

  /// Every line below the heading is a row, where no quoted field goes over lines.
  private func expect(_ rows: Int, of bytes: [UInt8], _ place: String) {
    let lines = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]).split { $0 == 0x0A || $0 == 0x0D }
    guard lines.allSatisfy({ line in line.count { $0 == UInt8(ascii: "\"") } % 2 == 0 }) else { return }
    #expect(rows == lines.count - 1, "\(place): \(rows) rows of \(lines.count - 1)")
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

import Compression
import Cryptography
import Forecasting
import Intake
import PublicData
import ReleaseProtocol
import Register

/// Small but complete messages for the plan london-send-1, and the parts to spoil them with.
struct MessageFixture: Sendable {
  static let plan = ReleasePlan.londonSend1
  static let planSHA256 = Hex.encode(SHA256.hash(plan.canonicalBytes))

  /// A population file of all 33 boroughs with the same number of people of each age in each year.
  static let populationBytes: [UInt8] = {
    var text = "# invented for tests\ncode,year," + (0...25).map(String.init).joined(separator: ",") + "\n"
    for borough in 1...33 {
      for year in 2022...2041 {
        let code = "E090000" + (borough < 10 ? "0" : "") + "\(borough)"
        text += "\(code),\(year)" + String(repeating: ",1000", count: 26) + "\n"
      }
    }
    return Array(text.utf8)
  }()

  var borough = "E09000007"
  var release = String(repeating: "1", count: 32)
  var planID = plan.id
  var planSHA256 = planSHA256
  var populationSHA256 = Hex.encode(SHA256.hash(populationBytes))
  /// Added to one cell of the latest flow table after the forecast was computed.
  var tampering: Int64 = 0
  /// Each cell of the flow tables: with zero everywhere the forecast is zero too.
  var cell: Int64 = 3
  var tablesKept = 7
  var method = ForecastTable.method

  func message() throws -> ReleaseMessage {
    var tables = Self.plan.statistics.map { statistic in
      let value = statistic.kind == .flowMargin ? cell * 12 : cell
      return NoisedTable(
        statistic: statistic.id, cells: Array(repeating: value, count: statistic.cellCount),
        variance: statistic.variances)
    }
    let forecast = try forecast(tables)
    let latest = 2  // flow-2025-cross
    var cells = tables[latest].cells
    cells[6 * 12] += tampering  // stayed, age 6, first need
    tables[latest] = NoisedTable(statistic: tables[latest].statistic, cells: cells, variance: tables[latest].variance)
    return ReleaseMessage(
      borough: borough, censusYear: 2025, planID: planID, planSHA256: planSHA256, release: release,
      populationSHA256: populationSHA256, tables: Array(tables.prefix(tablesKept)),
      forecast: ForecastTable(firstYear: 2025, years: 16, cells: forecast, method: method))
  }

  private func forecast(_ tables: [NoisedTable]) throws -> [Int64] {
    func flows(_ year: Int) throws -> ReleasedFlows {
      func cells(_ id: String) throws -> [Int64] {
        guard let table = tables.first(where: { $0.statistic == id }) else { throw WireError.plan(.missingTable(id)) }
        return table.cells
      }
      return ReleasedFlows(
        year: year, cross: try cells("flow-\(year)-cross"), margin: try cells("flow-\(year)-margin"),
        crossVariance: 10, marginVariance: 10)
    }
    let populations = try PopulationFile(parsing: Self.populationBytes)
    guard let population = populations.population(of: borough) else { throw RegisterFault.notABorough }
    return try BoroughForecast.cells(
      borough: borough, earlier: flows(2024), later: flows(2025), population: population, lastYear: 2040)
  }

  /// The envelope, signed by `key`.
  func envelope(signedBy key: SigningKey, payloadType: String = ReleaseMessage.payloadType) throws -> [UInt8] {
    try Self.seal(message().canonicalBytes, key, payloadType)
  }

  static func seal(
    _ payload: [UInt8], _ key: SigningKey, _ payloadType: String = ReleaseMessage.payloadType
  ) throws -> [UInt8] {
    try DSSE.seal(payload: payload, payloadType: payloadType, keyID: key.publicKey.id) { try key.sign($0) }
  }
}

extension HubFixture {
  func intake(population: Bool = true) throws -> Intake {
    Intake(
      register: register, store: store, population: population ? try HubPopulation(MessageFixture.populationBytes) : nil)
  }

  /// What `machine` would send to transport an envelope.
  static func arrival(
    _ machine: Machine, _ envelope: [UInt8], encoding: String? = "gzip", contentType: String? = DSSE.contentType,
    receiptsHeld: String? = nil, at time: Int = now + 60
  ) throws -> Arrival {
    Arrival(
      body: encoding == "gzip" ? try Gzip.compress(envelope) : envelope, contentType: contentType,
      contentEncoding: encoding, uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, receiptsHeld: receiptsHeld,
      at: time)
  }
}

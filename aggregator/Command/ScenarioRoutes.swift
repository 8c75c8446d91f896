internal import ForecastTables
internal import Forecasting
internal import Hummingbird
internal import Logging
internal import Pooling
internal import Views

/// The page of scenarios, its CSV and its files. Everything is in the address: nothing is written, nothing remembered of who
/// asked.
struct ScenarioRoutes: Sendable {
  private let deployment: String
  private let isRehearsal: Bool
  private let pages: Pages?

  init(_ deployment: String, isRehearsal: Bool, _ pages: Pages?) {
    (self.deployment, self.isRehearsal, self.pages) = (deployment, isRehearsal, pages)
  }

  func add(to router: Router<BasicRequestContext>) {
    router.get("/scenarios") { request, context in try await page(request.uri.query ?? "", context.logger) }
    router.get("/scenarios.csv") { request, context in try await csv(request.uri.query ?? "", context.logger) }
    router.get("/scenarios/file") { request, _ in try await file(request.uri.query ?? "") }
  }

  /// What the forecast is about, and what is offered by name.
  private struct Setting {
    let offered: [Scenario]
    let januaries: ClosedRange<Int>
  }

  /// Nil while nobody has sent anything.
  private func setting() async throws -> Setting? {
    guard let pages, let pool = try await pages.pools.value() else { return nil }
    let builtIn = Scenario.builtInNames.compactMap { Scenario.builtIn($0, flowYears: pool.flowYears) }
    return Setting(offered: builtIn + pages.extras.scenarios, januaries: pool.censusYear...pool.lastYear)
  }

  private func page(_ text: String, _ logger: Logger) async throws -> Response {
    guard let pages, let setting = try await setting() else { return nothingYet }
    var query = FormQuery()
    func shown(_ status: HTTPResponse.Status, _ page: ScenarioPage) -> Response {
      var response = WebRoutes.text(status, page.html, "text/html; charset=utf-8")
      response.headers[.contentSecurityPolicy] = Views.formSecurityPolicy
      return response
    }
    func form(_ fault: ScenarioFault?) -> ScenarioPage {
      ScenarioPage(
        deployment: deployment, isRehearsal: isRehearsal, query: query, offered: setting.offered, januaries: setting.januaries,
        fault: fault)
    }
    do throws(ScenarioFault) {
      query = try FormQuery(text)
      let address = try ScenarioAddress(query, offered: setting.offered, januaries: setting.januaries)
      // One address for each question, short enough to be kept: without the fields that were left empty.
      if address.query != text { return Self.moved(to: "/scenarios" + (address.query.isEmpty ? "" : "?" + address.query)) }
      if address.isEmpty { return shown(.ok, form(nil)) }
      return shown(.ok, try form(nil).showing(try await compared(pages, address, logger).figures, address))
    } catch {
      var response = shown(Self.status(error), form(error))
      if error.code == Self.busy.code { response.headers[.retryAfter] = "10" }
      return response
    }
  }

  private func csv(_ text: String, _ logger: Logger) async throws -> Response {
    guard let pages, let setting = try await setting() else { return nothingYet }
    do throws(ScenarioFault) {
      let address = try ScenarioAddress(FormQuery(text), offered: setting.offered, januaries: setting.januaries)
      guard !address.isEmpty else { throw ScenarioFault("no-levers", "there is no scenario in the address") }
      let compared = try await compared(pages, address, logger)
      var response = WebRoutes.text(.ok, compared.csv, "text/csv; charset=utf-8")
      let area = compared.figures.area
      let about = "\(deployment)-\(setting.januaries.lowerBound)-\(address.area)-\(area.received)of\(area.members)"
      response.headers[.contentDisposition] = "attachment; filename=\"boroughwise-\(about)-scenarios.csv\""
      return response
    } catch { return Self.refused(error) }
  }

  /// One scenario as a file that the command reads.
  private func file(_ text: String) async throws -> Response {
    guard let setting = try await setting() else { return nothingYet }
    do throws(ScenarioFault) {
      let address = try ScenarioAddress(FormQuery(text), offered: setting.offered, januaries: setting.januaries)
      guard let scenario = address.scenarios.first, address.scenarios.count == 1 else {
        throw ScenarioFault("no-levers", "the address of a file holds one scenario")
      }
      var response = WebRoutes.text(.ok, scenario.text, "text/plain; charset=utf-8")
      response.headers[.contentDisposition] = "attachment; filename=\"\(Self.fileName(scenario.name)).scenario\""
      return response
    } catch { return Self.refused(error) }
  }

  private func compared(
    _ pages: Pages, _ address: ScenarioAddress, _ logger: Logger
  ) async throws(ScenarioFault) -> ComparedScenarios {
    do {
      return try await pages.desk.answer(ScenarioQuestion(address.scenarios, against: address.reference, area: address.area))
    } catch is ScenarioDesk.Busy {
      throw Self.busy
    } catch let PoolingError.forecast(error) where Self.isReaders(error) {
      // Its own text without its code, which stands apart.
      throw ScenarioFault(error.code, Self.said(error))
    } catch {
      logger.error("a comparison of scenarios could not be made", metadata: ["reason": "\(error)"])
      throw ScenarioFault(Self.broken, "the comparison could not be made; the hub's log says why")
    }
  }

  private static let busy = ScenarioFault("try-later", "other readers' comparisons are being simulated; ask again in some seconds")
  private static let broken = "not-made"

  /// Whether another question would help. Nobody's codes are in these.
  private static func isReaders(_ error: ForecastError) -> Bool {
    switch error {
    case .noBoroughs, .badScenario, .levelYearOutside, .levelNotReachable, .missingFlows, .tooLarge: true
    case .missingPopulation, .populationNotPositive, .wrongTableSize, .lastYearTooEarly: false
    }
  }

  /// For readers: this port says nothing of one borough.
  private static func said(_ error: ForecastError) -> String {
    switch error {
    case .noBoroughs: "no borough of this area has sent anything; choose another area"
    case .missingFlows(_, let year): "the boroughs have not all released the year to January \(year); choose another year, or multiples"
    case .tooLarge: "the forecast leaves the range of plausible counts; make the levers smaller"
    default: error.text
    }
  }

  private static func status(_ fault: ScenarioFault) -> HTTPResponse.Status {
    fault.code == busy.code ? .serviceUnavailable : fault.code == broken ? .internalServerError : .badRequest
  }

  private static func refused(_ fault: ScenarioFault) -> Response {
    let key = fault.key.map { " (\($0))" } ?? ""
    var response = WebRoutes.text(status(fault), "\(fault.code)\(key): \(fault.text)\n", "text/plain; charset=utf-8")
    if fault.code == busy.code { response.headers[.retryAfter] = "10" }
    return response
  }

  private static func moved(to address: String) -> Response {
    var response = WebRoutes.text(.seeOther, "", "text/plain")
    response.headers[.location] = address
    return response
  }

  private var nothingYet: Response {
    pages == nil
      ? WebRoutes.text(.serviceUnavailable, "this hub has no population file, so it can't show a forecast\n", "text/plain")
      : WebRoutes.text(.notFound, "no borough has sent anything yet, so there is no forecast\n", "text/plain")
  }

  /// Letters and digits of ASCII, and hyphens for the rest.
  static func fileName(_ name: String) -> String {
    let plain = name.lowercased().unicodeScalars.map { scalar -> Character in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    let words = String(plain).split(separator: "-")
    return words.isEmpty ? "scenario" : words.joined(separator: "-")
  }
}

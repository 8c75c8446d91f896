internal import Files
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Pooling
internal import Register
internal import ReleaseProtocol
internal import Store
internal import Views

/// The web port: plain HTTP for readers, by default on loopback only. Shows pooled figures and nothing of one borough.
enum WebRoutes {
  /// - Parameter pages: nil without a population file; then there is nothing to show.
  static func router(hub: Hub, pages: Pages?) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: WebMiddleware())
    let (name, isRehearsal) = (hub.settings.deployment.name, hub.settings.isRehearsal)
    func show(
      _ path: RouterPath, as contentType: String, file: String? = nil, missing: String? = nil,
      _ render: @escaping @Sendable (Pages, LondonPicture) async throws -> String?
    ) {
      router.get(path) { _, _ in
        guard let pages else {
          return text(.serviceUnavailable, "this hub has no population file, so it can't show a forecast\n", "text/plain")
        }
        let picture = try await pages.pictures.value()
        guard let body = try await render(pages, picture) else {
          let nobody = "no borough has sent anything about January \(picture.source.censusYear) yet"
          return text(.notFound, (picture.groups[0].coverage.received > 0 ? missing : nil).map { "\($0)\n" } ?? "\(nobody)\n", "text/plain")
        }
        var response = text(.ok, body, contentType)
        if let file {
          let coverage = picture.groups[0].coverage
          let about = "\(name)-\(picture.source.censusYear)-\(coverage.received)of\(coverage.members)"
          response.headers[.contentDisposition] = "attachment; filename=\"boroughwise-\(about)-\(file)\""
        }
        return response
      }
    }
    show("/", as: "text/html; charset=utf-8") { pages, picture in
      // Counts are shown in any case. Without futures the page says that its bands are the noise alone.
      let prospect = (try? await pages.prospects.value()) ?? nil
      return Views.page(picture, prospect, deployment: name, isRehearsal: isRehearsal, hasPlaces: pages.extras.places != nil)
    }
    let csv = "text/csv; charset=utf-8"
    show("/tables.csv", as: csv, file: "tables.csv") { _, picture in picture.csv(isRehearsal: isRehearsal) }
    show("/tables.json", as: "application/json", file: "tables.json") { _, picture in picture.json(isRehearsal: isRehearsal) }
    show("/forecast.csv", as: csv, file: "forecast.csv") { pages, _ in try await pages.files.value()?.forecast }
    show("/gap.csv", as: csv, file: "gap.csv") { pages, _ in try await pages.files.value()?.gap }
    show("/figures.csv", as: csv, file: "figures.csv") { pages, _ in try await pages.files.value()?.figures }
    show("/reform-plan.csv", as: csv, file: "reform-plan.csv", missing: "placements are not told by what boroughs have sent") {
      pages, _ in try await pages.files.value()?.reformPlan
    }
    show("/places.csv", as: csv, file: "places.csv", missing: "no file of places is set (places_file)") { pages, _ in
      pages.extras.places == nil ? nil : try await pages.files.value()?.places
    }
    show("/backtest.csv", as: csv, file: "backtest.csv", missing: "no history is long enough: three Januaries in a row are needed") {
      pages, _ in try await pages.backtests.value()
    }
    ScenarioRoutes(name, isRehearsal: isRehearsal, pages).add(to: router)
    router.get("/style.css") { _, _ in text(.ok, Views.style, "text/css; charset=utf-8") }
    router.get("/health") { _, _ in try await health(hub) }
    return router
  }

  private static func health(_ hub: Hub) async throws -> Response {
    let heard = try await hub.store.overview().count { $0.messages > 0 }
    let health = try await HubHealth(hub, now: SystemClock.now())
    // Numbers alone: this port shows nothing of one borough. "aggregator health" names them.
    let body = JSON.object([
      "boroughs": .integer(Int64(heard)), "certificates_ending": .integer(Int64(health.ending.count)),
      "hub_certificate_days": .integer(Int64(health.own.map(\.days).min() ?? 0)),
      "log_conflicts": .integer(Int64(health.conflicts.count)), "ok": .bool(health.isWell),
      "peak_memory_kb": .integer(Int64(ProcessFigures.peakMemoryKB())),
      "quarantined": .integer(Int64(health.waiting.count)), "silent": .integer(Int64(health.silent.count)),
    ])
    return text(.ok, String(decoding: CanonicalJSON.encode(body), as: UTF8.self), "application/json")
  }

  static func text(_ status: HTTPResponse.Status, _ text: String, _ contentType: String) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = contentType
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}

/// The headers of every web answer, failures included, and no reason in a failure.
struct WebMiddleware: RouterMiddleware {
  typealias Context = BasicRequestContext

  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError {
      response = WebRoutes.text(error.status, "\(error.status)\n", "text/plain")
    } catch {
      context.logger.error("a page could not be made", metadata: ["reason": "\(error)"])
      response = WebRoutes.text(.internalServerError, "the page could not be made; the log says why\n", "text/plain")
    }
    // The page with a form has said its own.
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = Views.contentSecurityPolicy
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    if let referrerPolicy = HTTPFields.Element.Name("referrer-policy") { response.headers[referrerPolicy] = "no-referrer" }
    response.headers[.cacheControl] = "no-cache"
    return response
  }
}

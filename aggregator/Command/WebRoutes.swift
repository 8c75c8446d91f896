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
  /// - Parameter pictures: nil without a population file; then there is nothing to show.
  static func router(hub: Hub, pictures: PictureCache?) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: WebMiddleware())
    let (name, isRehearsal) = (hub.settings.deployment.name, hub.settings.isRehearsal)
    router.get("/") { _, _ in
      try await show(pictures, as: "text/html; charset=utf-8") {
        Views.page($0, deployment: name, isRehearsal: isRehearsal)
      }
    }
    router.get("/tables.csv") { _, _ in try await show(pictures, as: "text/csv; charset=utf-8") { $0.csv(isRehearsal: isRehearsal) } }
    router.get("/tables.json") { _, _ in try await show(pictures, as: "application/json") { $0.json(isRehearsal: isRehearsal) } }
    router.get("/style.css") { _, _ in text(.ok, Views.style, "text/css; charset=utf-8") }
    router.get("/health") { _, _ in try await health(hub) }
    return router
  }

  private static func show(
    _ pictures: PictureCache?, as contentType: String, _ render: (LondonPicture) -> String
  ) async throws -> Response {
    guard let pictures else {
      return text(.serviceUnavailable, "this hub has no population file, so it can't show a forecast\n", "text/plain")
    }
    return text(.ok, render(try await pictures.picture()), contentType)
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
    response.headers[.contentSecurityPolicy] = Views.contentSecurityPolicy
    response.headers[.xContentTypeOptions] = "nosniff"
    if let referrerPolicy = HTTPFields.Element.Name("referrer-policy") { response.headers[referrerPolicy] = "no-referrer" }
    response.headers[.cacheControl] = "no-cache"
    return response
  }
}

import Files
import Identity
import ReleaseProtocol
import TLS
import Uplink

/// The way to the hub, step by step. Stops at the first step without which the later ones can't be tried.
struct NetworkChecks {
  let settings: SenderSettings
  let hub: Hub
  /// nil before enrolling.
  let identity: EnrolledIdentity?

  init(_ settings: SenderSettings, _ identity: EnrolledIdentity) {
    (self.settings, self.identity, hub) = (settings, identity, identity.hub)
  }

  init(_ settings: SenderSettings, hub: Hub) {
    (self.settings, identity, self.hub) = (settings, nil, hub)
  }

  private var proxy: Proxy? { settings.way.proxy }
  private var timeout: Int { min(settings.way.timeoutSeconds, 10) }
  private var way: Way { Way(timeoutSeconds: timeout, proxy: proxy, software: softwareVersion) }

  func run(_ findings: inout Findings) async {
    guard await name(&findings), await route(&findings) else {
      findings.request = request
      return
    }
    guard let identity else { return await open(&findings) }
    let sending: Sending
    do {
      sending = try Sending(
        identity: identity, inboxFolder: settings.inboxFolder, way: way,
        retry: RetryPolicy(attempts: 1))
    } catch {
      return findings.add(.fault("receipts", error))
    }
    let start = SystemClock.monotonicMilliseconds()
    do {
      let status = try await sending.hubStatus()
      findings.add(.ok("tls", "the hub's key is the pinned one", milliseconds: elapsed(start)))
      findings.add(.ok("hub", "\(hub.name) knows this borough's certificate"))
      await answer(status, sending, &findings)
    } catch {
      if await isKeyChange(error) {
        return findings.add(
          .warning(
            "tls", "hub-key-changed", "the hub has another key than the one that is known here, and has signed that it has",
            fix: "\"borough-sender status\" or the next \"send\" takes it over"))
      }
      trouble(error, &findings)
    }
  }

  private func isKeyChange(_ error: UplinkError) async -> Bool {
    guard case .connection(let fault) = error, fault.kind == .wrongPin else { return false }
    return await KeyNews(inboxFolder: settings.inboxFolder, way: way).signed(hub) != nil
  }

  private func elapsed(_ start: Int) -> Int { SystemClock.monotonicMilliseconds() - start }

  private func name(_ findings: inout Findings) async -> Bool {
    let host = proxy?.host ?? hub.address
    let start = SystemClock.monotonicMilliseconds()
    do {
      let found = try await Reach.addresses(of: host)
      let whose = proxy == nil ? "the hub" : "the proxy, which finds the hub"
      findings.add(
        .ok("name", "\(host) is \(found.joined(separator: ", ")): \(whose)", milliseconds: elapsed(start)))
      return true
    } catch {
      let fix = proxy == nil ? nil : "check \"proxy\" in sender.conf, and ask who runs this network's name servers"
      findings.add(.fault("name", .connection(error), fix: fix))
      return false
    }
  }

  private func route(_ findings: inout Findings) async -> Bool {
    let places: [(name: String, host: String, port: Int, isNeeded: Bool)]
    if let proxy {
      places = [("proxy", proxy.host, proxy.port, true)]
    } else {
      let isEnrolled = identity != nil
      places = [
        ("agent-port", hub.address, hub.agentPort, isEnrolled), ("enrol-port", hub.address, hub.enrolPort, !isEnrolled),
      ]
    }
    var isOpen = true
    for place in places {
      let start = SystemClock.monotonicMilliseconds()
      do {
        try await Reach.connect(place.host, port: place.port, timeoutSeconds: timeout)
        findings.add(.ok(place.name, "\(place.host) port \(place.port) answers", milliseconds: elapsed(start)))
      } catch where place.isNeeded {
        findings.add(.fault(place.name, .connection(error), fix: "send the text below to those who run the firewall"))
        isOpen = false
      } catch {
        findings.add(
          .warning(
            place.name, error.code, "\(error)", fix: "needed for \(identity == nil ? "sending" : "enrolling") only"))
      }
    }
    return isOpen
  }

  /// Before enrolling: the enrolment port, with the hub's certificate alone.
  private func open(_ findings: inout Findings) async {
    let start = SystemClock.monotonicMilliseconds()
    do {
      try await Enrolment.reach(
        hub, inboxFolder: settings.inboxFolder, way: way)
      findings.add(.ok("tls", "the hub's certificate is the one that the card names", milliseconds: elapsed(start)))
    } catch {
      trouble(error, &findings)
    }
  }

  private func trouble(_ error: UplinkError, _ findings: inout Findings) {
    guard case .connection(let fault) = error else { return findings.add(.fault("hub", error)) }
    switch fault.kind {
    // The hub has a chain to its root, one name, the pinned key and TLS 1.3: who has not is somebody else.
    case .untrustedPeer, .wrongPin, .wrongName, .noCertificate, .versionRefused, .protocolFault:
      findings.add(
        .fault(
          "interception", fault.code,
          "what answers is not the hub: a proxy or firewall between opens the connection, or the address is another's; "
            + "\(fault)",
          fix: "ask for a bypass of TLS inspection for the hub's address, and the hub's operator whether it is \(hub.address); "
            + "nothing was sent",
          exit: .hubMisbehaves))
      findings.request = request
    case .notYetValid, .certificateEnded:
      findings.add(
        .fault(
          fault.kind == .notYetValid ? "clock" : "tls", fault.code,
          "the hub's certificate \(fault.kind == .notYetValid ? "begins later" : "has ended") by this machine's clock, which says "
            + Clock.text,
          fix: error.advice, exit: SenderFailure.Exit(error.kind)))
    case .proxyRefuses, .proxyNeedsLogin, .proxyCannotReachHub, .proxyTimedOut, .cannotReachProxy:
      findings.add(.fault("proxy", error))
      findings.request = fault.proxyStatus.map { "\(request)\n\(Self.today($0))" } ?? request
    case .timedOut, .truncated, .cannotConnect:
      findings.add(
        .fault(
          "tls", error,
          fix: "\(proxy == nil ? "the port answers" : "the proxy opens a way"), and the hub is not heard: it is down, which its "
            + "operator knows, or a firewall lets connections begin and stops what follows: send the text below to those who run it"))
      findings.request = request
    case .refusedByPeer, .badResponse, .responseTooLarge: findings.add(.fault("hub", error))
    case .badConfiguration, .nameUnknown: findings.add(.fault("tls", error))
    }
  }

  /// What the proxy does now, for those who run it: by the number alone they find it in their log.
  private static func today(_ status: Int) -> String {
    let why =
      switch status {
      case 403, 451: "blocked by a rule of the proxy"
      case 407: "the proxy wants a login; the program can give a name and a password (Basic) only"
      case 502, 503, 504: "the proxy does not get through to that address; is it let out to it?"
      default: "no way was opened"
      }
    return "At \(Clock.text) the proxy answered CONNECT with status \(status): \(why)."
  }

  /// Seconds in words.
  private static func span(_ seconds: Int) -> String {
    switch seconds {
    case ..<600: "\(seconds) s"
    case ..<7_200: "\(seconds / 60) minutes"
    case ..<172_800: "\(seconds / 3_600) hours"
    default: "\(seconds / 86_400) days"
    }
  }

  private func answer(_ status: HubStatus, _ sending: Sending, _ findings: inout Findings) async {
    let ahead = SystemClock.now() - status.time
    let apart = "this machine's clock is \(Self.span(abs(ahead))) \(ahead < 0 ? "behind" : "ahead of") the hub's"
    findings.add(
      abs(ahead) <= 60
        ? .ok("clock", apart)
        : abs(ahead) <= 300
          ? .warning("clock", "clock-apart", apart, fix: "let this machine's clock be set by the network (NTP)")
          : .fault("clock", "clock-apart", apart, fix: "set the clock: certificates will be refused otherwise"))
    let version = VersionText(status)
    switch version.advice {
    case nil: findings.add(.ok("version", version.line))
    case .skew?: findings.add(.fault("version", UplinkError.versionSkew(hub: status.protocols)))
    case .behind?: findings.add(.warning("version", VersionText.behindCode, version.line, fix: VersionText.behindFix))
    }
    await queue(status, sending, &findings)
  }

  /// The hub's count of our messages beside our receipts and what waits.
  private func queue(_ status: HubStatus, _ sending: Sending, _ findings: inout Findings) async {
    do {
      let isInStep = try await sending.isInStep(status, approved: settings.approvedParcels)
      let receipts = try sending.receipts.all()
      let waiting = try settings.approvedParcels().count { receipts[$0.release]?.receipt.messageSHA256 != $0.sha256 }
      let held = receipts.values.map(\.receipt.counter).max() ?? 0
      if !isInStep {
        findings.add(
          .fault(
            "queue", RefusalCode.outOfStep.rawValue,
            "the hub holds \(status.messages) messages of this borough, and \(held) receipts and \(waiting) waiting are here",
            fix: UplinkError.refused(.outOfStep).hint, exit: .refusedByHub))
      } else if status.messages < held {
        findings.add(
          .warning(
            "queue", "hub-restored", "the hub holds \(status.messages) messages of this borough, and \(held) receipts are here",
            fix: "the hub came back from an older copy: ask its operator, then \"borough-sender send --again\""))
      } else {
        findings.add(.ok("queue", "\(held) delivered, \(waiting) waiting"))
      }
    } catch {
      findings.add(.fault("queue", error))
    }
  }

  /// What those who run the firewall or proxy need to know, and no more.
  private var request: String {
    let from = proxy.map { "from this machine through the proxy \($0) (method CONNECT)" } ?? "from this machine"
    return """
      Please allow outbound TCP \(from) to \(hub.address), ports \(hub.agentPort) and \(hub.enrolPort).
      It is TLS 1.3 with certificates of a private authority on both sides, server name \(hub.name),
      a few requests a day of at most 1 MiB each. It must be excepted from TLS inspection: the program pins
      the server's key and ends the connection otherwise. No inbound rule is needed.
      """
  }
}

extension Hub {
  /// Of an invitation or card, without its token.
  init(invitationFile: String) throws(UplinkError) {
    let bytes: [UInt8]
    do { bytes = try Files.read(invitationFile, limit: 1 << 16) } catch { throw .file(error) }
    self.init(try Enrolment.read(bytes, now: SystemClock.now()))
  }
}

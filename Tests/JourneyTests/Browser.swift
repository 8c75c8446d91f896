import Foundation
import TestSupport
import Testing

/// A real browser without a window, told what to do over two pipes (Chrome DevTools Protocol, `--remote-debugging-pipe`):
/// messages are JSON with a zero byte behind each.
final class Browser: @unchecked Sendable {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static let why: Comment = "skipped: needs Chromium, as chromium or google-chrome in /usr/bin"

  typealias Message = [String: Any]

  private let scratch: TemporaryFolder
  private let program: StartedProgram
  private let (toBrowser, fromBrowser): (Int32, Int32)
  private var number = 0
  private var read: [UInt8] = []
  private var session: String?
  /// What happened that nobody waited for.
  private(set) var events: [Message] = []

  init() throws {
    guard let path = Self.path else { throw JourneyFailure("no browser") }
    scratch = try TemporaryFolder()
    let pipes = [scratch.file("in"), scratch.file("out")]
    var ends: [Int32] = []
    for pipe in pipes {
      // For both ways, so that opening one does not wait for the other side.
      guard unsafe mkfifo(pipe, 0o600) == 0 else { throw JourneyFailure("no pipe") }
      ends.append(unsafe Glibc.open(pipe, O_RDWR | O_CLOEXEC))
    }
    (toBrowser, fromBrowser) = (ends[0], ends[1])
    program = try StartedProgram(
      "/bin/sh",
      [
        "-c", "exec \"$0\" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking "
          + "--no-proxy-server --user-data-dir=\"$3\" --remote-debugging-pipe 3<\"$1\" 4>\"$2\"", path, pipes[0], pipes[1], scratch.file("profile"),
      ], environment: ["HOME": scratch.file("home")])
    let target = try tell("Target.createTarget", ["url": "about:blank"])["targetId"] as? String ?? ""
    session = try tell("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
    for domain in ["Page", "Network", "Log", "Runtime"] { _ = try tell(domain + ".enable") }
  }

  deinit {
    session = nil
    _ = try? tell("Browser.close")
    _ = program.waitForExit()
    close(toBrowser)
    close(fromBrowser)
  }

  /// As wide as a desk's or a telephone's screen.
  func resize(to width: Int) throws {
    _ = try tell("Emulation.setDeviceMetricsOverride", ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600])
  }

  func prefer(dark: Bool) throws {
    _ = try tell("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
  }

  /// Waits until the page and all that it refers to are there.
  func open(_ address: String) throws {
    _ = try tell("Page.navigate", ["url": address])
    try waitForPage()
  }

  func waitForPage() throws { while try next()["method"] as? String != "Page.loadEventFired" {} }

  /// What an expression is worth on the page.
  func ask(_ script: String) throws -> Any? {
    let answer = try tell("Runtime.evaluate", ["expression": script, "returnByValue": true])
    if let fault = answer["exceptionDetails"] { throw JourneyFailure("the page's answer: \(fault)") }
    return (answer["result"] as? Message)?["value"]
  }

  /// Every address that was asked for.
  var requests: [String] {
    events.filter { $0["method"] as? String == "Network.requestWillBeSent" }.compactMap {
      (($0["params"] as? Message)?["request"] as? Message)?["url"] as? String
    }
  }

  /// What the console would show in red: refused by the policy, not found, thrown.
  var complaints: [String] {
    events.filter { event in
      let level = ((event["params"] as? Message)?["entry"] as? Message)?["level"] as? String
      return event["method"] as? String == "Runtime.exceptionThrown" || level == "error"
    }.map { "\($0["params"] ?? "")" }
  }

  private func tell(_ method: String, _ parameters: Message = [:]) throws -> Message {
    number += 1
    var message: Message = ["id": number, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
    guard unsafe bytes.withUnsafeBytes({ unsafe write(toBrowser, $0.baseAddress, $0.count) }) == bytes.count else {
      throw JourneyFailure("the browser takes nothing")
    }
    while true {
      let answer = try next()
      guard answer["id"] as? Int == number else { continue }
      if let error = answer["error"] { throw JourneyFailure("\(method): \(error)") }
      return answer["result"] as? Message ?? [:]
    }
  }

  /// The next message; events are kept.
  private func next() throws -> Message {
    while true {
      if let end = read.firstIndex(of: 0) {
        let message = try JSONSerialization.jsonObject(with: Data(read[..<end])) as? Message ?? [:]
        read.removeFirst(end + 1)
        if message["method"] != nil { events.append(message) }
        return message
      }
      var ready = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&ready, 1, 60_000) > 0 else { throw JourneyFailure("the browser says nothing: " + program.standardError) }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe Glibc.read(fromBrowser, &bytes, bytes.count)
      guard count > 0 else { throw JourneyFailure("the browser has ended: " + program.standardError) }
      read += bytes.prefix(count)
    }
  }
}

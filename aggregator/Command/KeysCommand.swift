import ArgumentParser
internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol
internal import Store

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Change the hub's own keys: that of its TLS connections, which boroughs pin, and that of its receipts.",
    discussion: """
      No borough has to enrol again. "next" makes the keys and has boroughs told of them at their next contact; "switch" \
      puts them in use; the start of "serve" after that gives the old ones up. Who was away all the time catches up by \
      itself: each step is signed with a receipt key that the one before names.

      When a key may have been copied: the same, at once, with --although-unheard. When both may have been, signatures \
      prove nothing more: revoke, make new cards and have every borough enrol again.
      """,
    subcommands: [
      KeysShowCommand.self, KeysNextCommand.self, KeysSwitchCommand.self, KeysWithdrawCommand.self, KeysRestoreCommand.self,
    ])
}

struct KeysShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Which keys are in use and announced, and which boroughs have not heard of it yet.")

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let keys = try hub.register.hubKeys()
    let (waiting, latest) = (keys.number == 0 ? [] : try await hub.register.boroughsToHear(), keys.number)
    try hub.store.close()
    if json {
      return Voice.result(.object(["keys": keys.json, "notHeard": .array(waiting.map(JSON.string))]))
    }
    Voice.result("statement    \(latest == 0 ? "none: as in the invitations" : "\(latest), of \(Moment.text(keys.issuedAt))")")
    Voice.result("tls key      \(keys.pins[0])")
    if let next = keys.nextPin { Voice.result("next         \(next)") }
    for key in keys.receiptKeys where key.isInUse {
      Voice.result("\(key.key == keys.nextReceiptKey ? "next        " : "receipt key ") \(key.key)")
    }
    for key in keys.receiptKeys where !key.isInUse { Voice.result("until \(Moment.text(key.until))  \(key.key)") }
    if latest > 0 { Voice.result("not heard    \(waiting.isEmpty ? "none: every enrolled borough knows it" : waiting.joined(separator: ", "))") }
  }
}

struct KeysNextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Make the next keys, and have boroughs told of them. Works while the hub runs.",
    discussion: "Example: aggregator keys next --tls --home /srv/boroughwise-hub")

  @OptionGroup var home: HomeOption
  @Flag(help: "Another key for TLS connections.") var tls = false
  @Flag(help: "Another key for receipts.") var receipt = false
  @Flag(help: "Write JSON.") var json = false

  func validate() throws {
    guard tls || receipt else { throw ValidationError("say which: --tls, --receipt, or both") }
  }

  mutating func run() async throws {
    let hub = try Hub.open(home)
    try hub.requireFittingKeys()
    do {
      // Files first: nothing is announced that is not there. One that a crash has left is announced now.
      let (files, present) = (KeyFiles(hub.home), try hub.register.hubKeys())
      guard present.nextPin == nil, present.nextReceiptKey == nil else { throw RegisterFault.keyChangeUnderWay }
      guard try await hub.register.boroughsAhead().isEmpty else { throw RegisterFault.keysBehind }
      let pin = tls ? try files.nextTLSKey(after: present).spkiSHA256 : nil
      let key = receipt ? Hex.encode(try files.nextReceiptKey(after: present).publicKey.rawBytes) : nil
      let keys = try await hub.register.announce(pin: pin, receiptKey: key, now: SystemClock.now())
      try files.keepStatements(hub.register)
      let waiting = try await hub.register.boroughsToHear()
      try hub.store.close()
      if json {
        Voice.result(.object(["statement": .integer(Int64(keys.number)), "notHeard": .array(waiting.map(JSON.string))]))
      } else {
        Voice.result("announced, statement \(keys.number); \(waiting.count) enrolled boroughs will hear of it at their next contact")
      }
      Voice.note("copy keys/ to where its copies are kept; then \"aggregator keys show\", and \"keys switch\" once all have heard")
    } catch RegisterFault.keysBehind {
      throw Hub.keyFailure(.keysBehind)
    } catch let fault as RegisterFault {
      throw HubFailure(.refused, "\(fault)", hint: "\"aggregator keys show\" says how far it is")
    } catch {
      throw HubFailure(
        .localFault, "the next keys can't be made or read: \(error)",
        hint: "nothing was announced; \"aggregator keys withdraw\" removes what lies there, then try again")
    }
  }
}

struct KeysSwitchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch", abstract: "Put the next keys in use. Start \"serve\" anew right afterwards.",
    discussion: """
      Refused while an enrolled borough has not heard of them. With --although-unheard it is done all the same: a sender \
      that knows this protocol asks for what it has missed; one of an older version has to be enrolled again.

      The old keys are gone then. Ended in the middle, the same command goes on.
      """)

  @OptionGroup var home: HomeOption
  @Flag(help: "Do not wait for boroughs that have not heard of them.") var althoughUnheard = false
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    try hub.requireFittingKeys()
    let keys = try hub.register.hubKeys()
    let waiting = try await hub.register.boroughsToHear()
    let ahead = try await hub.register.boroughsAhead()
    try hub.store.close()
    guard ahead.isEmpty else { throw Hub.keyFailure(.keysBehind) }
    guard keys.nextPin != nil || keys.nextReceiptKey != nil else {
      throw HubFailure(.refused, "\(RegisterFault.noKeyChange)", hint: "\"aggregator keys next\" makes the next keys")
    }
    guard waiting.isEmpty || althoughUnheard else {
      throw HubFailure(
        .refused, "keys-not-heard: \(waiting.joined(separator: ", ")) \(waiting.count == 1 ? "has" : "have") not heard of the next keys",
        hint: "have \"borough-sender status\" run there, or wait for the next delivery; --although-unheard does not wait")
    }
    do {
      try KeyFiles(hub.home).putNextInUse(keys, of: hub.settings.deployment, now: SystemClock.now())
    } catch let failure as HubFailure {
      throw failure
    } catch {
      throw HubFailure(.localFault, "\(error)", hint: "the same command goes on where this one ended")
    }
    guard !json else {
      return Voice.result(.object(["statement": .integer(Int64(keys.number)), "notHeard": .array(waiting.map(JSON.string))]))
    }
    Voice.result("the next keys are in use from the next start of \"serve\" on: start it anew now")
  }
}

struct KeysWithdrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Give the next keys up, which were announced and are not in use.")

  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    try hub.requireFittingKeys()
    do {
      guard try await hub.register.boroughsAhead().isEmpty else { throw Hub.keyFailure(.keysBehind) }
      let files = KeyFiles(hub.home)
      do { _ = try await hub.register.withdrawKeys(now: SystemClock.now()) } catch RegisterFault.noKeyChange where files.areLeft {
        // Cut off after the statement.
      }
      let latest = try hub.register.hubKeys().number
      try files.keepStatements(hub.register)
      try hub.store.close()
      try files.removeNext()
      guard !json else { return Voice.result(.object(["statement": .integer(Int64(latest))])) }
      Voice.result("withdrawn, statement \(latest)")
    } catch let fault as RegisterFault {
      throw HubFailure(.refused, "\(fault)", hint: "\"aggregator keys show\" says how far it is")
    }
  }
}

struct KeysRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put back statements on the hub's keys that the store lacks.",
    discussion: """
      For "hub-keys-behind": the store was put back to a copy from before the keys were changed, and keys/ holds no statements, \
      as copies by earlier versions do. Any borough that has been there since holds them all, in its sender's folder: \
      identity/hub-keys. Nothing in that file is secret; each statement is signed, and the last must name the keys that the hub \
      has. Stop "serve" first.

      Example: aggregator keys restore --from hub-keys --home /srv/boroughwise-hub
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "A borough's identity/hub-keys, or a copy of keys/statements.") var from: String
  @Flag(help: "Write JSON.") var json = false

  mutating func run() throws {
    let hub = try Hub.open(home)
    let bytes: [UInt8]
    do { bytes = try Files.read(from, limit: 1 << 22) } catch { throw HubFailure(.wrongUse, "\(error)") }
    do {
      let count = try hub.register.takeUp(KeptStatements(parsing: bytes, of: hub.settings.deployment.name))
      try KeyFiles(hub.home).keepStatements(hub.register)
      let latest = try hub.register.hubKeys().number
      try hub.store.close()
      guard !json else {
        return Voice.result(.object(["restored": .integer(Int64(count)), "statement": .integer(Int64(latest))]))
      }
      Voice.result(count == 0 ? "nothing was missing, statement \(latest)" : "\(count) put back, statement \(latest)")
    } catch let fault as RegisterFault {
      throw HubFailure(
        .refused, "\(fault)",
        hint: "nothing was taken: these are not the statements, from the first on, that end in the keys in keys/. Try another "
          + "borough's, or put back the latest copy of keys/")
    }
  }
}

extension Hub {
  func requireFittingKeys() throws(HubFailure) {
    if let keyFault { throw Self.keyFailure(keyFault) }
  }

  /// What to do where keys and statements do not belong together.
  static func keyFailure(_ fault: RegisterFault) -> HubFailure {
    switch fault {
    case .keysBehind:
      HubFailure(
        .refused, "\(fault)",
        hint: "the store was put back to an older copy. Put the latest copy of keys/ back, whose \"statements\" fills the gap at the "
          + "next start; or take them from a borough: \"aggregator keys restore\"")
    case .keysForked:
      HubFailure(
        .refused, "\(fault)",
        hint: "keys/ and store/ are of two hubs, or one was changed. Put back the latest copies of both. If there are none: move "
          + "keys/statements away, and every borough that holds other statements enrols again")
    default:
      HubFailure(
        .refused, "hub-key-strange: \(fault)",
        hint: "was keys/ restored from an older copy? \"aggregator keys show\" says which keys boroughs know")
    }
  }
}

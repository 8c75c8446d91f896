import ArgumentParser
internal import Files
internal import Geography
internal import Register
internal import ReleaseProtocol
internal import Store

struct InviteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Make one-time invitations, good for 72 hours.",
    discussion: """
      An invitation holds a secret until it is used: hand it over by a way on which nobody else reads it. \
      Inviting a borough again ends its earlier unused invitation.

      Without any secret: "invite --card" writes what the borough must know of this hub, its "borough-sender enrol" \
      shows a fingerprint, somebody there reads it to you over the telephone, and "aggregator approve" lets those keys in.
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of the borough, for example E09000007.") var borough: String?
  @Flag(help: "Invite all 33; --out is then a folder that gets one file for each.") var all = false
  @Flag(help: "Write a card, without a token: nobody can enrol with it alone.") var card = false
  @Option(help: "File to write, or with --all the folder. Existing files are never replaced.") var out: String
  @Flag(help: "Write JSON: which file is for which borough.") var json = false

  mutating func run() async throws {
    let map = Geography.report2025
    let codes: [String]
    switch (borough, all) {
    case (let code?, false):
      guard map.borough(code: code) != nil else {
        throw HubFailure(
          .wrongUse, "\(code) is not the code of a London borough", hint: "codes run from E09000001 to E09000033")
      }
      codes = [code]
    case (nil, true): codes = map.boroughs.map(\.code)
    default: throw HubFailure(.wrongUse, "give either --borough CODE or --all")
    }
    let hub = try Hub.open(home)
    do {
      if all { try Files.makeFolder(out) }
      for code in codes {
        let file = file(code)
        // Looked at before the token exists: a failed write would leave the borough without its earlier invitation.
        if Files.exists(file) {
          throw HubFailure(
            .refused, "\(file) exists and is never replaced",
            hint: "its invitation holds if unused and not yet 72 hours old; to make a new one, choose another --out")
        }
        let invitation =
          card
          ? try hub.register.card(borough: code)
          : try await hub.register.invite(borough: code, now: SystemClock.now())
        try Files.writeNew(invitation.canonicalBytes, to: file)
      }
      try hub.store.close()
    } catch let error as FileError {
      throw HubFailure(.localFault, "\(error)")
    }
    let kind = card ? "card" : "invitation"
    guard !json else {
      let made = codes.map { JSON.object(["borough": .string($0), "file": .string(file($0))]) }
      return Voice.result(.object(["kind": .string(kind), "made": .array(made)]))
    }
    Voice.result(codes.count == 1 ? "\(kind) for \(codes[0]) in \(out)" : "\(codes.count) \(kind)s in \(out)")
  }

  private func file(_ code: String) -> String { all ? "\(out)/\(code).json" : out }
}

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Let a borough's machine in whose fingerprint you were read over the telephone.",
    discussion: """
      Call the borough on a number that you know, and have the ten groups read that "borough-sender enrol" shows there. \
      For 72 hours those keys, and no others, get a certificate; the borough runs the same command again.

      Example: aggregator approve --borough E09000007 \
      --fingerprint 3b0c-91af-22d0-7e15-08cc-5b6a-f3e9-1d42-a077-90be
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of the borough.") var borough: String
  @Option(help: "40 hex digits; blanks, hyphens and case don't count.") var fingerprint: String
  @Flag(help: "Write JSON: the end in UTC seconds.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    do {
      let until = try await hub.register.approve(borough: borough, fingerprint: fingerprint, now: SystemClock.now())
      try hub.store.close()
      guard !json else { return Voice.result(.object(["borough": .string(borough), "until": .integer(Int64(until))])) }
      Voice.result("\(borough) may enrol with these keys until \(Moment.text(until)) UTC")
    } catch let fault as RegisterFault {
      throw HubFailure(.wrongUse, "\(fault)", hint: "nothing was approved; have the ten groups read once more")
    }
  }
}

struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "End a borough's enrolment and open invitations, from its next request on.",
    discussion: "What the borough sent before stays counted. Invite it again to let it back in.")

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of the borough.") var borough: String
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    do {
      let was = try await hub.register.revoke(borough: borough, now: SystemClock.now())
      try hub.store.close()
      guard was else { throw HubFailure(.notFound, "\(borough) is not enrolled; open invitations were ended") }
      guard !json else { return Voice.result(.object(["revoked": .string(borough)])) }
      Voice.result("\(borough) revoked")
    } catch let fault as RegisterFault {
      throw HubFailure(.wrongUse, "\(fault)", hint: "codes run from E09000001 to E09000033")
    }
  }
}

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
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of the borough, for example E09000007.") var borough: String?
  @Flag(help: "Invite all 33; --out is then a folder that gets one file for each.") var all = false
  @Option(help: "File to write, or with --all the folder. Existing files are never replaced.") var out: String

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
        let file = all ? "\(out)/\(code).json" : out
        // Looked at before the token exists: a failed write would leave the borough without its earlier invitation.
        if Files.exists(file) {
          throw HubFailure(
            .refused, "\(file) exists and is never replaced",
            hint: "its invitation holds if unused and not yet 72 hours old; to make a new one, choose another --out")
        }
        let invitation = try await hub.register.invite(borough: code, now: SystemClock.now())
        try Files.writeNew(invitation.canonicalBytes, to: file)
      }
      try hub.store.close()
    } catch let error as FileError {
      throw HubFailure(.localFault, "\(error)")
    }
    Voice.result(codes.count == 1 ? "invitation for \(codes[0]) in \(out)" : "\(codes.count) invitations in \(out)")
  }
}

struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "End a borough's enrolment and open invitations, from its next request on.",
    discussion: "What the borough sent before stays counted. Invite it again to let it back in.")

  @OptionGroup var home: HomeOption
  @Option(help: "ONS code of the borough.") var borough: String

  mutating func run() async throws {
    let hub = try Hub.open(home)
    do {
      let was = try await hub.register.revoke(borough: borough, now: SystemClock.now())
      try hub.store.close()
      guard was else { throw HubFailure(.notFound, "\(borough) is not enrolled; open invitations were ended") }
      Voice.result("\(borough) revoked")
    } catch let fault as RegisterFault {
      throw HubFailure(.wrongUse, "\(fault)", hint: "codes run from E09000001 to E09000033")
    }
  }
}

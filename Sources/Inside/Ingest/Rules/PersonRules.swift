extension Rule {
  var personText: RuleText {
    switch self {
    case .birthDateMissing: dropped("a person has a date of birth", .error, by: .dfe, fix: "add it")
    case .ageOutsideRange:
      dropped(
        "age on 31 August before the census day is 0 to 27: who is older was past 26 all through the return's year",
        .error, by: .field,
        fix: "correct the date of birth, or leave out who is too old")
    case .ageBelowZero:
      used(
        .warning, "age on 31 August before the census day is at least 0", "not counted on that census day", by: .field,
        fix: "correct the date of birth or the plan's start")
    case .personWithoutRequest:
      used(.information, "a person has a request", "counted nowhere", by: .dfe, fix: "add the request or leave out")
    case .duplicatePerson:
      dropped(
        "a UPN, and a ULN without UPN, occurs once in a return", .warning, "row with the latest plan start used",
        by: .field, fix: "put all requests of a person under one row")
    case .twoUPNsOneULN:
      dropped(
        "persons with different UPNs have different ULNs", .warning, "row with the latest plan start used", by: .field,
        fix: "one person: keep the right UPN; two persons: correct the ULN")
    case .upnShape:
      used(
        .warning, "a UPN is a letter, 11 digits and a digit or letter", "used as it is; may not be found in other years",
        by: .dfe, fix: "correct it")
    case .upnCheckLetter:
      used(
        .warning, "the first letter of a UPN agrees with its digits", "used as it is; may not be found in other years",
        by: .dfe, fix: "look for a mistyped UPN")
    case .upnTemporary:
      used(
        .information, "a UPN is permanent, its last character a digit",
        "counted in tables about years whose return has it", by: .field, fix: "use the permanent UPN once there is one")
    case .ulnShape:
      used(
        .warning, "a ULN has ten digits and does not begin with 0", "taken as absent", by: .dfe,
        fix: "correct it; a spreadsheet may have rounded it")
    case .noIdentifier:
      used(
        .warning, "a person has a UPN or ULN, or the reason why not",
        "used in tables about the return's own year; not linked with other returns", by: .dfe,
        fix: "add the UPN or the reason")
    case .identifierUnavailable:
      used(
        .information, "a person has a UPN or ULN",
        "used in tables about the return's own year; not linked with other returns", by: .field,
        fix: "add the UPN once there is one")
    case .reasonWithIdentifier:
      used(
        .information, "a reason for no identifier stands only where there is none", "reason not looked at", by: .field,
        fix: "remove the reason")
    default:  // unknownUPNReason
      used(
        .information, "the reason for no identifier is a code UN1, UN2 …", "taken as a reason", by: .dfe,
        fix: "correct the code")
    }
  }
}

/// A return of one child with every item that is read, and nothing to find. A check is tried by changing one item.
enum OneChild {
  static let upn = TinyReturn.upn(3)

  static let xml = """
    <Message>
    <Header><CollectionDetails><Collection>SEN2</Collection><Year>2025</Year><ReferenceDate>2025-01-16</ReferenceDate>
    </CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>201</LEA></Source></Header>
    <Persons>
    <Person>
    <Surname>Fictional</Surname><Forename>Child</Forename><PersonBirthDate>2011-03-09</PersonBirthDate>
    <Sex>F</Sex><Ethnicity>WBRI</Ethnicity><Postcode>ZZ1 1ZZ</Postcode>
    <UPN>\(upn)</UPN><UniqueLearnerNumber>1000000003</UniqueLearnerNumber><UPNunknown></UPNunknown>
    <Requests>
    <ReceivedDate>2024-02-05</ReceivedDate><RequestSource>1</RequestSource><RYA>0</RYA>
    <RequestOutcomeDate>2024-03-11</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>
    <RequestMediation>0</RequestMediation><RequestTribunal>0</RequestTribunal><Exported></Exported>
    <Assessment>
    <AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2024-06-03</AssessmentOutcomeDate>
    <AssessmentMediation>0</AssessmentMediation><AssessmentTribunal>0</AssessmentTribunal><Week20>0</Week20>
    <NamedPlan>
    <StartDate>2024-07-20</StartDate><PlanRes></PlanRes><PlanWBP></PlanWBP><PB>0</PB><OA>0</OA><DP></DP>
    <CeaseDate></CeaseDate><CeaseReason></CeaseReason>
    <PlanDetail><URN>100001</URN><UKPRN></UKPRN><SENSetting></SENSetting><PlacementRank>1</PlacementRank></PlanDetail>
    </NamedPlan>
    </Assessment>
    <ActivePlans>
    <TransferLA></TransferLA><ReviewMeeting>2024-11-01</ReviewMeeting><ReviewOutcome>M</ReviewOutcome>
    <PlacementDetail>
    <URN>100001</URN><UKPRN></UKPRN><SENsetting></SENsetting><PlacementRank>1</PlacementRank>
    <EntryDate>2022-09-01</EntryDate><LeavingDate></LeavingDate><SENunitIndicator>0</SENunitIndicator>
    <ResourcedProvisionIndicator>0</ResourcedProvisionIndicator><Res></Res><WBP></WBP>
    </PlacementDetail>
    <SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>
    <SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>
    </ActivePlans>
    </Requests>
    </Person>
    </Persons>
    </Message>

    """

  /// An element of the return, opened and closed.
  static func element(_ name: String) -> Substring {
    guard let start = xml.firstRange(of: "<\(name)>"), let end = xml.firstRange(of: "</\(name)>") else { return "" }
    return xml[start.lowerBound..<end.upperBound]
  }
}

extension TinyReturn {
  /// A UPN of an authority that does not exist, with the right first letter.
  static func upn(_ number: Int) -> String {
    let digits = "999" + String(String(number + 1_000_000_000).dropFirst())
    return checkLetter(digits) + digits
  }

  static func checkLetter(_ digits: some StringProtocol) -> String {
    let sum = zip(2..., digits).reduce(0) { $0 + $1.0 * ($1.1.wholeNumberValue ?? 0) }
    return String(Array("ABCDEFGHJKLMNPQRTUVWXYZ")[sum % 23])
  }
}


import TestSupport

/// First inputs: small sound files of every shape, from which libFuzzer goes on. scripts/fuzz adds the rehearsal's.
func seeds(_ target: String) -> [[UInt8]] {
  func text(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
  switch target {
  case "xml", "prolog":
    let utf16 = ([0xFEFF] + Array("<?xml version='1.0' encoding='UTF-16'?><!-- \u{1F600} --><!DOCTYPE a><a/>".utf16))
      .flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    return returns.map { Array($0.xml.utf8) } + [
      utf16, utf16.indices.map { utf16[$0 ^ 1] },
      text("<?xml version='1.0' encoding='windows-1252'?><!-- x --><?a b?>", "<Message/>"), text("<!DOCTYPE a>", "<a/>"),
      text("<SEN2><Header><CollectionDetails/></Header><Persons><Person><![CDATA[x]]>&#65;&amp;</Person></Persons></SEN2>"),
    ]
  case "blade":
    let finance = "UPN,Provider,Fee,Fee period,Weeks,Start date,End date,Financial year\n"
      + "\(canaries[3]),\"S, T\",\"1,234.50\",weekly,38,2024-04-01,,2024-25\nX900000000001,S,-5,annual,,,,2024/25\n"
    return returns.map { joined($0.blade.sorted { $0.key < $1.key }.map { (module($0.key), Array($0.value.utf8)) } + [("finance", Array(finance.utf8))]) }
  case "csv": return [text("3a,\"b\"\"b\",\"c\r\nd\"\r\n\r\n1,,\"\"\n\"x,y\",\",\",z\r2,3,4"), text("1#x", "a,b", "1,2\"3", "\"4\"5,6")]
  case "fields":
    return ["2024-Jan-18 00:00:00", "16/01/2025", "2025-01-16T09:30:00.000+01:00", "16 January 2025", "20250116", "12.0", "TRUE", "X900-000 000001"]
      .map { Array($0.utf8) }
  case "zip": return returns.flatMap { [$0.template.bytes, $0.modules.bytes] }
  case "sheet": return returns.flatMap { [$0.template, $0.modules] }.map { joined($0.parts.map { ($0.name, Array($0.content.utf8)) }) }
  case "tables":
    let map = "headings = amount | end | pupil upn | start | type\ncolumn_upn = Pupil UPN\ncolumn_amount = Amount\nperiod = weekly\nweeks = 38\nfinancial_year = 2024-25\n"
    let lines = "Fees,,,,\nPupil UPN,Type,Amount,Start,End\n\(canaries[3]),Day,\"1,234.50\",2024-09-01,\nX900000000001,Day,5 pw x 39,1 Sep 2024,31/03/2025\nTotal,,9,,\n"
    let ids = "Client number,UPN,ULN\n77,\(canaries[3]),\(canaries[4])\n"
    return [joined([("map", Array(map.utf8)), ("fees", Array(lines.utf8)), ("ids", Array(ids.utf8)), ("return", Array(returns[0].xml.utf8))])]
  case "cards":
    return [
      text("Fees,,,", "Provider,URN,Band,Day or residential,Fee,Fee period,Weeks,Valid from,Valid to", "\"S, T\",960001,A,Day,\"1,234.56\",Weekly,39,01/04/2024,31/03/2025"),
      text("Provider,Annual fee,Note", "Q,£1000.00,\(canaries[3])"), text("Pupil UPN,Weekly cost", "\(canaries[3]),100"),
    ]
  case "map":
    return [text("headings = amount | upn", "column_upn = UPN", "column_amount = Amount + UPN", "weeks = 38.5", "period = weekly", "vat_percent = 20", "sheet = 2", "cross_reference = ids.csv", "counts_are = per-week", "financial_year = 2024-25", "split = percent", "transport = counted", "amounts = net")]
  case "tls": return seedsTLS()
  case "providers": return [text("# x", "urn,ukprn,sector,name", "100001,,MS,\"A, B\"", ",10000004,FE,")]
  case "gias":
    let list = text("URN,EstablishmentName,TypeOfEstablishment (code),OpenDate,UKPRN,SEN1 (name)", "100001,Zebedee,7,01-09-2015,10000001,ASD - Autistic", "100002,\"Zebedee, again\",10,,,")
    return [joined([("list", list), ("links", text("URN,LinkURN,LinkName,LinkType", "1,2,Zebedee,Successor", "2,3,Zebedee,Predecessor"))])]
  default:
    let place = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name"
    let borough = "Local authority,E92000001,England,E12000007,London,E09000007,202,Zebedee"
    return [
      text(place + ",breakdown_topic,breakdown,ehcplans,mainstream_total,placement_unknown", "202425,Academic year,\(borough),All EHC plans,All,100,58,x"),
      text(place + ",breakdown_topic,breakdown,requests_received_in_year", "2024,Calendar year,\(borough),All requests,All requests,5"),
      text("code,name,midyear,age,population", "E09000007,Zebedee,2020,0,5.5"), text("GSS.Code,Name,Sex,Year,Births", "E09000001,Zebedee,F,2002,24"),
    ]
  }
}

/// The fictional child with planted values, and another who says the census day by its dates.
private let returns: [TinyReturn] = {
  let child = TinyReturn.Child(
    upn: canaries[3], uln: canaries[4], birth: canaries[5], surname: canaries[0], forename: canaries[1], postcode: canaries[2])
  let recent = TinyReturn.Child(
    upn: "X900000000009", birth: "2019-11-30",
    plans: [
      TinyReturn.Plan(
        received: "2024-12-01", start: "2024-11-20", placements: [TinyReturn.Placement(ukprn: "10000003", entry: "2024-09-02")],
        needs: [("MLD", "2"), ("DS", "1")])
    ])
  return [TinyReturn(children: [child]), TinyReturn(children: [child, recent])]
}()

/// Of a file of an export: "Blade-Export_…_person.csv".
private func module(_ file: String) -> String {
  file.split(separator: "/").last?.split(separator: "_").last.map { String($0.dropLast(4)) } ?? file
}

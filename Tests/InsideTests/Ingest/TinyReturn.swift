/// A few fictional children, written in the two shapes of a SEN2 return.
struct TinyReturn {
  struct Placement {
    var urn = ""
    var ukprn = ""
    var setting = ""
    var rank = "1"
    var entry = "2018-09-01"
    var leaving = ""
    var unit = ""
    var resourced = ""
  }

  struct Plan {
    var received = "2017-05-02"
    /// Blank: no named plan.
    var start = "2018-02-01"
    var cease = ""
    var ceaseReason: String { cease.isEmpty ? "" : "6" }
    var hasActivePlan = true
    var transferLA = ""
    var placements = [Placement(urn: "100001")]
    var needs = [("ASD", "1")]
  }

  struct Child {
    var upn: String
    var uln = ""
    var birth = "2011-03-09"
    var surname = "Fictional"
    var forename = "Child"
    var postcode = "ZZ1 1ZZ"
    var plans = [Plan()]
  }

  var year = "2025"
  var day = "2025-01-16"
  var lea = "201"
  var children: [Child] = []

  // XML

  var xml: String {
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- fictional -->\n<Message>\n<Header>\n<CollectionDetails>"
    out +=
      "<Collection>SEN2</Collection><Year>\(year)</Year><ReferenceDate>\(day)</ReferenceDate></CollectionDetails>\n"
    out +=
      "<Source><SourceLevel>L</SourceLevel><LEA>\(lea)</LEA><SerialNo>1</SerialNo></Source>\n</Header>\n<Persons>\n"
    for child in children { out += xml(child) }
    return out + "</Persons>\n</Message>\n"
  }

  private func xml(_ child: Child) -> String {
    var out = "<Person>\n<Surname>\(child.surname)</Surname>\n<Forename>\(child.forename)</Forename>\n"
    out +=
      field("PersonBirthDate", child.birth)
      + "<Sex>F</Sex><Ethnicity>WBRI</Ethnicity><PostCode>\(child.postcode)</PostCode>\n"
    out += field("UPN", child.upn) + field("UniqueLearnerNumber", child.uln)
    for plan in child.plans {
      out += "<Requests>\n" + field("ReceivedDate", plan.received) + "<RequestSource>1</RequestSource><RequestOutcome>H</RequestOutcome>\n"
      if !plan.start.isEmpty {
        out += "<Assessment>\n<AssessmentOutcome>H</AssessmentOutcome>\n<NamedPlan>\n" + field("StartDate", plan.start)
        out += field("CeaseDate", plan.cease) + field("CeaseReason", plan.ceaseReason) + "<PlanWPB></PlanWPB>\n<PlanDetail>\n<URN>100001</URN>\n</PlanDetail>\n"
        out += "</NamedPlan>\n</Assessment>\n"
      }
      if plan.hasActivePlan {
        out += "<ActivePlans>\n" + field("TransferLA", plan.transferLA)
        for placement in plan.placements { out += xml(placement) }
        for (type, rank) in plan.needs {
          out += "<SENneed>\n" + field("SENtype", type) + field("SENtypeRank", rank) + "</SENneed>\n"
        }
        out += "</ActivePlans>\n"
      }
      out += "</Requests>\n"
    }
    return out + "</Person>\n"
  }

  private func xml(_ placement: Placement) -> String {
    "<PlacementDetail>\n" + field("URN", placement.urn) + field("UKPRN", placement.ukprn)
      + field("SENSetting", placement.setting)
      + field("PlacementRank", placement.rank) + field("EntryDate", placement.entry)
      + field("LeavingDate", placement.leaving)
      + field("SENunitIndicator", placement.unit) + field("ResourcedProvisionIndicator", placement.resourced)
      + "<RES></RES>\n</PlacementDetail>\n"
  }

  private func field(_ name: String, _ value: String) -> String {
    value.isEmpty ? "" : "<\(name)>\(value)</\(name)>\n"
  }

  // Blade

  /// File names to contents, in the manner of COLLECT's export.
  var blade: [String: String] {
    var tables = [
      "sen2": ["sen2tableid,NativeId,sen2orderseqcolumn,sourceid,collection,year,referencedate,sourcelevel,lea,dmo"],
      "person": [
        "persontableid,NativeId,sen2tableid,surname,forename,personbirthdate,sex,ethnicity,postcode,upn,uniquelearnernumber"
      ],
      "requests": ["requeststableid,NativeId,persontableid,receiveddate,requestsource,requestoutcome"],
      "assessment": ["assessmenttableid,NativeId,requeststableid,assessmentoutcome"],
      "namedplan": ["namedplantableid,NativeId,assessmenttableid,startdate,planres,planwbp,ceasedate,ceasereason"],
      "plandetail": ["plandetailtableid,NativeId,namedplantableid,urn"],
      "activeplans": ["activeplanstableid,NativeId,requeststableid,transferla,reviewmeeting"],
      "placementdetail": [
        "placementdetailtableid,NativeId,activeplanstableid,urn,ukprn,sensetting,placementrank,entrydate,leavingdate,"
          + "senunitindicator,resourcedprovisionindicator,res,wbp"
      ],
      "senneed": ["senneedtableid,NativeId,activeplanstableid,sentype,sentyperank"],
    ]
    tables["sen2"]?.append("1,1,1,1,SEN2,\(year),\(stamp(day)),L,\(lea),")
    var next = 100
    func row(_ table: String, _ fields: String) -> Int {
      next += 1
      tables[table]?.append("\(next),\(next),\(fields)")
      return next
    }
    for child in children {
      let person = row(
        "person",
        "1,\"\(child.surname)\",\"\(child.forename)\",\(stamp(child.birth)),F,WBRI,\(child.postcode),\(child.upn),\(child.uln)"
      )
      for plan in child.plans {
        let request = row("requests", "\(person),\(stamp(plan.received)),1,H")
        if !plan.start.isEmpty {
          let assessment = row("assessment", "\(request),H")
          let named = row("namedplan", "\(assessment),\(stamp(plan.start)),,,\(stamp(plan.cease)),\(plan.ceaseReason)")
          _ = row("plandetail", "\(named),100001")
        }
        guard plan.hasActivePlan else { continue }
        let active = row("activeplans", "\(request),\(plan.transferLA),")
        for p in plan.placements {
          _ = row(
            "placementdetail",
            "\(active),\(p.urn),\(p.ukprn),\(p.setting),\(p.rank),\(stamp(p.entry)),\(stamp(p.leaving)),\(p.unit),\(p.resourced),,"
          )
        }
        for (type, rank) in plan.needs { _ = row("senneed", "\(active),\(type),\(rank)") }
      }
    }
    var files: [String: String] = [:]
    for (table, lines) in tables {
      files["Blade-Export_03-02-\(year)_\(table).csv"] = lines.joined(separator: "\r\n") + "\r\n"
    }
    return files
  }

  /// 2024-01-18 as COLLECT writes it: 2024-Jan-18 00:00:00. What is no such date stays as it is.
  private func stamp(_ date: String) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = date.split(separator: "-")
    guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return date }
    return "\(parts[0])-\(months[month - 1])-\(parts[2]) 00:00:00"
  }
}

internal import Forecasting
internal import Geography
internal import Vocabulary

/// The form in which a reader composes a scenario: every lever that scenario files have, with its bounds and what it means.
///
/// Sent as an address, so that the page keeps nothing. It works without scripts; browsers check bounds, and so does the hub.
struct ScenarioForm {
  let query: FormQuery
  let address: ScenarioAddress?
  let fault: ScenarioFault?
  let offered: [Scenario]
  let januaries: ClosedRange<Int>

  var html: String {
    """
    <form method="get" action="/scenarios" class="levers">
    \(hidden)
    \(offers)
    <div class="field wide">
    <label for="name">Name of your scenario</label>
    <input id="name" name="name" type="text" maxlength="60" value="\(HTML.text(value("name")))"\(described("name"))>
    <p class="hint" id="name-hint">Letters, digits, spaces and hyphens. For headings and files; left empty, the hub makes one up.</p>
    </div>
    \(LeverForm.all.map(lever).joined(separator: "\n"))
    \(view)
    <p><button type="submit">Compare with the base</button></p>
    </form>
    """
  }

  /// Scenarios that were composed before stay beside.
  private var hidden: String {
    query.values("beside").map { "<input type=\"hidden\" name=\"beside\" value=\"\(HTML.text($0))\">" }.joined(separator: "\n")
  }

  private var offers: String {
    let chosen = Set(query.values("with"))
    return fieldset("ready", "Ready-made scenarios", "Beside yours, or by themselves.") {
      boxes("with", offered.map { ($0.name, $0.name) }, chosen)
    }
  }

  /// One kind of lever. The second and third of a kind are folded away while they are empty; so is what few need.
  private func lever(_ form: LeverForm) -> String {
    let isUsed = form.keys.contains { !query.values($0.key).isEmpty }
    let fields = form.keys.map(field).joined(separator: "\n")
    guard form.number > 0 || form.id == "window" || form.id == "return" else {
      return fieldset(form.id, form.title, form.means) { fields }
    }
    let title = form.title + ["", ", a second one", ", a third one"][min(form.number, 2)]
    return "<details class=\"more\"\(isUsed ? " open" : "")><summary>\(HTML.text(title))</summary>\n"
      + fieldset(form.id, title, form.means) { fields } + "\n</details>"
  }

  private func fieldset(_ id: String, _ title: String, _ means: String, _ fields: () -> String) -> String {
    """
    <fieldset aria-describedby="\(id)-means">
    <legend>\(HTML.text(title))</legend>
    <p class="hint" id="\(id)-means">\(HTML.text(means))</p>
    <div class="fields">
    \(fields())
    </div>
    </fieldset>
    """
  }

  private func field(_ key: LeverKey) -> String {
    switch key.takes {
    case .needs: many(key, zip(Need.codes, Name.needs).map { ($0, $1.long) })
    case .phases: many(key, zip(Phase.codes, Name.phases).map { ($0, $1.long) })
    case .sectors: many(key, zip(Sector.codes, Name.sectors).map { ($0, $1.long) })
    case .sector: choice(key, [("", "Mainstream school (usual)")] + zip(Sector.codes, Name.sectors).dropFirst().map { ($0, $1.long) })
    case .number(let range): input(key, number("any", Self.short(range.lowerBound), Self.short(range.upperBound)), Self.bounds(key))
    case .whole(let range), .january(let range): input(key, number("1", "\(range.lowerBound)", "\(range.upperBound)"), Self.bounds(key))
    case .numbers, .ages: input(key, "type=\"text\"", Self.bounds(key))
    }
  }

  private func number(_ step: String, _ low: String, _ high: String) -> String {
    "type=\"number\" inputmode=\"decimal\" step=\"\(step)\" min=\"\(low)\" max=\"\(high)\""
  }

  private func input(_ key: LeverKey, _ kind: String, _ bounds: String) -> String {
    let unit = key.unit.isEmpty ? "" : " <span class=\"unit\" id=\"\(key.key)-unit\">\(HTML.text(key.unit))</span>"
    let usual = key.usual.map { " Left empty: \($0)." } ?? ""
    return """
      <div class="field">
      <label for="\(key.key)">\(HTML.text(key.label))</label>
      <span class="entry"><input id="\(key.key)" name="\(key.key)" \(kind) value="\(HTML.text(value(key.key)))"\(described(key.key, hasUnit: !key.unit.isEmpty))>\(unit)</span>
      <p class="hint" id="\(key.key)-hint">\(HTML.text(key.means + bounds + usual))</p>
      </div>
      """
  }

  private func many(_ key: LeverKey, _ items: [(code: String, name: String)]) -> String {
    let chosen = Set(query.values(key.key).flatMap { $0.split { $0 == " " || $0 == "," }.map(String.init) })
    return """
      <details class="field wide"\(chosen.isEmpty ? "" : " open")>
      <summary>\(HTML.text(key.label)) <span class="unit">\(chosen.isEmpty ? HTML.text(key.usual ?? "") : "\(chosen.count) ticked")</span></summary>
      <fieldset class="boxes" aria-describedby="\(key.key)-hint"><legend class="heard">\(HTML.text(key.label))</legend>
      <p class="hint" id="\(key.key)-hint">\(HTML.text(key.means))</p>
      \(boxes(key.key, items, chosen))
      </fieldset></details>
      """
  }

  private func boxes(_ name: String, _ items: [(code: String, name: String)], _ chosen: Set<String>) -> String {
    items.enumerated().map { place, item in
      "<label class=\"box\" for=\"\(name)-\(place)\"><input type=\"checkbox\" id=\"\(name)-\(place)\" name=\"\(name)\" "
        + "value=\"\(HTML.text(item.code))\"\(chosen.contains(item.code) ? " checked" : "")> \(HTML.text(item.name))</label>"
    }.joined(separator: "\n")
  }

  private func choice(_ key: LeverKey, _ items: [(code: String, name: String)]) -> String {
    let chosen = value(key.key)
    return """
      <div class="field">
      <label for="\(key.key)">\(HTML.text(key.label))</label>
      \(select(key.key, items, chosen))
      <p class="hint" id="\(key.key)-hint">\(HTML.text(key.means))</p>
      </div>
      """
  }

  private func select(_ name: String, _ items: [(code: String, name: String)], _ chosen: String) -> String {
    let options = items.map { code, label in
      "<option value=\"\(HTML.text(code))\"\(code == chosen ? " selected" : "")>\(HTML.text(label))</option>"
    }
    return "<select id=\"\(name)\" name=\"\(name)\"\(described(name))>\(options.joined())</select>"
  }

  /// What is shown, and from what differences are taken.
  private var view: String {
    let names = [Scenario.base.name] + (address?.scenarios.map(\.name) ?? [])
    let fields = [
      ("area", "Area", Geography.report2025.groups.map { ($0.id, $0.name) }, "london", "Its boroughs together."),
      (
        "show", "Chart and table by year of", ShownColumn.all.map { ($0.key, $0.label) }, ShownColumn.total.key,
        "Inclusion changes where children are placed and not how many plans there are: choose a sector to see it."
      ),
      (
        "january", "In detail, January", januaries.map { ("\($0)", "\($0)") }, "\(ScenarioAddress.usualJanuary(in: januaries))",
        "By phase, need and placement."
      ),
      (
        "against", "Differences are from", names.map { ($0, $0) }, Scenario.base.name,
        "The base, or a scenario that is compared already."
      ),
    ].map { name, label, items, usual, means in
      """
      <div class="field">
      <label for="\(name)">\(label)</label>
      \(select(name, items, value(name).isEmpty ? usual : value(name)))
      <p class="hint" id="\(name)-hint">\(means)</p>
      </div>
      """
    }
    return fieldset("view", "What is shown", "Changes nothing in the scenarios.") { fields.joined(separator: "\n") }
  }

  private func value(_ key: String) -> String { query.values(key).first ?? "" }

  private func described(_ key: String, hasUnit: Bool = false) -> String {
    let isWrong = fault?.key == key
    return " aria-describedby=\"\(isWrong ? "fault " : "")\(hasUnit ? "\(key)-unit " : "")\(key)-hint\"\(isWrong ? " aria-invalid=\"true\"" : "")"
  }

  private static func bounds(_ key: LeverKey) -> String {
    switch key.takes {
    case .number(let range): " From \(spoken(range.lowerBound)) to \(spoken(range.upperBound))."
    case .whole(let range): " From \(range.lowerBound) to \(range.upperBound)."
    case .january(let range): " From \(range.lowerBound) to \(range.upperBound)."
    case .numbers(let range, _): " Each from \(spoken(range.lowerBound)) to \(spoken(range.upperBound))."
    case .ages(let range): " Within \(range.lowerBound) to \(range.upperBound)."
    case .needs, .phases, .sectors, .sector: ""
    }
  }

  private static func spoken(_ value: Double) -> String { NumberText.whole(value) }
  private static func short(_ value: Double) -> String { SVG.short(value) }
}

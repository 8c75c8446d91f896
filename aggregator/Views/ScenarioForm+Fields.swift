internal import Forecasting
internal import Vocabulary

extension ScenarioForm {
  /// One key of a lever, as what it takes.
  func field(_ key: LeverKey) -> String {
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

  func boxes(_ name: String, _ items: [(code: String, name: String)], _ chosen: Set<String>) -> String {
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

  func select(_ name: String, _ items: [(code: String, name: String)], _ chosen: String) -> String {
    let options = items.map { code, label in
      "<option value=\"\(HTML.text(code))\"\(code == chosen ? " selected" : "")>\(HTML.text(label))</option>"
    }
    return "<select id=\"\(name)\" name=\"\(name)\"\(described(name))>\(options.joined())</select>"
  }

  /// As it was sent.
  func value(_ key: String) -> String { query.values(key).first ?? "" }

  /// What says more of a field, and whether the address is wrong there.
  func described(_ key: String, hasUnit: Bool = false) -> String {
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

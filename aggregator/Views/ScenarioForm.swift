internal import Forecasting
internal import Geography

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
}

import Forecasting
import Foundation
import Geography
import Pooling
import TestSupport
import Testing

@testable import Views

@Suite struct ViewsTests {
  let page = PageHTML.page(ViewsFixture().content())

  @Test func theCoverageIsTheFirstNumberOfThePage() throws {
    let coverage = try #require(page.range(of: "<span class=\"number\">33</span> of 33 boroughs"))
    let figure = try #require(page.range(of: "99,127"))
    #expect(coverage.lowerBound < figure.lowerBound)
  }

  @Test func everyFigureStandsWithItsBound() {
    #expect(page.contains("99,127<span class=\"bound\"> ± 61</span>"))
    #expect(page.contains("£2,314.5m</span> <span class=\"bound\">± £11.3m"))
    #expect(page.contains("£63,900<span class=\"bound\"> ± £500</span>"))
    // As many bounds as values: each table cell with a digit has one, or is an interval.
    for row in page.split(separator: "\n") where row.hasPrefix("<tr><th scope=\"row\">") {
      for cell in row.components(separatedBy: "<td>").dropFirst() {
        let isStated = cell.contains("±") || cell.contains(" to ") || cell.contains("none yet")
        #expect(isStated, "\(cell)")
      }
    }
  }

  @Test func aFigureThatNoiseMayDominateIsMarked() {
    #expect(page.contains("48<span class=\"bound\"> ± 55 <abbr"))
    #expect(page.contains("\u{2212}12<span"))
  }

  @Test func aRehearsalSaysThatItIsFictionalAndARealDeploymentDoesNot() {
    #expect(page.contains("Every child and every figure on this page is fictional"))
    #expect(page.contains("<title>Rehearsal: "))
    let real = PageHTML.page(ViewsFixture(isRehearsal: false).content())
    #expect(!real.contains("ehearsal:") && !real.contains("fictional"))
  }

  @Test func anIncompleteLondonSaysSo() {
    let partial = PageHTML.page(ViewsFixture(received: 3).content())
    #expect(partial.contains("Not all of London.") && partial.contains("the 3 boroughs"))
    #expect(partial.contains("3 of 5 boroughs"))
    #expect(!page.contains("Not all of London."))
  }

  /// A year goes by borough by borough: who has not moved on is not taken for silent, nor what is new for missing.
  @Test func aPageSaysWhichBoroughsStandAtAnotherJanuary() {
    var content = ViewsFixture(received: 10).content()
    (content.earlier, content.later) = (22, 1)
    let partial = PageHTML.page(content)
    #expect(partial.contains("Sums are over the 10 boroughs that have sent a release about January 2025; the others are left out"))
    #expect(partial.contains("22 boroughs have sent about an earlier January only."))
    #expect(partial.contains("One borough has sent a release about a later January, which is in no figure here yet."))
    var empty = ViewsFixture(received: 0).content()
    empty.earlier = 33
    #expect(
      PageHTML.page(empty).contains(
        "No borough has sent a release about January 2025 yet. 33 boroughs have sent one about an earlier January."))
    #expect(!page.contains("earlier January") && !page.contains("later January"))
  }

  @Test func withoutAnyReleaseThePageStillStands() {
    let empty = PageHTML.page(ViewsFixture(received: 0).content())
    #expect(empty.contains("No borough has sent a release yet"))
    #expect(empty.contains("0</span> of 33 boroughs") && empty.contains("none yet"))
    #expect(!empty.contains("class=\"chart") && !empty.contains("NaN") && !empty.contains("inf"))
  }

  @Test func thePageNeedsNoScriptAndNothingFromElsewhere() {
    for text in [page, Views.style] {
      for forbidden in ["<script", "javascript:", "http://", "https://", "url(", "@import", " style=", " onload="] {
        #expect(!text.contains(forbidden), "\(forbidden)")
      }
    }
    for wanted in ["href=\"/style.css\"", "href=\"/tables.csv\"", "href=\"/tables.json\"", "href=\"#main\""] {
      #expect(page.contains(wanted))
    }
  }

  @Test func thePageHasItsLandmarksNamesAndLanguage() {
    for wanted in ["<html lang=\"en-GB\">", "<header>", "<main id=\"main\">", "<footer>", "<title>", "class=\"skip\""] {
      #expect(page.contains(wanted), "\(wanted)")
    }
    #expect(page.components(separatedBy: "<h1>").count == 2)
    // Each id once; each reference to an id that exists.
    let ids = page.components(separatedBy: " id=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
    #expect(Set(ids).count == ids.count)
    for reference in page.components(separatedBy: " aria-labelledby=\"").dropFirst() {
      for id in (reference.split(separator: "\"").first ?? "").split(separator: " ") { #expect(ids.contains(id), "\(id)") }
    }
  }

  @Test func everyElementIsClosed() throws {
    var open: [Substring] = []
    let void: Set<Substring> = ["meta", "link", "!DOCTYPE"]
    for part in page.split(separator: "<").dropFirst() {
      let tag = try #require(part.split(separator: ">", omittingEmptySubsequences: false).first)
      let name = tag.prefix { $0 != " " && $0 != "/" || $0 == "/" && tag.hasPrefix("/") }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst())
      } else if !tag.hasSuffix("/"), !void.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test func aHostileNameStaysText() {
    let hostile = PageHTML.page(ViewsFixture(deployment: "<script>\"'&").content())
    #expect(hostile.contains("&lt;script&gt;&quot;&#39;&amp;"))
    #expect(!hostile.contains("<script"))
  }

  @Test func theChartIsToldInWordsAndInATable() {
    #expect(page.contains("Line chart with a shaded 95% interval. 2025: 99,127, 95% interval 99,066 to 99,188; 2031:"))
    #expect(page.contains("31 March 2024: 94,010, 95% interval 93,857 to 94,163; 30 June 2024: "))
    #expect(page.contains("January 2024: 92,414; 31 March 2024"), "an exact figure has no interval")
    // The forecast, the costs and the days of the year, each for wide screens and for narrow ones.
    #expect(page.components(separatedBy: "role=\"img\"").count == 7)
    for year in 2025...2040 { #expect(page.contains("<tr><th scope=\"row\">\(year)</th>")) }
  }

  /// Who plans by a forecast must not take the noise's bound for what the future may do, which is a hundred times as much.
  @Test func aForecastStandsWithWhatTheFutureMayDo() throws {
    let page = PageHTML.page(ViewsFixture(hasFuture: true).content())
    let total = 99_127 + 6_900 * 6.0 - 268 * 36
    let range = "(\(NumberText.whole(total * 0.9)) to \(NumberText.whole(total * 1.15)))"
    let row = "<tr><th scope=\"row\">2031</th><td>\(NumberText.whole(total))<span class=\"bound\"> \(range)</span></td>"
      + "<td>\(NumberText.whole(total * 0.92))</td><td>\(NumberText.whole(total * 1.04))</td>"
    #expect(page.contains(row), "\(row)")
    #expect(page.contains("<th scope=\"col\">pre-pandemic</th><th scope=\"col\">further growth</th>"))
    // The census is counted: its bound is the noise's, and every scenario begins with it.
    #expect(page.contains("2025</th><td>99,127<span class=\"bound\"> ± 61</span></td><td>99,127</td><td>99,127</td>"))
    #expect(page.contains("Line chart with shaded 90% and 50% intervals and 2 dashed lines. 2025: 99,127, 95% interval 99,066"))
    #expect(page.contains(", pre-pandemic ") && page.components(separatedBy: "class=\"beside look").count == 5)
    for file in ["forecast", "gap", "figures"] { #expect(page.contains("href=\"/\(file).csv\"")) }
    #expect(page.contains("href=\"/scenarios\"") && !page.contains("/places.csv"), "the hub has no file of places")
    #expect(!page.contains("of the added noise, not of the future"))
  }

  @Test func aPictureFillsThePage() throws {
    let world = PoolingWorld()
    let messages = world.messages(seed: 7, without: ["E09000001"])
    let picture = try LondonPicture(
      plan: PoolingWorld.plan, messages: messages, population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
    let pool = try ReleasedPool(
      plan: PoolingWorld.plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography)
    let prospect = try pool.prospect(beside: [.prePandemicByRatios, .furtherGrowth], settings: SimulationSettings(draws: 20))
    let ahead = Views.page(picture, prospect, deployment: "test", isRehearsal: true)
    // The same forecast as in the picture, within ranges of its own; pre-pandemic issuing is less than now, growth more.
    for row in (picture.group("london")?.figures?.forecast ?? []).dropFirst() {
      let point = try #require(prospect.points["london"]?.first { $0.year == row.year })
      #expect(point.most.lowerBound < point.half.lowerBound && point.half.upperBound < point.most.upperBound)
      #expect(point.beside[0] < row.total.released && row.total.released < point.beside[1], "\(row.year)")
      let range = "(\(NumberText.whole(point.most.lowerBound)) to \(NumberText.whole(point.most.upperBound)))"
      #expect(ahead.contains("<td>\(NumberText.whole(row.total.released))<span class=\"bound\"> \(range)</span></td>"), "\(row.year)")
    }
    #expect(Set(prospect.points.keys) == Set(picture.groups.map(\.group.id)))
    #expect(ahead.contains("London, 32 of 33 boroughs.") && ahead.contains("Base forecast 2031 (90% interval)"))
    let page = Views.page(picture, nil, deployment: "test", isRehearsal: true)
    #expect(page.contains("<span class=\"number\">32</span> of 33 boroughs"))
    for group in picture.groups where group.group.id != "london" { #expect(page.contains(group.group.name)) }
    for row in picture.group("london")?.figures?.forecast ?? [] {
      #expect(page.contains("<tr><th scope=\"row\">\(row.year)</th><td>\(NumberText.whole(row.total.released))<"))
    }
    for heading in ["By phase of education", "By primary need", "By placement sector", "Cost by placement sector"] {
      #expect(page.contains(heading))
    }
    let empty = try LondonPicture(
      plan: PoolingWorld.plan, messages: [], population: PoolingWorld.population, geography: PoolingWorld.geography)
    #expect(Views.page(empty, nil, deployment: "test", isRehearsal: false).contains("No borough has sent a release yet"))
  }
}

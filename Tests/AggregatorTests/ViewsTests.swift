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

  @Test func aPictureFillsThePage() throws {
    let world = PoolingWorld()
    let picture = try LondonPicture(
      plan: PoolingWorld.plan, messages: world.messages(seed: 7, without: ["E09000001"]), population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
    let page = Views.page(picture, deployment: "test", isRehearsal: true)
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
    #expect(Views.page(empty, deployment: "test", isRehearsal: false).contains("No borough has sent a release yet"))
  }
}

// Views: the web page of the hub, as text.
//
// What it is for: one page that works without JavaScript, fonts or pictures from elsewhere, on a telephone and on a
// desk, for readers with and without sight (WCAG 2.2 AA). Every released figure stands with its 95% bound, and every
// group with its coverage.
//
// What it may assume: a picture made by Pooling. It adds nothing to it and takes nothing out: rounding only.
//
// What it never does: read a store, answer a request, know a clock, or run a script.

public import Pooling

public enum Views {
  /// The whole page, UTF-8 HTML. Refers to `/style.css`, `/tables.csv`, `/tables.json`, and where there is a prospect to
  /// `/forecast.csv`, `/gap.csv`, `/figures.csv`, `/reform-plan.csv`, `/backtest.csv` and
  /// `/scenarios`.
  ///
  /// - Parameters:
  ///   - prospect: of the same messages; nil for the noise's bounds alone.
  ///   - deployment: name of the deployment, shown in the header.
  ///   - isRehearsal: says prominently that all figures are fictional.
  ///   - hasPlaces: there is `/places.csv`.
  public static func page(
    _ picture: LondonPicture, _ prospect: Prospect?, deployment: String, isRehearsal: Bool, hasPlaces: Bool = false
  ) -> String {
    var content = PageContent(picture, prospect, deployment: deployment, isRehearsal: isRehearsal)
    content.hasPlaces = hasPlaces
    return PageHTML.page(content)
  }

  /// The style sheet that belongs at `/style.css`.
  public static let style = Style.sheet

  /// Nothing may be loaded but the style sheet, nothing sent, nothing framed: the page needs no exception.
  public static let contentSecurityPolicy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// Of a page with a form: it may be sent to this hub, as an address, and nowhere else.
  public static let formSecurityPolicy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

/// The style sheet: our own, with fonts that are there anyway. Contrasts are at least 4.5 to 1 for text.
enum Style {
  static let sheet = ground + opening + charts + tables + scenarios + form + screens

  /// Colours for light and dark, type, and what stands around every page.
  private static let ground = """
    :root {
      color-scheme: light dark;
      --paper: #f6f4ee; --card: #fffdf8; --ink: #1d2733; --soft: #55606c; --rule: #d9d4c7;
      --accent: #0d5f66; --band: #cfe3e1; --half: #a5cbc9; --strong: #0a3d44; --notice: #f3dfae; --notice-ink: #4a3406;
      --bar: #12343b; --bar-ink: #f3f1ea;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #12181d; --card: #1a2228; --ink: #e9e6dd; --soft: #a9b1b6; --rule: #36424a;
        --accent: #6fc3c1; --band: #1e3d42; --half: #2b565b; --strong: #a6dedb; --notice: #4b3a12; --notice-ink: #f6e6bd;
        --bar: #0b1013; --bar-ink: #e9e6dd;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
      font-variant-numeric: tabular-nums lining-nums;
    }
    .frame { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
    h1, h2, .mark, .count, .figure {
      font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif;
      font-weight: 600; line-height: 1.15; letter-spacing: -0.01em;
    }
    h1 { font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.75rem); margin: 0 0 .75rem; text-wrap: balance; }
    h2 { font-size: 1.5rem; margin: 0 0 .35rem; }
    a { color: var(--accent); text-underline-offset: .2em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
    .skip { position: absolute; left: -999rem; top: 0; padding: .75rem 1rem; background: var(--card); color: var(--ink); }
    .skip:focus { left: 0; z-index: 2; }

    header { background: var(--bar); color: var(--bar-ink); }
    .bar { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; padding: .8rem 1rem; }
    td.bar { display: table-cell; }
    .mark { margin: 0; font-size: 1.25rem; }
    .deployment { margin: 0; font-size: .95rem; overflow-wrap: anywhere; }
    .rehearsal { margin: 0; padding: .6rem 0; background: var(--notice); color: var(--notice-ink); }
    .rehearsal .frame { display: block; }
    code { font-size: .95em; overflow-wrap: anywhere; }
    footer { margin-top: 3.5rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .88rem; }
    footer dl { margin: 0; padding: 1.25rem 0 2.5rem; display: grid; gap: .3rem; }
    footer dl div { display: flex; flex-wrap: wrap; gap: 0 .6rem; }
    footer dt { font-weight: 600; }
    footer dd { margin: 0; overflow-wrap: anywhere; }

    """
}

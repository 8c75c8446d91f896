/// The style sheet of the report: fonts that are there anyway, contrasts of text at least 4.5 to 1, in light and dark and
/// on paper. Nothing is said by colour alone.
enum ReportStyle {
  static let sheet = """
    :root {
      color-scheme: light dark;
      --paper: #f6f4ee; --card: #fffdf8; --ink: #1d2733; --soft: #55606c; --rule: #d9d4c7; --accent: #0d5f66;
      --bar: #12343b; --bar-ink: #f3f1ea; --stop: #9c1c1c; --out: #8a4b00; --look: #6b5200;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #12181d; --card: #1a2228; --ink: #e9e6dd; --soft: #a9b1b6; --rule: #36424a; --accent: #6fc3c1;
        --bar: #0b1013; --bar-ink: #e9e6dd; --stop: #ff9d94; --out: #f0b26a; --look: #e2c867;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
      font-variant-numeric: tabular-nums lining-nums;
    }
    .frame { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
    h1, h2, .tiles dd {
      font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Liberation Serif", serif;
      line-height: 1.2;
    }
    h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.2rem); margin: 0 0 .5rem; }
    h2 { font-size: 1.5rem; margin: 2.5rem 0 .75rem; }
    h3 { font-size: 1.1rem; line-height: 1.35; margin: 0 0 .25rem; }
    a { color: var(--accent); text-underline-offset: .2em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
    .skip { position: absolute; left: -999rem; top: 0; padding: .75rem 1rem; background: var(--card); }
    .skip:focus { left: 0; z-index: 2; }
    header { background: var(--bar); color: var(--bar-ink); padding: 1.75rem 0; }
    header p { margin: .25rem 0 0; max-width: 46rem; }
    .verdict { font-size: 1.25rem; font-weight: 600; }
    .tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 1.25rem; }
    .tiles div {
      background: var(--card); border: 1px solid var(--rule); border-radius: 4px; padding: .6rem 1rem; min-width: 9rem;
    }
    .tiles dt { color: var(--soft); font-size: .95rem; }
    .tiles dd { margin: 0; font-size: 1.7rem; }
    nav ul { padding-left: 1.2rem; }
    article {
      background: var(--card); border: 1px solid var(--rule); border-left: 5px solid var(--soft); border-radius: 4px;
      padding: 1rem 1.1rem; margin: 0 0 1rem;
    }
    article.stops { border-left-color: var(--stop); }
    article.leftOut { border-left-color: var(--out); }
    article.lookAt { border-left-color: var(--look); }
    .code { margin: 0 0 .6rem; color: var(--soft); font-size: .95rem; }
    .code span { border: 1px solid currentColor; border-radius: 999px; padding: 0 .55rem; margin-left: .4rem; }
    .stops .code span { color: var(--stop); }
    .leftOut .code span { color: var(--out); }
    .lookAt .code span { color: var(--look); }
    article dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: 0; }
    article dt { color: var(--soft); }
    article dd { margin: 0; }
    article ul { list-style: none; margin: 0; padding: 0; }
    article strong { overflow-wrap: anywhere; }
    @media (max-width: 34rem) { article dl { grid-template-columns: 1fr; } article dd { margin: 0 0 .4rem; } }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .95rem; }
    caption { text-align: left; color: var(--soft); padding: 0 0 .35rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--rule); }
    thead th { border-top: 0; color: var(--soft); font-weight: 600; }
    tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 7rem; }
    th.number, td.number { text-align: right; white-space: nowrap; }
    @media (max-width: 34rem) {
      table { font-size: .875rem; }
      th, td { padding-right: .5rem; }
      th.number { white-space: normal; }
    }
    footer { color: var(--soft); padding-top: 1.5rem; padding-bottom: 2.5rem; }
    @media print {
      :root { color-scheme: light; }
      body, header { background: none; color: #000; }
      article { break-inside: avoid; }
      .skip, nav { display: none; }
    }
    """
}

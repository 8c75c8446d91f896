/// The style sheet: our own, with fonts that are there anyway. Contrasts are at least 4.5 to 1 for text.
enum Style {
  static let sheet = """
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

    main > .frame { padding-top: 3rem; }
    .opening { display: grid; gap: 2rem; }
    .lead { font-size: 1.15rem; color: var(--soft); margin: 0; max-width: 36rem; }
    .coverage { border-top: 4px solid var(--accent); padding-top: .9rem; }
    .count { font-size: 1.5rem; margin: 0 0 .6rem; }
    .count .number { font-size: 3.25rem; line-height: 1; color: var(--accent); }
    .coverage ul { list-style: none; margin: 0; padding: 0; font-size: .92rem; }
    .coverage li { display: grid; grid-template-columns: 1fr 128px 3.6rem; gap: .75rem; align-items: center; padding: .18rem 0; }
    .coverage .of { color: var(--soft); text-align: right; white-space: nowrap; }
    rect.received { fill: var(--accent); }
    rect.awaited { fill: none; stroke: var(--soft); stroke-width: 1.5; }

    .tiles { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px; margin: 1rem 0 0; background: var(--rule); border: 1px solid var(--rule); }
    .tile { background: var(--card); padding: 1rem; display: flex; flex-direction: column; justify-content: space-between; gap: .5rem; }
    .tile dt { color: var(--soft); font-size: .95rem; line-height: 1.3; }
    .tile dd { margin: 0; }
    .tile .figure { font-size: clamp(1.4rem, 1rem + 1.4vw, 1.95rem); color: var(--strong); white-space: nowrap; }
    .bound { color: var(--soft); white-space: nowrap; }
    .tile .bound { display: block; white-space: normal; }
    .partial { border-left: 4px solid var(--accent); padding: .1rem 0 .1rem .9rem; margin: 1rem 0 0; }

    .note { color: var(--soft); margin: 0 0 1rem; max-width: 44rem; }
    figure { margin: 0; background: var(--card); border: 1px solid var(--rule); padding: 1rem; }
    .chart { display: block; width: 100%; height: auto; overflow: visible; }
    .chart.wide { display: none; }
    .chart text { font-size: 13px; fill: var(--soft); font-family: inherit; }
    .chart .axis-title { font-size: 13px; }
    .chart .value { font-size: 15px; font-weight: 700; fill: var(--strong); }
    .chart .middle { text-anchor: middle; }
    .chart .end { text-anchor: end; }
    .chart .grid { stroke: var(--rule); stroke-width: 1; }
    .chart .base { stroke: var(--soft); }
    .chart .band { fill: var(--band); stroke: var(--accent); stroke-opacity: .45; stroke-width: 1; }
    .chart .half { fill: var(--half); }
    .chart .beside { fill: none; stroke: var(--strong); stroke-width: 1.5; stroke-dasharray: 6 4; stroke-linejoin: round; }
    .chart .look1 { stroke-dasharray: 11 3 2 3; }
    .chart .look2 { stroke-dasharray: 2 3; }
    .chart .look3 { stroke-dasharray: 14 5; }
    .chart .leader { stroke: var(--soft); stroke-width: 1; }
    .chart .name { font-weight: 600; fill: var(--strong); }
    .chart.narrow .name { font-size: 12px; font-weight: 400; }
    .chart .line { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linejoin: round; }
    .chart .column { fill: var(--band); }
    .chart .whisker { stroke: var(--accent); stroke-width: 1.5; }
    .chart .quartile { stroke: var(--strong); stroke-width: 1.5; stroke-dasharray: 4 3; }
    .chart .dot { fill: var(--accent); }
    .chart .strong { stroke: var(--card); stroke-width: 2; }
    details { margin: .75rem 0; }
    summary { cursor: pointer; padding: .4rem 0; color: var(--accent); font-weight: 600; }

    .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); }
    table { border-collapse: collapse; width: 100%; font-size: .97rem; }
    th, td { padding: .55rem .8rem; text-align: right; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--rule); }
    tbody tr:last-child > * { border-bottom: 0; }
    th:first-child { text-align: left; position: sticky; left: 0; background: var(--card); box-shadow: 1px 0 0 var(--rule); }
    thead th { color: var(--soft); font-weight: 600; font-size: .88rem; line-height: 1.25; vertical-align: bottom; white-space: normal; min-width: 6.5rem; border-bottom: 2px solid var(--ink); }
    tbody th { font-weight: 600; white-space: normal; min-width: 8.5rem; }
    .areas .detail, .plain .bound, .areas td .bound { display: block; }
    .areas th, .areas td { padding-left: .55rem; padding-right: .55rem; }
    .areas thead th { min-width: 4.5rem; }
    .detail { color: var(--soft); font-weight: 400; white-space: nowrap; }
    .nothing { color: var(--soft); }
    table.bars { table-layout: auto; }
    .bars .bar { width: 40%; vertical-align: middle; padding-left: 0; }
    .bars thead td { border-bottom: 2px solid var(--ink); }
    .bars svg { display: block; width: 100%; height: .8rem; }
    .bars rect { fill: var(--accent); }
    abbr { text-decoration: none; border-bottom: 1px dotted currentColor; font-weight: 700; cursor: help; }

    .prose p { max-width: 44rem; }
    .links { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; font-weight: 600; }
    .links a { padding: .3rem 0; }
    .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .fault { border-left: 4px solid var(--notice-ink); background: var(--notice); color: var(--notice-ink); padding: .75rem 1rem; }
    .fault p { margin: 0; }
    .fault .hint { color: inherit; }
    .cards { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .75rem; }
    .cards li { background: var(--card); border: 1px solid var(--rule); padding: .75rem 1rem; overflow-wrap: anywhere; }
    .cards .links { font-size: .95rem; }
    .compared td .bound { display: block; }
    .compared th, .compared td { padding-left: .5rem; padding-right: .5rem; }
    .compared tbody th { min-width: 4.5rem; }

    .levers > fieldset, .levers > .more, .levers > .field { margin: 0 0 1rem; }
    fieldset { min-width: 0; background: var(--card); border: 1px solid var(--rule); padding: .75rem 1rem 1rem; }
    .more > fieldset { margin-top: .25rem; }
    .boxes { border: 0; padding: 0; }
    legend { font-weight: 700; padding: 0 .4rem; margin-left: -.4rem; color: var(--strong); }
    .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .9rem 1.5rem; align-items: start; }
    .field { margin: 0; min-width: 0; }
    .field label { display: block; font-weight: 600; }
    .fields > .wide { grid-column: 1 / -1; }
    .entry { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .6rem; }
    .unit, .hint { color: var(--soft); font-weight: 400; }
    .hint { margin: .2rem 0 0; font-size: .9rem; line-height: 1.4; max-width: 44rem; }
    input, select, button { font: inherit; color: var(--ink); }
    input[type="text"], input[type="number"], select {
      min-height: 2.75rem; max-width: 100%; padding: .3rem .6rem; background: var(--paper); border: 1px solid var(--soft); border-radius: 3px;
    }
    input[type="number"] { width: 8.5rem; }
    input[type="text"] { width: 14rem; }
    #name { width: min(100%, 26rem); }
    [aria-invalid="true"] { border: 3px solid var(--notice-ink); }
    .box { display: flex; gap: .6rem; align-items: center; padding: .3rem 0; min-height: 2rem; font-weight: 400; }
    .box input { width: 1.2rem; height: 1.2rem; flex: none; accent-color: var(--accent); }
    .boxes, #ready-means + .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0 1.5rem; }
    .boxes > .hint, .boxes > legend { grid-column: 1 / -1; }
    button {
      min-height: 2.75rem; padding: .5rem 1.4rem; font-weight: 700; background: var(--accent); color: var(--card);
      border: 0; border-radius: 3px; cursor: pointer;
    }
    code { font-size: .95em; overflow-wrap: anywhere; }
    footer { margin-top: 3.5rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .88rem; }
    footer dl { margin: 0; padding: 1.25rem 0 2.5rem; display: grid; gap: .3rem; }
    footer dl div { display: flex; flex-wrap: wrap; gap: 0 .6rem; }
    footer dt { font-weight: 600; }
    footer dd { margin: 0; overflow-wrap: anywhere; }

    @media (max-width: 40rem) {
      .bars .bar { display: none; }
      .bars td, .bars th { white-space: normal; }
      .scroll td .bound { display: block; }
    }
    @media (min-width: 44rem) {
      .chart.wide { display: block; }
      .chart.narrow { display: none; }
      .tiles { grid-template-columns: repeat(4, minmax(0, 1fr)); }
      .tile { padding: 1.15rem 1.25rem; }
      tbody th { min-width: 12.5rem; }
      .opening { grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); align-items: end; }
    }
    @media print {
      header, footer { background: none; color: #000; }
      .skip, .links, form { display: none; }
      /* On paper nothing scrolls: every column has to be there. */
      html { font-size: 75%; }
      body { background: #fff; }
      .frame { max-width: none; padding: 0; }
      main > .frame { padding-top: 1.5rem; }
      .scroll { overflow: visible; }
      th, td { padding: .25rem .35rem; white-space: normal; }
      th:first-child { position: static; box-shadow: none; }
      thead th, tbody th { min-width: 0; }
      td .bound { display: block; white-space: normal; }
      h2, .note { break-after: avoid; }
      tr, figure, .tiles { break-inside: avoid; }
    }

    """
}

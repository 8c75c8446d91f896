extension Style {
  /// Coverage and tiles.
  static let opening = """
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

    """

  /// Charts, with what stands before them.
  static let charts = """
    .note { color: var(--soft); margin: 0 0 1rem; max-width: 44rem; }
    .note.below { margin-top: 1rem; }
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

    """

  /// Tables, which scroll sideways in a box of their own.
  static let tables = """
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

    """
}

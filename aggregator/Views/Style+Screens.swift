extension Style {
  /// What differs by the width of the screen, and on paper. After all else, which it changes.
  static let screens = """
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

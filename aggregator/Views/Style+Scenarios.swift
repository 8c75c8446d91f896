extension Style {
  /// Prose, links, and the cards of scenarios.
  static let scenarios = """
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

    """

  /// The form in which a scenario is composed.
  static let form = """
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

    """
}

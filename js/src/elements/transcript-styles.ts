import { css } from "lit";

/** A transcript is set like minutes: times in a gutter, a line down the margin that says who speaks. */
export const transcriptStyles = css`
  :host { display: flex; flex-direction: column; min-height: 0; background: var(--_paper); container-type: inline-size; }
  .pick { margin: auto; padding: 2rem; text-align: center; }
  header { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0.625rem 1.25rem; border-block-end: 1px solid var(--_rule); align-items: center; }
  header ::slotted([slot='redaction']) { flex: 1 1 100%; min-width: 0; }
  .title { flex: 1 1 9rem; display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.75rem; min-width: 0; }
  .title h2 { font-size: 1.125rem; overflow-wrap: anywhere; }
  .tools, .steps, .zones { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
  .steps { gap: 0.25rem; flex-wrap: nowrap; white-space: nowrap; }
  .zones select { max-width: 11rem; }
  .none { padding: 1rem 1.25rem 0; }
  :host > .session { margin-inline: 1.25rem; flex: none; }
  .error { margin: 0.75rem 1.25rem 0; }
  .scroller { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; contain: strict; overflow-anchor: none; }
  .scroller:focus-visible { outline-offset: -2px; }
  .spacer { position: relative; }
  .item { position: absolute; inset-block-start: 0; inset-inline: 0; padding-inline: 1.25rem; display: flow-root; }
  .item[aria-posinset='1'] { padding-block-start: 0.25rem; }

  .entry { display: grid; grid-template-columns: 7.25rem minmax(0, 46rem); column-gap: 0.875rem; align-items: baseline; }
  .entry > * { grid-column: 2; }
  .entry > .time { grid-column: 1; grid-row: 1; text-align: end; }
  .loading { padding-block: 1rem; }
  button.time { display: block; min-height: 0; padding: 0; border: 0; background: none; font-weight: 400; }
  button.time:hover { text-decoration: underline; text-underline-offset: 0.2em; }
  .wait { font-size: 0.75rem; color: var(--_quiet); margin-inline-start: 0.375rem; white-space: nowrap; }
  .time { font: 0.75rem/1.5rem var(--_mono); font-variant-numeric: tabular-nums; color: var(--_quiet); white-space: nowrap; }
  .zone { opacity: 0.85; }

  .speech { padding-block-start: 0.75rem; }
  .speech.follows { padding-block-start: 0; }
  .who, .said { background: var(--_tint, none); padding-inline: 0.875rem; border-inline-start: 3px solid var(--_line, var(--_edge)); }
  .who { color: var(--_line, var(--_quiet)); line-height: 1.5rem; }
  /* A pixel of overlap: rows of fractional height would let the margin line break. */
  .said { margin-block-start: -1px; padding-block: 1px 0.25rem; }
  .glyph { display: inline-block; width: 1.1em; font-size: 0.8em; }
  .actor { font-weight: 650; }
  .role { font-size: 0.75rem; color: var(--_quiet); margin-inline-start: 0.25rem; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 44rem; }
  .EndUser { --_line: var(--_customer); --_tint: var(--_customer-tint); }
  .Agent { --_line: var(--_agent); }
  .Agent .who, .Agent .said { border-inline-start-style: double; border-inline-start-width: 5px; padding-inline-start: calc(0.875rem - 2px); }
  .Bot, .DigitalWorker { --_line: var(--_bot); }
  .Bot .who, .Bot .said, .DigitalWorker .who, .DigitalWorker .said { border-inline-start-style: dashed; }
  .System .who, .System .said, .Router .who, .Router .said, .Unknown .who, .Unknown .said { border-inline-start-style: dotted; color: var(--_quiet); }
  .internal { --_tint: repeating-linear-gradient(135deg, var(--_warn-tint) 0 0.5rem, transparent 0.5rem 1rem); }
  .badge { display: inline-block; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: var(--_radius); font-size: 0.75rem; font-weight: 600; color: var(--_warn); vertical-align: 0.05em; }

  mark { padding: 0.05em 0.35em; border-radius: 2px; background: var(--_ink); color: var(--_paper); font: 0.86em var(--_mono); box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  mark.hit { padding: 0; background: var(--_warn-tint); color: var(--_ink); font: inherit; box-shadow: inset 0 -2px var(--_warn); }
  mark mark.hit { background: none; color: inherit; box-shadow: inset 0 -2px currentColor; }
  .found .said, .found .what { outline: 2px solid var(--_accent); outline-offset: 1px; }
  code { font: 0.8125rem var(--_mono); color: var(--_quiet); overflow-wrap: anywhere; }
  .choices { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-block: 0.375rem 0.25rem; }
  .choices li { padding: 0.125rem 0.625rem; border: 1px solid var(--_edge); border-radius: 1rem; font-size: 0.875rem; }
  .choices .chosen { border-color: var(--_accent); background: var(--_accent-tint); font-weight: 600; }
  .form { display: grid; gap: 0.125rem; margin-block: 0.25rem; font-size: 0.875rem; }
  .form div { display: grid; grid-template-columns: minmax(6rem, 12rem) 1fr; gap: 0.75rem; }
  .form dt { color: var(--_quiet); }
  .asked { color: var(--_quiet); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 44rem; }
  .cards { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block: 0.375rem; }
  .cards > li { flex: 0 1 14rem; min-width: min(12rem, 100%); padding: 0.5rem 0.625rem; border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); overflow-wrap: anywhere; }
  .cards .title { font-weight: 600; }
  .details { color: var(--_quiet); font-size: 0.8125rem; }
  .details dd { color: var(--_ink); overflow-wrap: anywhere; }
  .event .details, .event .more { padding-inline-start: calc(0.875rem + 3px); }
  .links li, .attachments li { font-size: 0.875rem; overflow-wrap: anywhere; }
  .attachments li { display: inline-block; margin: 0.25rem 0.5rem 0 0; padding: 0.25rem 0.625rem; border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); }
  .attachments .kind { color: var(--_quiet); font-size: 0.75rem; }
  .flags { color: var(--_warn); }
  .edits ol { padding-inline-start: 1rem; color: var(--_quiet); font-size: 0.875rem; white-space: pre-wrap; }

  .event { padding-block-start: 0.375rem; color: var(--_quiet); font-size: 0.8125rem; }
  .event .what { padding-inline-start: calc(0.875rem + 3px); overflow-wrap: anywhere; }
  .event .status::before { content: '· '; }

  .session { margin-block: 1.25rem 0.5rem; padding: 0.625rem 0.875rem; border: 1px solid var(--_rule); border-block-start: 2px solid var(--_ink); background: var(--_raised); }
  .item[aria-posinset='1'] .session { margin-block-start: 0.75rem; }
  .session h3 { letter-spacing: 0.01em; }
  .session .name { font: 0.8125rem var(--_mono); color: var(--_quiet); margin-inline-start: 0.25rem; }
  .session .facts span { display: inline-block; }
  .session.lost { border-block-start-style: dashed; }
  .session dl { display: grid; gap: 0.125rem; margin-block-start: 0.375rem; }
  .session dl div { display: grid; grid-template-columns: minmax(8rem, 15rem) minmax(0, 1fr); gap: 0.75rem; overflow-wrap: anywhere; }
  .session dt { color: var(--_quiet); }
  .session details h4 { margin-block-start: 0.625rem; text-transform: none; font-weight: 650; }
  .day, .gap { display: flex; align-items: center; gap: 0.75rem; margin-block: 1rem 0.25rem; font-size: 0.8125rem; font-weight: 550; color: var(--_quiet); }
  .day::after, .gap::before, .gap::after { content: ''; flex: 1; border-block-start: 1px solid var(--_rule); }
  .gap::before, .gap::after { border-block-start-style: dashed; }
  .gap { font-weight: 400; }

  @container (max-width: 46rem) {
    .entry { grid-template-columns: 6.5rem minmax(0, 46rem); column-gap: 0.625rem; }
    .time { font-size: 0.6875rem; }
    .item, header { padding-inline: 0.875rem; }
    .zone-label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .zones select { max-width: 8rem; }
  }
  @container (max-width: 34rem) {
    header { gap: 0.375rem; padding-block: 0.5rem; }
    .tools { flex: 1 0 100%; gap: 0.375rem; }
    .zones { flex: 1; }
    .zones select { max-width: none; width: 100%; }
    .entry { grid-template-columns: minmax(0, 1fr) auto; }
    .entry > * { grid-column: 1 / -1; grid-row: 2; }
    .entry > .who { grid-column: 1; grid-row: 1; }
    .entry > .time { grid-column: 2; grid-row: 1; padding-inline-end: 0.375rem; }
    .event .what { grid-column: 1; grid-row: 1; }
    .wait { margin-inline-start: 0; }
    .speech { margin-block-start: 0.75rem; padding-block-start: 0; background: var(--_tint, none); }
    .speech.follows { margin-block-start: 0; }
    .who, .said { background: none; }
    .follows > .time { line-height: 1rem; padding-block-start: 0.25rem; margin-block-end: -0.25rem; }
    .session { margin-inline: 0; }
  }
  @media print {
    :host { display: block; }
    .tools, header ::slotted(*) { display: none !important; }
    .scroller { contain: none; overflow: visible; }
    .scroller:focus-visible { outline: none; }
    .spacer { height: auto !important; }
    .item { position: static; transform: none !important; break-inside: avoid; }
    mark:not(.hit) { background: none; color: inherit; outline: 1px solid; }
  }
  @media (forced-colors: active) {
    mark { background: Mark; color: MarkText; forced-color-adjust: none; outline: 1px solid CanvasText; }
  }
`;

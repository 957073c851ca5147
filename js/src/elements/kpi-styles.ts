/** The look of `<st-kpis>`. */

import { css } from "lit";

export const panelStyles = css`
  :host { display: flex; flex-direction: column; min-height: 0; background: var(--_paper); }
  header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.5rem 1rem; border-block-end: 1px solid var(--_rule); }
  .body { flex: 1; min-height: 0; overflow: auto; padding: 0.875rem 1rem 1.5rem; display: grid; gap: 1.25rem; align-content: start; }
  .body[aria-busy='true'] > section { opacity: 0.6; }
  .grouping { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem; }
  .grouping select { flex: 1; min-width: 9rem; }
  .waits h3 { display: flex; justify-content: space-between; }
  h3 { font-size: 0.8125rem; color: var(--_quiet); font-weight: 600; margin-block-end: 0.25rem; }
  details { border-block-end: 1px solid var(--_rule); }
  summary, .sla { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; column-gap: 0.75rem; padding-block: 0.375rem; list-style: none; color: inherit; font-weight: 400; }
  .sla { border-block-end: 1px solid var(--_rule); }
  summary::-webkit-details-marker { display: none; }
  summary:hover .name { text-decoration: underline; text-underline-offset: 0.2em; }
  .tool > summary { display: block; color: var(--_accent); font-weight: 550; }
  .tool > summary::before { content: '▸ '; }
  .tool[open] > summary::before { content: '▾ '; }
  .tool .row { padding-block: 0.25rem 0.75rem; }
  .spread { grid-column: 1 / -1; }
  .hours { color: var(--_accent); }
  .reason { max-width: 9.5rem; }
  .value { font-size: 1.0625rem; font-weight: 600; white-space: nowrap; }
  .reason { text-align: end; }
  .more { display: grid; gap: 0.5rem; padding-block: 0.25rem 0.75rem; }
  table { border-collapse: collapse; width: 100%; }
  th { font-weight: 400; text-align: start; }
  td { text-align: end; }
  thead th { font-size: 0.75rem; color: var(--_quiet); text-align: end; }
  thead th:first-child { text-align: start; }
  .family { width: auto; }
  .family th { padding-inline-end: 1rem; color: var(--_quiet); }
  .family td { font-weight: 600; padding-inline-start: 0.75rem; }
  .distribution td, .distribution th { padding-block: 1px; vertical-align: middle; }
  .distribution thead th { padding-inline-start: 0.5rem; }
  .distribution thead th:first-child { padding-inline-start: 0; }
  .distribution th[scope='row'] { width: 1%; white-space: nowrap; }
  .distribution button, .groups button { min-height: 1.5rem; padding: 0 0.25rem; margin-inline-start: -0.25rem; font-weight: 450; font-variant-numeric: tabular-nums; text-align: start; }
  .distribution td.number { width: 1%; padding-inline-start: 0.5rem; white-space: nowrap; }
  .distribution { margin-block-end: 1.25rem; }
  .distribution tbody tr { height: 1.75rem; }
  .distribution .chart { position: relative; padding: 0; }
  .distribution st-bars { position: absolute; inset: 0 0 0 0.5rem; }
  .distribution thead th { white-space: nowrap; }
  .distribution thead .wall::before, .distribution thead .open::before { content: ''; display: inline-block; inline-size: 0.625rem; block-size: 0.625rem; margin-inline-end: 0.25rem; background: var(--_ink); }
  .distribution thead .open::before { background: repeating-linear-gradient(135deg, var(--_accent) 0 2px, transparent 2px 4px); outline: 1px solid var(--_accent); outline-offset: -1px; }
  .evidence { display: grid; counter-reset: none; }
  .evidence button { width: 100%; min-height: 1.75rem; justify-content: space-between; padding: 0.125rem 0.25rem; margin-inline-start: -0.25rem; font-weight: 500; }
  .evidence button span:last-child { text-align: end; overflow-wrap: anywhere; font-weight: 400; }
  .scroll { overflow-x: auto; }
  .groups td, .groups th, .salesforce td, .salesforce th { padding: 0.25rem 0 0.25rem 0.5rem; border-block-end: 1px solid var(--_rule); vertical-align: baseline; }
  .groups th:first-child, .salesforce th:first-child { padding-inline-start: 0; overflow-wrap: anywhere; }
  .groups thead th, .salesforce thead th { vertical-align: bottom; }
  .field { overflow-wrap: anywhere; }
  .salesforce th[scope='rowgroup'] { padding-block: 0.375rem 0; border: 0; }
  .salesforce td:first-child, .salesforce thead th:first-child { padding-inline-start: 0; text-align: start; }
  .options { display: grid; gap: 0.625rem; padding-block: 0.25rem 1rem; }
  .options .field { display: grid; grid-template-columns: minmax(0, 8.5rem) minmax(0, 1fr); gap: 0.5rem; align-items: center; }
  .options input[type='text'], .options select { width: 100%; min-width: 0; }
  fieldset { display: grid; gap: 0.375rem; margin: 0; padding: 0.5rem 0 0; border: 0; border-block-start: 1px solid var(--_rule); min-width: 0; }
  legend { padding: 0; color: var(--_quiet); font-weight: 600; }
  .row input { align-self: start; margin-block-start: 0.2rem; }
  label.row { flex-wrap: nowrap; }
  .heatmap { table-layout: fixed; }
  .heatmap th { font-size: 0.6875rem; line-height: 1; color: var(--_quiet); overflow: visible; white-space: nowrap; }
  .heatmap thead td, .heatmap th[scope='row'] { width: 2.25rem; }
  .heatmap thead th { text-align: start; }
  .heatmap tbody td { height: 0.9375rem; padding: 0; border: 1px solid var(--_rule); }
  .heat { display: block; height: 100%; background: var(--_ink); forced-color-adjust: none; }
  .flags { color: var(--_warn); }
  code { font: 0.75rem var(--_mono); color: var(--_quiet); }
  .bar { display: flex; gap: 2px; height: 1rem; margin-block: 0.25rem 0.5rem; }
  .bar span { min-width: 2px; flex-basis: 0; }
  .human { background: var(--_agent); }
  .bot { background: repeating-linear-gradient(135deg, var(--_bot) 0 3px, transparent 3px 6px); outline: 1px solid var(--_bot); outline-offset: -1px; }
  .customer { background: var(--_paper); outline: 2px solid var(--_customer); outline-offset: -2px; }
  .before_first { background: var(--_rule); }
  .waits li { display: grid; grid-template-columns: auto 1fr auto 2.5rem; gap: 0.5rem; align-items: center; line-height: 1.6; }
  .waits time { font-weight: 600; }
  .share { text-align: end; }
  .key { width: 0.875rem; height: 0.875rem; }
  .bar span, .key, .heat, .distribution thead th::before { print-color-adjust: exact; }
  @media (forced-colors: active) { .bar span, .key, .distribution thead th::before { forced-color-adjust: none; } .distribution thead .wall::before { background: CanvasText; } }
  .printed { display: none; }
  @media print { .tool, .further, .grouping, header select { display: none; } .printed { display: inline; } .body { overflow: visible; } details { break-inside: avoid; } :focus-visible { outline: none !important; } table, .waits { break-inside: avoid; } h3 { break-after: avoid; } }
`;

/**
 * The look that all elements share. Every colour can be set from outside by a `--st-*` property, else by a
 * styling hook of the Lightning Design System (`--slds-g-*`), else it is our own, for light and dark.
 * `color-scheme` of the surrounding page decides which.
 */

import { css } from "lit";

/** Private names (`--_*`) are read by the rules below; public ones are only ever set by others. */
export const theme = css`
  :host, :root {
    --_desk: var(--st-desk, var(--slds-g-color-surface-2, light-dark(#e8ebea, #0d1316)));
    --_paper: var(--st-paper, var(--slds-g-color-surface-1, light-dark(#fdfdfc, #151d21)));
    --_raised: var(--st-raised, var(--slds-g-color-surface-container-1, light-dark(#ffffff, #1c262b)));
    --_ink: var(--st-ink, var(--slds-g-color-on-surface-3, light-dark(#16212a, #e7ecec)));
    --_quiet: var(--st-quiet, var(--slds-g-color-on-surface-1, light-dark(#4b5862, #a6b3b8)));
    --_rule: var(--st-rule, var(--slds-g-color-border-1, light-dark(#d3d9d9, #2b373d)));
    --_edge: var(--st-edge, var(--slds-g-color-border-2, light-dark(#76838a, #74838b)));
    --_accent: var(--st-accent, var(--slds-g-color-accent-2, light-dark(#0a5666, #82c9d4)));
    --_accent-tint: var(--st-accent-tint, light-dark(#e3eff0, #1a3138));
    --_on-accent: var(--st-on-accent, light-dark(#ffffff, #08171b));
    --_seal: var(--st-seal, light-dark(#9e2420, #f2958a));
    --_seal-tint: var(--st-seal-tint, light-dark(#f8eae8, #33201f));
    --_warn: var(--st-warn, light-dark(#7a4a00, #e9b667));
    --_warn-tint: var(--st-warn-tint, light-dark(#faf1df, #2e2718));
    --_customer: var(--st-customer, light-dark(#0a5666, #82c9d4));
    --_agent: var(--st-agent, light-dark(#6b3a7d, #d3a6e4));
    --_bot: var(--st-bot, light-dark(#6a5200, #d9c06a));
    --_customer-tint: var(--st-customer-tint, light-dark(#f0f6f6, #18262b));
    --_mono: var(--st-mono, ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', 'DejaVu Sans Mono', monospace);
    --_sans: var(--st-sans, var(--slds-g-font-family, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif));
    --_radius: var(--st-radius, 4px);
  }
`;

/** Controls and type, the same in every shadow root. */
export const controls = css`
  :host { display: block; color: var(--_ink); font: 0.9375rem/1.5 var(--_sans); }
  :host([hidden]) { display: none; }
  :host, *, *::before, *::after { box-sizing: border-box; }
  h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h2 { font-size: 1rem; font-weight: 650; letter-spacing: -0.005em; }
  h3 { font-size: 0.9375rem; font-weight: 650; }
  button, select, input { font: inherit; color: inherit; }
  button, .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 0.45em; min-height: 2.125rem; padding: 0.25rem 0.8rem;
    border: 1px solid var(--_edge); border-radius: var(--_radius); background: var(--_raised); color: var(--_ink);
    font-weight: 500; text-align: center; cursor: pointer;
  }
  button:hover { border-color: var(--_ink); }
  button:active { background: var(--_accent-tint); }
  button:disabled { color: var(--_quiet); border-color: var(--_rule); cursor: default; }
  button.primary, button.danger { font-weight: 600; }
  button.primary { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
  button.primary:hover { background: color-mix(in oklab, var(--_accent), var(--_ink) 22%); }
  button.plain { border-color: transparent; background: none; color: var(--_accent); padding-inline: 0.5rem; }
  button.plain:hover { border-color: var(--_edge); }
  button.danger { background: var(--_seal); border-color: var(--_seal); color: var(--_on-accent); }
  button.primary:disabled, button.danger:disabled { background: var(--_desk); border-color: var(--_rule); color: var(--_quiet); }
  button.icon { min-width: 2.125rem; padding-inline: 0.5rem; }
  select, input[type='text'] {
    min-height: 2.125rem; padding: 0.25rem 0.5rem; max-width: 100%; border: 1px solid var(--_edge); border-radius: var(--_radius); background: var(--_raised);
  }
  input[type='checkbox'], input[type='radio'] { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--_accent); flex: none; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; border-radius: var(--_radius); }
  summary { cursor: pointer; color: var(--_accent); font-weight: 550; min-height: 1.5rem; }
  .quiet { color: var(--_quiet); }
  .small { font-size: 0.8125rem; }
  .tiny { font-size: 0.75rem; }
  .number { font-variant-numeric: tabular-nums; }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
  h1 { margin: 0; }
  .hidden {
    position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0;
  }
  dialog {
    width: min(34rem, calc(100vw - 2rem)); max-height: calc(100dvh - 2rem); padding: 1.5rem; overflow: auto;
    border: 1px solid var(--_edge); border-radius: calc(var(--_radius) * 2); background: var(--_raised); color: var(--_ink);
    box-shadow: 0 1.5rem 4rem rgb(0 0 0 / 0.28);
  }
  dialog::backdrop { background: rgb(8 18 22 / 0.5); }
  dialog h2 { font-size: 1.25rem; margin-block-end: 0.5rem; }
  dialog .actions {
    position: sticky; inset-block-end: -1.5rem; display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0.5rem; margin: 1.25rem -1.5rem -1.5rem;
    padding: 0.75rem 1.5rem; border-block-start: 1px solid var(--_rule); background: var(--_raised);
  }
  .error { padding: 0.625rem 0.75rem; border-inline-start: 3px solid var(--_seal); background: var(--_seal-tint); overflow-wrap: anywhere; }
  progress { width: 100%; height: 0.5rem; accent-color: var(--_accent); }
  @media (forced-colors: active) { button, dialog { border-color: ButtonBorder; } }
  @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
`;

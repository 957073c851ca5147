/** What rules of a policy have in common, to be filled in: an operator, and the texts that are read. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Operator, RuleScope } from "./archive-client.js";
import { asWords, strings } from "./strings.js";

const OPERATORS: Operator["type"][] = [
  "replace",
  "mask",
  "remove",
  "pseudonym",
  "hash",
  "date_shift",
  "generalise",
  "keep",
];
const ROLES = ["EndUser", "Agent", "Bot", "Supervisor", "System", "DigitalWorker"];

/** A text as it is now in the control that sent an event. */
export function textOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

/** A number, or `null` where nothing (or no number) is written. */
export function numberOf(event: Event): number | null {
  const text = textOf(event).trim();
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? null : number;
}

/** Lines that hold something. */
export function linesOf(event: Event): string[] {
  return textOf(event)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** One labelled control, with what there is to know of it. */
export function field(words: string, control: TemplateResult, hint: string | typeof nothing = nothing): TemplateResult {
  return html`<div class="field"><label><span>${words}</span>${control}</label>${hint === nothing ? nothing : html`<p class="tiny quiet">${hint}</p>`}</div>`;
}

/** A number to fill in. */
export function numberField(
  words: string,
  value: number | null | undefined,
  set: (value: number | null) => void,
  { min = 0, max = 1, step = 0.05, placeholder = "" } = {},
): TemplateResult {
  return field(
    words,
    html`<input type="number" min=${min} max=${max} step=${step} placeholder=${placeholder} .value=${value == null ? "" : String(value)} @change=${(event: Event) => set(numberOf(event))}>`,
  );
}

/** A text of several lines to fill in. `typed` hears every stroke. */
export function linesField(
  words: string,
  value: readonly string[] | undefined,
  set: (value: string[]) => void,
  hint: string | typeof nothing = nothing,
  typed = false,
): TemplateResult {
  const heard = (event: Event) => set(linesOf(event));
  const area = html`<textarea rows=${Math.min(6, Math.max(2, (value?.length ?? 0) + 1))} spellcheck="false" @input=${typed ? heard : nothing} @change=${typed ? nothing : heard}>${value?.join("\n") ?? ""}</textarea>`;
  return field(words, area, hint);
}

/** What happens to a value. `asItComes` is what happens where nothing is chosen; without it something always is. */
export function operatorFields(
  operator: Operator | null | undefined,
  asItComes: Operator | null,
  set: (operator: Operator | null) => void,
): TemplateResult {
  const t = strings.policy;
  const chosen = operator?.type ?? "";
  const choose = (event: Event) => {
    const type = textOf(event);
    set(type === "" ? null : ({ type } as Operator));
  };
  return html`
    ${field(
      t.operator,
      html`<select @change=${choose}>
        ${asItComes ? html`<option value="" .selected=${chosen === ""}>${t.asItComes(t.operators[asItComes.type] ?? asItComes.type)}</option>` : nothing}
        ${OPERATORS.map((type) => html`<option value=${type} .selected=${chosen === type}>${t.operators[type]}</option>`)}
      </select>`,
    )}
    ${operator ? parameters(operator, set) : nothing}`;
}

function parameters(operator: Operator, set: (operator: Operator) => void) {
  const t = strings.policy.parameters;
  const put = (change: object) => set({ ...operator, ...change } as Operator);
  const whole = { min: -3650, max: 3650, step: 1 };
  switch (operator.type) {
    case "replace":
      return field(
        t.with,
        html`<input type="text" placeholder="[{type}]" .value=${operator.with ?? ""} @change=${(event: Event) => {
          const { with: _, ...rest } = operator;
          set(textOf(event) === "" ? rest : { ...rest, with: textOf(event) });
        }}>`,
        t.withHint,
      );
    case "mask":
      return html`
        ${numberField(t.keep_first, operator.keep_first ?? 0, (n) => put({ keep_first: n ?? 0 }), { ...whole, min: 0, max: 20 })}
        ${numberField(t.keep_last, operator.keep_last ?? 0, (n) => put({ keep_last: n ?? 0 }), { ...whole, min: 0, max: 20 })}
        ${field(t.character, html`<input type="text" maxlength="2" .value=${operator.character ?? "*"} @change=${(event: Event) => put({ character: [...textOf(event)][0] ?? "*" })}>`)}`;
    case "pseudonym":
      return field(
        t.over,
        html`<select @change=${(event: Event) => put({ over: textOf(event) })}>${Object.entries(t.overs).map(([over, words]) => html`<option value=${over} .selected=${(operator.over ?? "conversation") === over}>${words}</option>`)}</select>`,
      );
    case "date_shift":
      return html`
        ${numberField(t.days, operator.days ?? 0, (n) => put({ days: n ?? 0 }), whole)}
        ${numberField(t.within, operator.within ?? 0, (n) => put({ within: n ?? 0 }), { ...whole, min: 0 })}`;
    default:
      return nothing;
  }
}

/** Which texts a rule reads. */
export function scopeFields(scope: RuleScope, set: (change: RuleScope) => void): TemplateResult {
  const t = strings.policy;
  const toggled = (list: readonly string[] | undefined, name: string, on: boolean) =>
    on ? [...(list ?? []), name] : (list ?? []).filter((one) => one !== name);
  const boxes = (
    legend: string,
    hint: string,
    key: "roles" | "fields",
    names: readonly (readonly [name: string, words: string])[],
  ) => html`
    <fieldset><legend>${legend}</legend><p class="tiny quiet">${hint}</p>
      <div class="boxes">${names.map(
        ([name, words]) =>
          html`<label><input type="checkbox" .checked=${scope[key]?.includes(name) ?? false} @change=${(event: Event) => set({ [key]: toggled(scope[key], name, (event.target as HTMLInputElement).checked) })}><span>${words}</span></label>`,
      )}</div>
    </fieldset>`;
  const role = (name: string) => [name, strings.transcript.roles[name] ?? asWords(name)] as const;
  return html`
    ${boxes(t.roles, t.rolesHint, "roles", ROLES.map(role))}
    ${boxes(t.fields, t.fieldsHint, "fields", Object.entries(t.fieldNames))}
    ${linesField(t.kinds, scope.kinds, (kinds) => set({ kinds }), t.lines)}
    ${linesField(t.channels, scope.channels, (channels) => set({ channels }), t.lines)}`;
}

/** Forms that are filled in here and there in the editor look the same. */
export const ruleStyles = css`
  .form { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.625rem 0.75rem; align-items: start; }
  .form > fieldset, .form > .wide { grid-column: 1 / -1; }
  .field, .field > label { display: grid; gap: 0.125rem; min-width: 0; font-size: 0.8125rem; }
  .field > label > :is(input, select, textarea) { width: 100%; font-size: 0.875rem; }
  textarea, input[type="number"], input[type="search"], input[type="password"] {
    min-height: 2.125rem; padding: 0.25rem 0.5rem; max-width: 100%; border: 1px solid var(--_edge); border-radius: var(--_radius);
    background: var(--_raised); color: inherit; font: inherit;
  }
  textarea { resize: vertical; line-height: 1.4; }
  fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
  legend { padding: 0; font-size: 0.8125rem; }
  .boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0 0.75rem; }
  .boxes label, .check { display: flex; align-items: center; gap: 0.5rem; min-height: 1.75rem; font-size: 0.8125rem; }
  .mono { font-family: var(--_mono); }
`;

/** A policy while it is edited: pure functions from one policy to the next, and the way back. */

import type { Base, DetectorRule, DetectorSummary, PatternRule, PolicyDocument, RuleScope } from "./archive-client.js";

/** Least scores of policies that state none. */
const LEAST: Record<Base, number> = { standard: 0.5, broad: 0.35, names: 0.5, none: 0.5 };

/** The least score of rules that set none. */
export function leastScore(policy: PolicyDocument): number {
  return policy.min_score ?? LEAST[policy.base ?? "standard"];
}

/** The rule that holds for a detector: one that names it goes before one that names its type. */
export function ruleOf(policy: PolicyDocument, { id, type }: DetectorSummary): DetectorRule | undefined {
  const rules = policy.detectors ?? [];
  return rules.find((rule) => rule.id === id) ?? rules.find((rule) => rule.id === type);
}

/** Whether a detector runs. */
export function isOn(policy: PolicyDocument, detector: DetectorSummary): boolean {
  const rule = ruleOf(policy, detector);
  if (rule !== undefined) return rule.enabled !== false;
  const base = policy.base ?? "standard";
  return base !== "none" && detector.policies.includes(base);
}

/** Whether a rule says anything but that its detector runs. */
export function isTuned(rule: DetectorRule | PatternRule | undefined): boolean {
  if (rule === undefined) return false;
  return rule.operator != null || rule.min_score != null || (rule.priority ?? 0) !== 0 || isLimited(rule);
}

function isLimited({ roles, kinds, fields, channels }: RuleScope): boolean {
  return [roles, kinds, fields, channels].some((list) => (list?.length ?? 0) > 0);
}

/** Changes what a policy says of one detector. What its base says anyway is not written down. */
export function withDetector(
  policy: PolicyDocument,
  detector: DetectorSummary,
  change: Partial<DetectorRule>,
): PolicyDocument {
  const rules = policy.detectors ?? [];
  const rule: DetectorRule = {
    enabled: isOn(policy, detector),
    ...ruleOf(policy, detector),
    ...change,
    id: detector.id,
  };
  const others = rules.filter(({ id }) => id !== detector.id);
  const bare = { ...policy, detectors: others };
  const needed = isTuned(rule) || isOn(bare, detector) !== (rule.enabled !== false) || ruleOf(bare, detector);
  return { ...policy, detectors: needed ? [...others, rule] : others };
}

/** Puts a pattern in the place of another, or behind all others. */
export function withPattern(policy: PolicyDocument, at: number | null, pattern: PatternRule): PolicyDocument {
  const patterns = [...(policy.patterns ?? [])];
  patterns[at ?? patterns.length] = pattern;
  return { ...policy, patterns };
}

/** Adds patterns; an id that is taken gets a number. */
export function withPatterns(policy: PolicyDocument, added: readonly PatternRule[]): PolicyDocument {
  const patterns = [...(policy.patterns ?? [])];
  for (const pattern of added) patterns.push({ ...pattern, id: freeId(pattern.id, patterns) });
  return { ...policy, patterns };
}

/** An id that no pattern has. */
export function freeId(wanted: string, patterns: readonly PatternRule[]): string {
  const taken = new Set(patterns.map(({ id }) => id));
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}_${n}`;
  return id;
}

type List = "patterns" | "fields" | "deny" | "allow";

/** A list of a policy without one of its rules. */
export function without(policy: PolicyDocument, list: List, at: number): PolicyDocument {
  return { ...policy, [list]: (policy[list] ?? []).filter((_, place) => place !== at) };
}

/** A list of a policy with one rule more. */
export function withMore<L extends List>(
  policy: PolicyDocument,
  list: L,
  rule: NonNullable<PolicyDocument[L]>[number],
): PolicyDocument {
  return { ...policy, [list]: [...(policy[list] ?? []), rule] };
}

/** In how many ways a policy differs from the standard one. */
export interface Differences {
  on: number;
  off: number;
  tuned: number;
  patterns: number;
  fields: number;
  deny: number;
  allow: number;
  /** The least score, if it is another. */
  least: number | null;
}

export function differences(policy: PolicyDocument, detectors: readonly DetectorSummary[]): Differences {
  const standard = (detector: DetectorSummary) => detector.policies.includes("standard");
  const least = leastScore(policy);
  return {
    on: detectors.filter((one) => isOn(policy, one) && !standard(one)).length,
    off: detectors.filter((one) => !isOn(policy, one) && standard(one)).length,
    tuned: detectors.filter((one) => isOn(policy, one) && isTuned(ruleOf(policy, one))).length,
    patterns: policy.patterns?.length ?? 0,
    fields: policy.fields?.length ?? 0,
    deny: policy.deny?.length ?? 0,
    allow: policy.allow?.length ?? 0,
    least: least === LEAST.standard ? null : least,
  };
}

/** The policies that an editing went through. */
export class PolicyHistory {
  #past: PolicyDocument[] = [];
  #future: PolicyDocument[] = [];
  /** What was changed last: one stroke after the other in one field is one step. */
  #key: string | null = null;

  constructor(public now: PolicyDocument) {}

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `key` names the field in which somebody is typing. */
  change(next: PolicyDocument, key: string | null = null): void {
    if (key === null || key !== this.#key) this.#past.push(this.now);
    this.#key = key;
    this.#future = [];
    this.now = next;
  }

  undo(): void {
    this.#step(this.#past, this.#future);
  }

  redo(): void {
    this.#step(this.#future, this.#past);
  }

  #step(from: PolicyDocument[], to: PolicyDocument[]): void {
    const next = from.pop();
    if (next === undefined) return;
    to.push(this.now);
    this.now = next;
    this.#key = null;
  }
}

/** A redaction policy as data: the shapes of docs/policy.schema.json. Types only. */

/** What happens to a value. */
export type Operator =
  | { type: "keep" | "remove" | "hash" | "generalise" }
  | { type: "replace"; with?: string }
  | { type: "mask"; keep_first?: number; keep_last?: number; character?: string }
  | { type: "pseudonym"; over?: "conversation" | "archive" }
  | { type: "date_shift"; days?: number; within?: number };

/** Which texts a rule reads; an empty list means all. */
export interface RuleScope {
  roles?: string[];
  kinds?: string[];
  fields?: string[];
  channels?: string[];
}

/** A change to a built-in detector. */
export interface DetectorRule extends RuleScope {
  id: string;
  enabled?: boolean;
  min_score?: number | null;
  operator?: Operator | null;
  priority?: number;
}

/** Words near a value that speak for it. */
export interface ContextRule {
  words: string[];
  before?: number;
  after?: number;
  previous?: number;
  require?: boolean;
  boost?: number;
}

/** A pattern of one's own. */
export interface PatternRule extends RuleScope {
  id: string;
  type: string;
  enabled?: boolean;
  pattern: string;
  flags?: string;
  group?: number;
  operator?: Operator;
  validator?: string;
  score?: number;
  min_score?: number | null;
  priority?: number;
  context?: ContextRule | null;
  deny_near?: string[];
  examples_match?: string[];
  examples_no_match?: string[];
}

/** A field that is redacted whole. */
export interface FieldRule {
  field: string;
  label?: string | null;
  type: string;
  operator?: Operator;
  roles?: string[];
}

/** A value that is always found. */
export interface Deny {
  exact: string;
  type?: string;
  operator?: Operator;
}

/** A value that is left alone. */
export interface Allow {
  exact?: string | null;
  regex?: string | null;
  flags?: string;
  detectors?: string[];
}

export type Base = "standard" | "broad" | "names" | "none";

export interface PolicyDocument {
  version: 1;
  name?: string;
  base?: Base;
  min_score?: number | null;
  languages?: string[];
  region?: string | null;
  detectors?: DetectorRule[];
  patterns?: PatternRule[];
  fields?: FieldRule[];
  deny?: Deny[];
  allow?: Allow[];
}

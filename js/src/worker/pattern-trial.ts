import { TranscriptError } from "../client/error.js";
import type { PatternRule, PolicyDocument } from "../client/policy.js";
import type { PatternTrial } from "../client/types.js";
import type { Archive, Policy } from "../core/sealed_transcript.js";

/**
 * Tries a pattern that is being written: on its own examples, one by one, and on a conversation. `policy` gives
 * what holds for all patterns: the least score, languages, region.
 *
 * @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
 */
export function tryPattern(
  core: { Policy: typeof Policy },
  archive: Archive,
  policy: PolicyDocument,
  pattern: PatternRule,
  conversation: string | null,
  count: number,
): PatternTrial {
  const { examples_match = [], examples_no_match = [], ...bare } = pattern;
  const { version, min_score, languages, region } = policy;
  // Nothing else may find what it finds, and no key is needed to look.
  const rule = { ...bare, enabled: true, operator: { type: "replace" } };
  const of = (examples: object): Policy =>
    core.Policy.parse(
      JSON.stringify({
        ...{ version, name: "trial", base: "none", languages, region },
        min_score: min_score ?? (policy.base === "broad" ? 0.35 : 0.5),
        patterns: [{ ...rule, ...examples }],
      }),
    );
  const fails = (examples: object): boolean => {
    try {
      of(examples).free();
      return false;
    } catch (thrown) {
      if (/\.examples_(no_)?match$/.test(TranscriptError.from(thrown).path ?? "")) return true;
      throw thrown;
    }
  };
  const places = (list: readonly string[], field: string): number[] =>
    list.flatMap((example, at) => (fails({ [field]: [example] }) ? [at] : []));
  const lens = of({});
  try {
    const missed = places(examples_match, "examples_match");
    const found = places(examples_no_match, "examples_no_match");
    if (conversation === null) return { missed, found, total: 0, rows: [] };
    const redaction = archive.redaction({ format: "jsonl", conversation }, lens, false);
    try {
      const { total, rows } = redaction.findings(null, 0, count);
      return { missed, found, total, rows };
    } finally {
      redaction.free();
    }
  } finally {
    lens.free();
  }
}

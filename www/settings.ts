/** Where the page has its settings: some in its own state, some in its elements. */
import type { Settled } from "../js/src/elements/settings.js";
import { DEFAULTS, withSome, type Settings } from "../js/src/elements/settings-file.js";

/** What the page itself holds of them, and how it is reached. */
export interface Frame {
  state: Pick<Settings, "zone" | "theme" | "singleKeys">;
  set(change: Partial<Frame["state"]>): void;
  one<K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K];
}

/** The settings of a page. */
export function settingsOf({ state, set, one }: Frame): Settled {
  const get = (): Settings => {
    const { zone, theme, singleKeys } = state;
    const { measuring, scope } = one("st-kpis");
    const { format, notes, events, related, check, report } = one("st-takeaway");
    return {
      zone,
      theme,
      singleKeys,
      policy: one("st-redaction").usual as Settings["policy"],
      list: one("st-conversations").usual as Settings["list"],
      measures: { ...DEFAULTS.measures, ...measuring, scope: scope === "customer" ? "conversation" : scope },
      saving: { format, notes, events, related, check, report },
    };
  };
  return {
    get,
    use(some) {
      const before = get();
      const next = withSome(before, some);
      const { zone, theme, singleKeys, policy, list, saving } = next;
      set({ zone, theme, singleKeys });
      const other = (part: keyof Settings) => JSON.stringify(next[part]) !== JSON.stringify(before[part]);
      if (other("policy")) void one("st-redaction").choose(policy);
      if (other("list")) one("st-conversations").usual = list;
      if (other("measures")) {
        const { scope, ...measuring } = next.measures;
        const measures = one("st-kpis");
        measures.measuring = measuring;
        if (before.measures.scope !== scope) measures.scope = scope;
      }
      Object.assign(one("st-takeaway"), saving);
    },
  };
}

/** What is not needed to read a transcript. The page runs this script when it is first asked for. */
import { StKpis } from "../js/src/elements/kpis.js";
import { StSearch } from "../js/src/elements/search.js";
import { StTakeaway } from "../js/src/elements/takeaway.js";
import { samples } from "./samples.js";

const PANELS: Record<string, CustomElementConstructor> = {
  "st-kpis": StKpis,
  "st-search": StSearch,
  "st-takeaway": StTakeaway,
};
for (const [name, panel] of Object.entries(PANELS)) customElements.define(name, panel);

/** What the page itself asks of this script. */
export const panels = { samples };

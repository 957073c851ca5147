/** What is not needed to read a transcript. The page runs this script when it is first asked for. */
import { StBars } from "../js/src/elements/bars.js";
import { StDestination } from "../js/src/elements/destination.js";
import { StEntry } from "../js/src/elements/entry-details.js";
import { StGuide } from "../js/src/elements/guide.js";
import { StKept } from "../js/src/elements/kept-settings.js";
import { StKeys } from "../js/src/elements/keys.js";
import { StKpis } from "../js/src/elements/kpis.js";
import { StPattern } from "../js/src/elements/pattern.js";
import { StPolicy } from "../js/src/elements/policy.js";
import { StRedaction } from "../js/src/elements/redaction.js";
import { StReport } from "../js/src/elements/report.js";
import { StReview } from "../js/src/elements/review.js";
import { StSealDialog } from "../js/src/elements/seal-dialog.js";
import { StSearch } from "../js/src/elements/search.js";
import { StSettings } from "../js/src/elements/settings.js";
import { StTakeaway } from "../js/src/elements/takeaway.js";
import { samples } from "./samples.js";
import { savePage } from "./saved-page.js";
import { settingsOf } from "./settings.js";

const PANELS: Record<string, CustomElementConstructor> = {
  "st-bars": StBars,
  "st-destination": StDestination,
  "st-entry": StEntry,
  "st-guide": StGuide,
  "st-kept": StKept,
  "st-keys": StKeys,
  "st-kpis": StKpis,
  "st-pattern": StPattern,
  "st-policy": StPolicy,
  "st-redaction": StRedaction,
  "st-report": StReport,
  "st-review": StReview,
  "st-seal-dialog": StSealDialog,
  "st-search": StSearch,
  "st-settings": StSettings,
  "st-takeaway": StTakeaway,
};
for (const [name, panel] of Object.entries(PANELS)) customElements.define(name, panel);

/** What the page itself asks of this script. */
export const panels = { samples, savePage, settingsOf };

/** The custom elements. Importing this module registers nothing: call {@link defineElements} once. */

import { StBars } from "./elements/bars.js";
import { StConversations } from "./elements/conversations.js";
import { StDestination } from "./elements/destination.js";
import { StEntry } from "./elements/entry-details.js";
import { StFiles } from "./elements/files.js";
import { StGuide } from "./elements/guide.js";
import { StKept } from "./elements/kept-settings.js";
import { StKeys } from "./elements/keys.js";
import { StKpis } from "./elements/kpis.js";
import { StPattern } from "./elements/pattern.js";
import { StPolicy } from "./elements/policy.js";
import { StRedaction } from "./elements/redaction.js";
import { StReport } from "./elements/report.js";
import { StReview } from "./elements/review.js";
import { StSearch } from "./elements/search.js";
import { StSealDialog } from "./elements/seal-dialog.js";
import { StSeal } from "./elements/seal.js";
import { StSettings } from "./elements/settings.js";
import { StTakeaway } from "./elements/takeaway.js";
import { StTranscript } from "./elements/transcript.js";

export {
  StBars,
  StConversations,
  StDestination,
  StEntry,
  StFiles,
  StGuide,
  StKept,
  StKeys,
  StKpis,
  StPattern,
  StPolicy,
  StRedaction,
  StReview,
  StSeal,
  StSealDialog,
  StSearch,
  StSettings,
  StTakeaway,
  StTranscript,
};
export { strings, useStrings, type Strings } from "./elements/strings.js";
export { controls, theme } from "./elements/theme.js";
export type * from "./elements/archive-client.js";
export type { ListRow, ListView } from "./elements/conversations.js";

const ELEMENTS: Record<string, CustomElementConstructor> = {
  "st-bars": StBars,
  "st-files": StFiles,
  "st-conversations": StConversations,
  "st-transcript": StTranscript,
  "st-destination": StDestination,
  "st-entry": StEntry,
  "st-guide": StGuide,
  "st-redaction": StRedaction,
  "st-kept": StKept,
  "st-keys": StKeys,
  "st-kpis": StKpis,
  "st-pattern": StPattern,
  "st-policy": StPolicy,
  "st-settings": StSettings,
  "st-takeaway": StTakeaway,
  "st-seal": StSeal,
  "st-seal-dialog": StSealDialog,
  "st-report": StReport,
  "st-review": StReview,
  "st-search": StSearch,
};

/** Registers every element that is not registered yet. */
export function defineElements(registry: CustomElementRegistry = customElements): void {
  for (const [name, element] of Object.entries(ELEMENTS)) if (!registry.get(name)) registry.define(name, element);
}

declare global {
  interface HTMLElementTagNameMap {
    "st-bars": StBars;
    "st-destination": StDestination;
    "st-entry": StEntry;
    "st-files": StFiles;
    "st-guide": StGuide;
    "st-conversations": StConversations;
    "st-transcript": StTranscript;
    "st-redaction": StRedaction;
    "st-kept": StKept;
    "st-keys": StKeys;
    "st-kpis": StKpis;
    "st-pattern": StPattern;
    "st-policy": StPolicy;
    "st-settings": StSettings;
    "st-takeaway": StTakeaway;
    "st-seal": StSeal;
    "st-seal-dialog": StSealDialog;
    "st-report": StReport;
    "st-review": StReview;
    "st-search": StSearch;
  }
}

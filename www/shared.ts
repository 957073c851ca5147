/**
 * What the first script of the page has and the script of the panels takes from it, so that nothing stands in the
 * page twice. The build reads the names.
 */
import * as lit from "lit";
import * as repeat from "lit/directives/repeat.js";
import * as archiveClient from "../js/src/elements/archive-client.js";
import * as clock from "../js/src/elements/clock.js";
import * as duration from "../js/src/elements/duration.js";
import * as entry from "../js/src/elements/entry.js";
import * as entryLink from "../js/src/elements/entry-link.js";
import * as fault from "../js/src/elements/fault.js";
import * as marked from "../js/src/elements/marked.js";
import * as pages from "../js/src/elements/pages.js";
import * as readingStrings from "../js/src/elements/reading-strings.js";
import * as styled from "../js/src/elements/styled.js";
import * as theme from "../js/src/elements/theme.js";
import * as virtualRows from "../js/src/elements/virtual-rows.js";

export const shared: Record<string, unknown> = {
  lit: lit,
  "lit/directives/repeat.js": repeat,
  "./archive-client.js": archiveClient,
  "./clock.js": clock,
  "./duration.js": duration,
  "./entry.js": entry,
  "./entry-link.js": entryLink,
  "./fault.js": fault,
  "./marked.js": marked,
  "./pages.js": pages,
  "./reading-strings.js": readingStrings,
  "./styled.js": styled,
  "./theme.js": theme,
  "./virtual-rows.js": virtualRows,
};

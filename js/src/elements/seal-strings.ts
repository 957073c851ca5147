/** The words below the seal: a part of the one table, strings.ts. */
import { many } from "./reading-strings.js";

export const sealWords = {
  how: "The page carries a policy that the browser enforces, not a promise. It holds for the reader in the background too.",
  refused: "Refused by the browser",
  refusedList: [
    "any connection: fetch, XMLHttpRequest, WebSocket, EventSource, beacons",
    "scripts, styles, images, fonts, media and frames from any other place",
    "sending forms, and changing where links lead",
  ],
  allowed: "Allowed",
  allowedList: [
    "the one script and the style inside this page, known by their hash",
    "the reader (WebAssembly) inside this page, in a background worker made from it",
    "files that you choose, and files that you save",
  ],
  requests: (n: number) => `${many(n, "request", "requests")} since this page was loaded`,
  violations: (n: number) => `${many(n, "attempt", "attempts")} refused`,
  stored: "Nothing is stored in the browser. Close the page and it is gone.",
  save: "Save this page",
  saveHint: "The page is one file. Saved, it does the same without a server and without a connection.",
  policy: "The policy, word by word",
  noPolicy: "No policy found: this copy of the page was built for development.",
  notices: "What is built in, and its licences",
  done: "Close",
};

/**
 * The asynchronous client with everything inside: the worker is made from a Blob and carries its wasm, so that
 * nothing is ever fetched and the worker stands under the page's own Content-Security-Policy.
 */
import workerSource from "sealed-transcript:worker-source";

import { openOn } from "./client/archive.js";
import { blobHost, type Host } from "./client/host.js";
import type { ArchiveClient, OpenOptions, Source } from "./client/types.js";

export { TranscriptError, type ErrorFields } from "./client/error.js";
export type { Host } from "./client/host.js";
export { prove } from "./client/proof.js";
export type * from "./client/types.js";

/** A new worker with an engine of its own. */
export function inlineHost(): Host {
  return blobHost(workerSource);
}

/** Opens files as one archive, in a worker made from this module alone. See the entry `.` for the rest. */
export function openArchive(files: Iterable<Source>, options: OpenOptions = {}): Promise<ArchiveClient> {
  return openOn(options.host ?? inlineHost(), files, options);
}

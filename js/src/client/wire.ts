import { transferHandlers, type TransferHandler } from "comlink";

import { TranscriptError, type ErrorFields } from "./error.js";

const original = transferHandlers.get("throw") as TransferHandler<{ value: unknown }, unknown>;

/** comlink carries only name, message and stack of an error: ours have more to say. */
const handler: TransferHandler<{ value: unknown }, ErrorFields> = {
  canHandle: (value): value is { value: unknown } => original.canHandle(value),
  serialize: ({ value }) => [TranscriptError.from(value).toFields(), []],
  deserialize: (fields) => {
    throw new TranscriptError(fields);
  },
};

/** Makes errors cross the wire whole. Called on both ends, before the first message. */
export function carryErrors(): void {
  transferHandlers.set("throw", handler as TransferHandler<unknown, unknown>);
}

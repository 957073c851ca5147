import { readFileSync } from "node:fs";

import { TranscriptError } from "../client/error.js";
import { Policy } from "../core/sealed_transcript.js";
import { notice } from "./diagnostics.js";
import { UsageError } from "./usage.js";

/** The policy that `--redact` and `--policy` ask for; `null` for the original. */
export function lensOf(options: {
  redact?: boolean | undefined;
  policy?: string | undefined;
  "key-file"?: string | undefined;
  decisions?: string | undefined;
}): Policy | null {
  const plain =
    options.policy !== undefined
      ? policyOf(options.policy, options["key-file"])
      : options.redact === true
        ? Policy.named("standard")
        : null;
  if (options.decisions === undefined) return plain;
  if (plain === null) throw new UsageError("--decisions are laid on a policy: say --redact or --policy");
  let text: string;
  try {
    text = readFileSync(options.decisions, "utf8");
  } catch {
    throw new UsageError(`--decisions ${options.decisions}: cannot be opened or read`);
  }
  try {
    return plain.decided(text);
  } catch (error) {
    throw new UsageError(`--decisions ${options.decisions}: ${TranscriptError.from(error).message}`);
  }
}

/** A policy by its name, else by its file; its hashes are keyed by the bytes of another. */
export function policyOf(nameOrFile: string, keyFile?: string): Policy {
  try {
    return Policy.named(nameOrFile);
  } catch (error) {
    if (TranscriptError.from(error).code !== "policy") throw error;
  }
  let text: string;
  try {
    text = readFileSync(nameOrFile, "utf8");
  } catch {
    throw new UsageError(`--policy ${nameOrFile}: neither the name of a policy nor a file that can be read`);
  }
  let key: Uint8Array | null = null;
  if (keyFile !== undefined) {
    try {
      key = readFileSync(keyFile);
    } catch {
      throw new UsageError(`--key-file ${keyFile}: cannot be opened or read`);
    }
  }
  try {
    return Policy.parse(text, key);
  } catch (error) {
    throw new UsageError(`--policy ${nameOrFile}: ${TranscriptError.from(error).message}`);
  }
}

/** Whoever passes the output on must know that nothing was taken out of it. */
export function warnIfOriginal(lens: Policy | null): void {
  if (lens !== null && lens.name !== "none") return;
  notice(
    "original_output",
    "The output is original: nothing in it is redacted. --redact lays the standard policy on it.",
  );
}

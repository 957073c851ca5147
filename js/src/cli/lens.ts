import { readFileSync } from "node:fs";

import { TranscriptError } from "../client/error.js";
import { Policy } from "../core/sealed_transcript.js";
import { notice } from "./diagnostics.js";
import { UsageError } from "./usage.js";

/** The policy that `--redact` and `--policy` ask for; `null` for the original. */
export function lensOf(options: { redact?: boolean | undefined; policy?: string | undefined }): Policy | null {
  if (options.policy !== undefined) return policyOf(options.policy);
  return options.redact === true ? Policy.named("standard") : null;
}

/** A policy by its name, else by its file. */
export function policyOf(nameOrFile: string): Policy {
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
  try {
    return Policy.parse(text);
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

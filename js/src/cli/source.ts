import { readFile } from "node:fs/promises";

import type { Archive, ExportOptions, Policy } from "../core/sealed_transcript.js";
import { unusedName } from "../client/unused-name.js";
import { report } from "./diagnostics.js";
import type { FileOptions } from "./options.js";
import { OutputFolder, print } from "./output.js";
import { Proof } from "./proof.js";
import { FAILED, LEAK, OK, UsageError } from "./usage.js";

/** Refuses what cannot be done with the files themselves, before anything is read. */
export function checkSourceOptions(
  files: readonly string[],
  { out, scoped, redacted }: { out: boolean; scoped: boolean; redacted: boolean },
): void {
  if (!redacted) throw new UsageError("--format source gives files back redacted: say --redact or --policy");
  if (files.includes("-")) throw new UsageError("--format source reads its files twice: standard input cannot be");
  if (scoped) throw new UsageError("--format source is about whole files, not one conversation or customer");
  if (!out && files.length > 1) throw new UsageError("--format source of several files needs --out DIR");
}

/** Writes every file back in its own shape. Nothing is written unless all can be, and nothing leaked. */
export async function writeSources(
  archive: Archive,
  lens: Policy,
  { files, names, fileOptions }: { files: readonly string[]; names: readonly string[]; fileOptions: FileOptions },
  { folder, omit }: { folder: OutputFolder | null; omit: boolean },
): Promise<{ exit: number; proof: Proof }> {
  const options: ExportOptions = { format: "jsonl" };
  const proof = new Proof(archive, options, lens, true);
  let failed = false;
  let only: Uint8Array | null = null;
  const taken = new Set<string>();
  for (const [index, file] of files.entries()) {
    const name = names[index] as string;
    const bytes = await readFile(file);
    const rewritten = proof.redaction.rewrite(name, bytes, fileOptions.ofFile(file), omit);
    report(
      rewritten.unwritten.map(({ file, record, reason }) => ({
        code: "unwritten",
        file: proof.redaction.fileName(file),
        record,
        offset: null,
        line: null,
        path: null,
        message: `${omit ? "Left out" : "Cannot be rewritten"}: ${reason}.`,
      })),
    );
    if (rewritten.bytes === null) {
      failed ||= !omit;
      continue;
    }
    if (failed) continue;
    const shown = unusedName(rewritten.name, taken);
    proof.wrote(shown, rewritten.bytes);
    if (folder === null) only = rewritten.bytes;
    else await folder.write(shown, [rewritten.bytes]);
  }
  if (failed) return { exit: FAILED, proof };
  if (!proof.passed()) return { exit: LEAK, proof };
  if (folder !== null) await folder.commit();
  else if (only !== null) await print([only]);
  return { exit: OK, proof };
}

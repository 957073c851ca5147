// Builds the package around the fake core, in a temporary folder that goes when the tests end.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

import { build } from "../build.mjs";

/** An empty but valid wasm module. */
const WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "sealed-transcript-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o700);
  return folder;
}

/** Gives the folder of a package, built as the real one is. */
export async function fakePackage(folder = temporaryFolder()) {
  const out = join(folder, "dist");
  mkdirSync(join(out, "core"), { recursive: true });
  await bundle("fake-core.ts", join(out, "core/sealed_transcript.js"));
  writeFileSync(join(out, "core/sealed_transcript_bg.wasm"), WASM);
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
  await build({ out, page: join(folder, "page"), types: false });
  return out;
}

/** One TypeScript module of this folder or of the sources, bundled and imported. */
export async function load(module) {
  const folder = temporaryFolder();
  const file = join(folder, "module.mjs");
  await bundle(module, file);
  return import(file);
}

function bundle(module, outfile) {
  return esbuild.build({
    entryPoints: [fileURLToPath(new URL(module, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
}

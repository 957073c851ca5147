// The package as its users get it: packed, installed into an empty folder, and used from there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { before } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { ENTRIES, folder, lines, SESSIONS } from "./program.mjs";

const run = promisify(execFile);
const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const manifest = JSON.parse(readFileSync(file("pkg.json"), "utf8"));
const home = join(folder, "empty");
let packed;

before(async () => {
  // A copy with its manifest: a build without xtask does not put that there.
  const dist = join(folder, "dist");
  cpSync(file("js/dist"), dist, { recursive: true });
  cpSync(file("pkg.json"), join(dist, "package.json"));
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "private": true, "type": "module" }');
  // Not as silent as the npm that may have started these tests.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  const npm = async (where, ...args) => JSON.parse((await run("npm", args, { cwd: where, env })).stdout);
  [packed] = await npm(dist, "pack", "--json", "--pack-destination", folder);
  // Without a network: what is installed is the package alone.
  await npm(home, "install", "--json", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename));
});

/** Runs a module in the folder where the package is installed, and gives what it prints, as JSON. */
async function evaluate(source) {
  writeFileSync(join(home, "main.js"), source);
  return JSON.parse((await run(process.execPath, ["main.js"], { cwd: home })).stdout);
}

test("the package would lack a file it promises, or hold one it should not", () => {
  const paths = packed.files.map(({ path }) => path);
  const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  const promised = [manifest.types, manifest.bin, manifest.exports].flatMap(targets).map((path) => path.slice(2));
  assert.ok(promised.length > 10);
  const declared = existsSync(file("js/dist/index.d.ts"));
  for (const path of promised.filter((path) => declared || !path.endsWith(".d.ts"))) {
    assert.ok(paths.includes(path), path);
  }
  for (const path of paths) {
    assert.match(path, /\.(js|d\.ts|wasm|md)$|^(package\.json|LICENSE-(MIT|APACHE)|THIRD-PARTY\.txt)$/);
    assert.doesNotMatch(path, /test|fake/);
  }
  assert.ok(paths.includes("THIRD-PARTY.txt"), "what is built in comes with its licences");
  assert.equal(manifest.dependencies, undefined, "nothing else is installed");
  assert.deepEqual(
    readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith(".")),
    [manifest.name],
  );
});

test("the installed program would not run", async () => {
  writeFileSync(join(home, "entries.json"), ENTRIES);
  writeFileSync(join(home, "sessions.csv"), SESSIONS);
  const program = join(home, "node_modules/.bin", Object.keys(manifest.bin)[0]);
  assert.equal((await run(program, ["--version"], { cwd: home })).stdout, `sealed-transcript ${manifest.version}\n`);
  const args = ["transcript", "entries.json", "sessions.csv", "--redact", "--format", "jsonl"];
  const rows = lines((await run(program, args, { cwd: home })).stdout);
  assert.equal(rows.length, 4);
  assert.match(rows[2].text, /\[EMAIL_ADDRESS\]/);
});

test("the client could not be imported by name", async () => {
  const found = await evaluate(`
    import { openArchive, TranscriptError } from "sealed-transcript";
    import { readFileSync } from "node:fs";
    const files = [{ name: "entries.json", blob: new Blob([readFileSync("entries.json")]) }];
    const archive = await openArchive(files);
    await archive.setPolicy("standard");
    const { rows: [row] } = await archive.conversations(0, 1);
    const error = await archive.transcript("nowhere", 0, 1).catch((error) => error);
    console.log(JSON.stringify([row.entries, error instanceof TranscriptError, error.code]));
    await archive.close();
  `);
  assert.deepEqual(found, [4, true, "conversation_not_found"]);
});

test("the handles could not be imported by name", async () => {
  const found = await evaluate(`
    import { Archive, Policy, initSync, version } from "sealed-transcript/core";
    import { readFileSync } from "node:fs";
    initSync({ module: readFileSync(new URL(import.meta.resolve("sealed-transcript/sealed_transcript_bg.wasm"))) });
    const archive = new Archive();
    const reader = archive.open("entries.json");
    reader.feed(readFileSync("entries.json"));
    reader.finish();
    const { entries } = reader.report();
    const policy = Policy.named("standard");
    const { rows } = archive.conversations(0, 10, policy);
    const texts = archive.transcript(rows[0].conversation, 0, 10, policy).rows.map(({ text }) => text);
    console.log(JSON.stringify([version(), entries.shown, texts[2]]));
  `);
  assert.deepEqual(found, [manifest.version, 4, "My mail is [EMAIL_ADDRESS]"]);
});

const undeclared = !existsSync(file("js/dist/index.d.ts")) && "a development build has no declarations";
test("the declarations would not compile where they are used", { skip: undeclared }, async () => {
  writeFileSync(
    join(home, "use.ts"),
    `import { openArchive, type ArchiveClient, type KpiReport } from "sealed-transcript";
     import { openArchive as openInline } from "sealed-transcript/inline";
     import { Archive, type TranscriptWindow } from "sealed-transcript/core";
     export async function rows(archive: ArchiveClient): Promise<TranscriptWindow["rows"]> {
       return (await archive.transcript("c", 0, 1)).rows;
     }
     export const count = (report: KpiReport): number => report.sessions.length;
     export const opens: [typeof openArchive, typeof openInline] = [openArchive, openInline];
     export const text: string = new Archive().kpiTable(null, "agent");
     // @ts-expect-error: there is no such format
     export const wrong = (archive: ArchiveClient) => archive.export({ format: "pdf" });
    `,
  );
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  for (const conditions of [
    ["--customConditions", "browser"],
    ["--customConditions", "node"],
  ]) {
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--lib", "esnext,dom,dom.iterable", "--types", ""];
    const { stdout } = await run(process.execPath, [tsc, ...options, ...conditions, "use.ts"], { cwd: home }).catch(
      (error) => error,
    );
    assert.equal(stdout, "");
  }
});

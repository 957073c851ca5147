// The client in a browser, in both kinds of worker, on the fake core: with it an engine can be made to trap or stall.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, extname, join, resolve } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "@playwright/test";

import { pageOf } from "../build.mjs";
import { fakePackage, temporaryFolder } from "./package.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const executablePath =
  process.env.CHROMIUM ||
  process.env.PATH.split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
const skip = executablePath === undefined && "no Chromium on this machine";

const HTML = (script) => `<!doctype html><html lang="en"><head>
<meta charset="utf-8"><link rel="icon" href="data:,"><title>Client</title></head>
<body><script type="module" src="${script}"></script></body></html>`;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

let browser;
let server;
const pages = {};
const requested = [];

before(async () => {
  if (skip) return;
  const out = await fakePackage();
  // One file, opened from disk under the policy that the build gives it.
  const folder = temporaryFolder();
  copyFileSync(join(out, "inline.js"), join(folder, "inline.js"));
  writeFileSync(
    join(folder, "main.ts"),
    'import * as client from "./inline.js"; Object.assign(globalThis, { client });',
  );
  writeFileSync(join(folder, "index.html"), HTML("main.ts"));
  writeFileSync(join(folder, "page.html"), await pageOf(folder, { minify: true }));
  pages.inline = pathToFileURL(join(folder, "page.html")).href;
  // Files beside each other on a server, as in a bundler's output.
  writeFileSync(join(out, "page.html"), HTML("page.js"));
  writeFileSync(join(out, "page.js"), 'import * as client from "./index.js"; Object.assign(globalThis, { client });');
  server = createServer(async (request, response) => {
    requested.push(request.url);
    const path = join(out, resolve("/", new URL(request.url, "http://server").pathname));
    try {
      const body = await readFile(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  pages.module = `http://127.0.0.1:${server.address().port}/page.html`;
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Runs `work` in a page of its own, and holds its console to silence, or to one kind of complaint. */
async function inPage(kind, work, argument, allowed = /^$/) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => allowed.test(message.text()) || complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(pages[kind]);
    await page.waitForFunction(() => globalThis.client);
    const result = await page.evaluate(work, argument);
    assert.deepEqual(complaints, []);
    return result;
  } finally {
    await page.close();
  }
}

for (const kind of ["inline", "module"]) {
  test(`${kind} worker: files, lens, export or errors would not cross the wire`, { skip }, async () => {
    const result = await inPage(kind, async () => {
      const { openArchive, TranscriptError } = globalThis.client;
      const progress = [];
      const archive = await openArchive(
        [new File(["fake\nc1|EndUser|n 12345\n"], "a.txt"), { name: "b.txt", blob: new Blob(["fake\nc1|Agent|ok\n"]) }],
        { onProgress: (step) => progress.push(step) },
      );
      await archive.setPolicy("standard");
      const texts = (await archive.transcript("c1", 0, 5)).rows.map(({ text }) => text);
      const file = await archive.export({ format: "jsonl" });
      const error = await archive.transcript("nowhere", 0, 1).catch((thrown) => thrown);
      await archive.close();
      return {
        texts,
        last: progress.at(-1).bytes,
        name: file.name,
        lines: (await file.text()).split("\n").length,
        error: [error instanceof TranscriptError, error.code, error.offset],
      };
    });
    assert.deepEqual(result, {
      texts: ["n [NUMBER]", "ok"],
      last: 41,
      name: "transcript.jsonl",
      lines: 3,
      error: [true, "conversation", 44],
    });
  });

  test(`${kind} worker: a cancel would cost the archive`, { skip }, async () => {
    const result = await inPage(kind, async () => {
      const { openArchive } = globalThis.client;
      const archive = await openArchive([new File(["fake\nc1|Agent|ok\n"], "a.txt")]);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const code = await archive
        .add([new File(["fake\nslow\n"], "s.txt")], { signal: controller.signal })
        .catch((error) => error.code);
      return [code, (await archive.inspect()).total.entries.read];
    });
    assert.deepEqual(result, ["cancelled", 1]);
  });

  test(`${kind} worker: an engine in an endless loop could not be stopped`, { skip }, async () => {
    const result = await inPage(kind, async () => {
      const { openArchive } = globalThis.client;
      const archive = await openArchive([]);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const stuck = archive
        .add([new File(["fake\nloop\n"], "l.txt")], { signal: controller.signal })
        .catch((error) => error.code);
      const waiting = archive.inspect().catch((error) => error.code);
      return [await stuck, await waiting];
    });
    assert.deepEqual(result, ["cancelled", "cancelled"]);
  });

  test(`${kind} worker: a trap, even one that answers no call, would leave callers waiting`, { skip }, async () => {
    const result = await inPage(kind, async () => {
      const { openArchive } = globalThis.client;
      const codes = [];
      for (const line of ["crash", "silent crash"]) {
        const archive = await openArchive([]);
        const calls = [archive.add([new File([`fake\n${line}\n`], "c.txt")]), archive.inspect()];
        for (const call of calls) codes.push(await call.catch((error) => error.code));
      }
      return codes;
    });
    assert.deepEqual(result, ["crashed", "crashed", "crashed", "crashed"]);
  });
}

test("a worker that is not there would leave the page waiting", { skip }, async () => {
  const code = await inPage("module", () => {
    const { openArchive, workerHost } = globalThis.client;
    const lost = URL.createObjectURL(new Blob(["syntax error here"], { type: "text/javascript" }));
    return openArchive([], { host: workerHost(lost) }).catch((error) => error.code);
  });
  assert.equal(code, "crashed");
});

/** Makes the engine itself, inside its worker, try to reach our server. */
async function probe(kind, path) {
  const url = new URL(path, pages.module).href;
  const send = async (address) => {
    const archive = await globalThis.client.openArchive([new File([`fake\nfetch ${address}\n`], "f.txt")]);
    return (await archive.transcript("fetch", 0, 1)).rows[0].text;
  };
  return { text: await inPage(kind, send, url, /connect-src/), arrived: requested.includes(path) };
}

test("an engine gone bad could send what it read", { skip }, async () => {
  assert.deepEqual(await probe("inline", "/from-a-blob"), { text: "refused", arrived: false });
  // Without the policy it gets through, so it is the policy that holds.
  assert.deepEqual(await probe("module", "/from-a-url"), { text: "sent", arrived: true });
});

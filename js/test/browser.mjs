// A browser with two pages around a built package: everything in one file from disk, and files on a server.
import { copyFileSync, existsSync, mkdirSync, cpSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { delimiter, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "@playwright/test";

import { pageOf } from "../build.mjs";
import { temporaryFolder } from "./package.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const executablePath =
  process.env.CHROMIUM ||
  process.env.PATH.split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** Why there can be no test in a browser, or `false`. */
export const skip = executablePath === undefined && "no Chromium on this machine";

const HTML = (script) => `<!doctype html><html lang="en"><head>
<meta charset="utf-8"><link rel="icon" href="data:,"><title>Client</title></head>
<body><script type="module" src="${script}"></script></body></html>`;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Starts a browser on the package in the folder `built`. Its pages have the client as the global `client`. */
export async function browserOn(built) {
  const pages = {};
  const requested = [];
  // One file, opened from disk under the policy that the build gives it.
  const folder = temporaryFolder();
  copyFileSync(join(built, "inline.js"), join(folder, "inline.js"));
  writeFileSync(
    join(folder, "main.ts"),
    'import * as client from "./inline.js"; Object.assign(globalThis, { client });',
  );
  writeFileSync(join(folder, "index.html"), HTML("main.ts"));
  writeFileSync(join(folder, "page.html"), await pageOf(folder, { minify: true }));
  pages.inline = pathToFileURL(join(folder, "page.html")).href;
  // Files beside each other on a server, as in a bundler's output.
  const served = join(folder, "served");
  mkdirSync(join(served, "core"), { recursive: true });
  for (const file of ["index.js", "worker.js", "core"]) {
    cpSync(join(built, file), join(served, file), { recursive: true });
  }
  writeFileSync(join(served, "page.html"), HTML("page.js"));
  writeFileSync(
    join(served, "page.js"),
    'import * as client from "./index.js"; Object.assign(globalThis, { client });',
  );
  const server = createServer(async (request, response) => {
    requested.push(request.url);
    const path = join(served, resolve("/", new URL(request.url, "http://server").pathname));
    try {
      const body = await readFile(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  pages.module = `http://127.0.0.1:${server.address().port}/page.html`;
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });

  return {
    /** Addresses of the pages, by the kind of their worker: `inline` or `module`. */
    pages,
    /** Paths that were asked of the server. */
    requested,
    /**
     * Runs `work` in a page of its own, and holds its console to silence, or to one kind of complaint. Then
     * `look` may look at the page from outside.
     */
    async inPage(kind, work, argument, { allowed = /^$/, look = () => {} } = {}) {
      const page = await browser.newPage();
      const complaints = [];
      page.on("console", (message) => allowed.test(message.text()) || complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      try {
        await page.goto(pages[kind]);
        await page.waitForFunction(() => globalThis.client);
        const result = await page.evaluate(work, argument);
        await look(page);
        assert.deepEqual(complaints, []);
        return result;
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

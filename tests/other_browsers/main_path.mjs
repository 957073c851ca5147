// What a person does first, in a browser: opens two files, reads, searches, measures, saves. From a server, from a
// folder that is served as it lies there, and from disk, from the page that the page itself saved.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { everyWayOut, listener } from "../browser/ways_out.mjs";
import { Tab } from "./tab.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "www/dist/index.html");
const FILES = ["garden-bench.connect-entries.json", "MessagingSession.csv"].map((name) =>
  join(ROOT, "www/dist/samples", name),
);
const SECRETS = ["4111 1111", "maria.alvarez@example.com", "GB82 WEST", "555-0142"];

/** The tests of the main path, in the browser that `start` starts. */
export function mainPath(name, start) {
  describe(name, () => {
    let browser;
    let tab;
    let folder;
    let saved;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "page-"));
      browser = await start();
      tab = new Tab(browser);
    });
    after(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test("from a server: the page would not work, or not be sealed, or not be saved", async () => {
      const server = spawn(process.execPath, ["js/serve.mjs", "www/dist", "0"], { cwd: ROOT });
      try {
        const [address] = await once(server.stdout, "data");
        await tab.open(String(address).trim());
        await walk(tab);
        await seal(tab);
        // Before the ways out leave their marks in it.
        const path = await tab.download(() => tab.click("dialog[open] button", "Save this page"));
        saved = join(folder, "sealed-transcript.html");
        await rename(path, saved);
        await refuseEveryWayOut(tab);
      } finally {
        server.kill();
      }
    });

    test("from a folder on a server that knows nothing of it: the page would not work", async () => {
      const asked = [];
      const server = createServer(async (request, response) => {
        asked.push(request.url);
        response.setHeader("content-type", "text/html");
        response.end(await readFile(PAGE));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      try {
        await tab.open(`http://127.0.0.1:${server.address().port}/some/folder/page.html`);
        await walk(tab);
        assert.deepEqual(asked, ["/some/folder/page.html"]);
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });

    test("from disk, as it saved itself: the page would not work", async () => {
      assert.ok(saved, "no page was saved");
      await tab.open(pathToFileURL(saved).href);
      await walk(tab);
      await seal(tab);
      await refuseEveryWayOut(tab);
    });

    test("the browser would complain of what the page does", () => {
      // The ways out that are tried are refused, and said to be.
      assert.deepEqual(
        browser.complaints.filter(
          (text) => !/Content.Security.Policy|EventSource|can.t establish a connection/i.test(text),
        ),
        [],
      );
    });
  });
}

/** Opens two files and reads, searches, measures and saves what is in them. */
async function walk(tab) {
  await tab.see("button", "Choose files");
  await tab.run(`() => {
    globalThis.refused = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      refused.push({ violatedDirective, blockedURI, sourceFile, lineNumber }));
  }`);
  await tab.pick(FILES);
  await tab.see(".item[aria-setsize='25']", "Ada, the virtual assistant");
  await tab.see(".session", "Session 1 of 3 MS-833386");
  await tab.see(".item mark", "[PHONE_NUMBER]");
  await tab.miss(".item", "555-0142");

  // The other side of the lens and back, by switch and by key.
  await tab.click("[role=switch]");
  await tab.see(".item", "555-0142");
  await tab.type("r");
  await tab.miss(".item", "555-0142");

  await tab.type("n");
  await tab.see(".item mark", "1111");
  await tab.see("[data-kpi=R2]", "0:02:06");
  await tab.see("[data-kpi=R5]", "0:01:07");

  await tab.type("/");
  await tab.see("[type=search]");
  await tab.type("refund -role:customer");
  await tab.see("st-search [role=option], [role=option]", "refund");
  await tab.enter();
  await tab.see(".item.found mark.hit", "refund");
  await tab.escape();

  await tab.click("button", "Save transcript…");
  await tab.click("dialog[open] label", "JSON Lines");
  // Where the place cannot be chosen, it is not offered.
  const offered = await tab.run(
    `() => [typeof showSaveFilePicker, shown("dialog[open] label", "Choose the place").length]`,
  );
  assert.deepEqual(offered, ["undefined", 0]);
  const path = await tab.download(() => tab.click("dialog[open] button", "Save redacted file"));
  assert.match(path, /transcripts-redacted\.jsonl$/);
  const text = await readFile(path, "utf8");
  await rm(path);
  const rows = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map(({ index }) => index),
    Array.from({ length: 25 }, (_, i) => i),
  );
  assert.equal(rows[9].text, "[EMAIL_ADDRESS]");
  for (const secret of SECRETS) assert.ok(!text.includes(secret), secret);
  // It was looked at before it was given away, and the dialog says what came of it.
  await tab.click("dialog[open] button", "Done");
  await tab.miss("dialog[open]");
  assert.deepEqual(await tab.run("() => refused"), []);
  assert.deepEqual(await tab.run(`() => shown("[role=alert]").map((alert) => alert.textContent)`), []);
}

/** Looks at the seal: nothing was asked for so far, and nothing had to be refused. */
async function seal(tab) {
  await tab.click("button", "Nothing leaves this page");
  await tab.see("dialog[open] .counts");
  const counts = await tab.run(
    `() => [...shown("dialog[open] .counts")[0].children].map(({ textContent }) => textContent)`,
  );
  assert.deepEqual(counts, ["0 requests since this page was loaded", "", "0 attempts refused"]);
}

/** Tries every way out, of the page and of a worker made as the page makes its own: nobody hears of it. */
async function refuseEveryWayOut(tab) {
  const { address, seen, close } = await listener();
  try {
    const refused = {
      fetch: "refused",
      keepalive: "refused",
      xhr: "refused",
      eventSource: "refused",
      webSocket: "refused",
    };
    assert.deepEqual(await tab.run(String(everyWayOut), address), {
      ...refused,
      img: "refused",
      script: "refused",
      link: "refused",
    });
    const inWorker = await tab.run(
      `(address) => new Promise((done) => {
        const source = "onmessage = async ({ data }) => postMessage(await (" + ${JSON.stringify(String(everyWayOut))} + ")(data))";
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
        worker.onmessage = ({ data }) => done(data);
        worker.postMessage(address);
      })`,
      address,
    );
    assert.deepEqual(inWorker, { ...refused, importScripts: "refused" });
    assert.deepEqual(seen, []);
    // The listener is there and hears whoever reaches it.
    assert.equal(await (await fetch(`${address}/from-test`)).text(), "here");
    assert.deepEqual(seen, ["/from-test"]);
  } finally {
    close();
  }
}

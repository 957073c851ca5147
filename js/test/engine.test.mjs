// The real engine in a browser, in both kinds of worker, on a file large enough to be interrupted.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { browserOn, skip as noBrowser } from "./browser.mjs";

const built = fileURLToPath(new URL("../dist", import.meta.url));
const skip = noBrowser || (!existsSync(`${built}/inline.js`) && "the package is not built: cargo xtask build");

let browser;
before(async () => {
  if (!skip) browser = await browserOn(built);
});
after(() => browser?.close());

/** What the pages need to make exports, as source: a function does not take its surroundings there. */
const PRELUDE = `
  const at = Date.parse("2026-03-02T10:00:00Z");
  const entry = (number, text, padding = "") => JSON.stringify({
    clientDuration: 0, clientTimestamp: at + number * 1000, serverReceivedTimestamp: at + number * 1000,
    identifier: "00000000-0000-4000-8000-" + String(number).padStart(12, "0"), relatedRecords: ["0MwKj000007sdiM"],
    sender: number % 2 ? { appType: "agent", role: "Agent", subject: "005Kj000003xyzA" }
      : { appType: "iamessage", role: "EndUser", subject: "v2/iamessage/UNAUTH/NA/uid:5f0c" },
    messageText: text + padding,
  });
  const small = () => new File(['{"conversationEntries":[' +
    [entry(1, "Hello"), entry(2, "My mail is ada@example.com")].join() + "]}"], "ada@example.com.json");
  const large = (megabytes) => {
    const parts = ['{"conversationEntries":[' + entry(10, "first")];
    let number = 11;
    for (let at = 0; at < megabytes; at += 1) {
      const rows = [];
      for (let row = 0; row < 512; row += 1) rows.push("," + entry(number++, "Row ", "x".repeat(1700)));
      parts.push(rows.join(""));
    }
    return new File([...parts, "]}"], "large.json");
  };
  // A fast machine is done with a file before anything can happen meanwhile: then a larger one is tried.
  const larger = async (attempt) => {
    for (let megabytes = 40; ; megabytes *= 2) {
      const result = await attempt(large(megabytes), megabytes * 512 + 1);
      if (!result.early || megabytes > 500) return result;
    }
  };
`;
const inPage = (kind, work, look) =>
  browser.inPage(
    kind,
    `(async () => { ${PRELUDE}; return (${work})(globalThis.client, { small, large, larger }); })()`,
    null,
    { look },
  );

for (const kind of ["inline", "module"]) {
  test(`${kind} worker: the lens would not lie on everything that leaves it`, { skip }, async () => {
    const seen = await inPage(kind, async ({ openArchive }, { small }) => {
      const archive = await openArchive([small()]);
      const look = async () => {
        const { rows } = await archive.conversations(0, 1);
        const [{ conversation }] = rows;
        const window = await archive.transcript(conversation, 0, 10);
        const file = await archive.export({ format: "jsonl" });
        const report = await archive.inspect();
        const kpis = await archive.kpis();
        return JSON.stringify([rows, window, await file.text(), file.name, report, kpis]);
      };
      const original = await look();
      const lens = await archive.setPolicy("standard");
      const redacted = await look();
      await archive.setPolicy(null);
      const again = await look();
      await archive.close();
      return { original, redacted, again, name: lens.name };
    });
    assert.equal(seen.name, "standard");
    assert.match(seen.original, /ada@example\.com/);
    assert.doesNotMatch(seen.redacted, /ada@example\.com/);
    assert.match(seen.redacted, /My mail is \[EMAIL_ADDRESS\]/);
    assert.equal(seen.again, seen.original);
  });

  test(`${kind} worker: progress would stand still or not end with the file`, { skip }, async () => {
    const { steps, size, entries, expected } = await inPage(kind, async ({ openArchive }, { small, larger }) =>
      larger(async (large, rows) => {
        const steps = [];
        const files = [large, small()];
        const began = performance.now();
        const archive = await openArchive(files, { onProgress: (step) => steps.push(step) });
        const early = performance.now() - began < 600;
        const { total } = await archive.inspect();
        await archive.close();
        const size = files[0].size + files[1].size;
        return { early, steps, size, entries: total.entries.shown, expected: rows + 2 };
      }),
    );
    const inside = steps.filter(({ bytes }) => bytes > 0 && bytes < size * 0.9);
    assert.ok(inside.length >= 2, `${steps.length} steps, ${inside.length} on the way of ${size} bytes`);
    assert.ok(steps.every((step, at) => at === 0 || step.bytes >= steps[at - 1].bytes));
    const last = steps.at(-1);
    assert.deepEqual([last.bytes, last.totalBytes, last.fileIndex, last.files], [size, size, 1, 2]);
    assert.equal(last.entries, entries);
    assert.equal(entries, expected);
  });

  test(`${kind} worker: a cancel would come late, leave half a file, or cost the archive`, { skip }, async () => {
    const result = await inPage(kind, async ({ openArchive }, { small, larger }) =>
      larger(async (file, rows) => {
        const archive = await openArchive([small()]);
        const controller = new AbortController();
        let aborted;
        let at;
        const onProgress = ({ bytes }) => {
          if (aborted !== undefined || bytes === 0) return;
          [aborted, at] = [performance.now(), bytes];
          controller.abort();
        };
        const added = archive.add([file], { signal: controller.signal, onProgress });
        const { code, recoverable } = await added.catch((error) => error);
        const late = performance.now() - aborted;
        const { files, total } = await archive.inspect();
        // The archive goes on, and the same file can be read after all.
        await archive.add([file]);
        const after = (await archive.inspect()).total.entries.shown;
        await archive.close();
        const early = code === undefined;
        const part = at / file.size;
        return { early, code, recoverable, late, part, shown: total.entries.shown, files, after, expected: rows + 2 };
      }),
    );
    assert.deepEqual([result.code, result.recoverable], ["cancelled", true]);
    assert.ok(result.part < 0.9, "while it was read");
    assert.ok(result.late < 5000, `after ${result.late} ms`);
    assert.equal(result.shown, 2);
    assert.equal(result.after, result.expected);
  });

  test(`${kind} worker: a closed archive would keep its worker and its memory`, { skip }, async () => {
    const codes = await inPage(
      kind,
      async ({ openArchive }, { small, large, larger }) => {
        const archive = await openArchive([small()]);
        const pending = archive.add([large(20)]).catch((error) => error.code);
        await archive.close();
        const { code } = await larger(async (file) => {
          const opening = new AbortController();
          const opened = openArchive([file], { signal: opening.signal, onProgress: () => opening.abort() });
          const code = await opened.then(
            (archive) => archive.close(),
            (error) => error.code,
          );
          return { code, early: code === undefined };
        });
        return [await pending, await archive.inspect().catch((error) => error.code), code];
      },
      async (page) => {
        for (let tries = 0; page.workers().length > 0 && tries < 50; tries += 1) await page.waitForTimeout(20);
        assert.equal(page.workers().length, 0);
      },
    );
    assert.deepEqual(codes, ["closed", "closed", "cancelled"]);
  });
}

test("reading would ask the server for anything, or a page from disk for anything at all", { skip }, async () => {
  await inPage("module", async ({ openArchive }, { small }) => {
    const archive = await openArchive([small()]);
    await archive.close();
  });
  const allowed = ["/page.html", "/page.js", "/index.js", "/worker.js", "/core/sealed_transcript.js"];
  const others = new Set(browser.requested.filter((path) => !allowed.includes(path)));
  assert.deepEqual([...others], ["/core/sealed_transcript_bg.wasm"]);
});

// The client in a browser, in both kinds of worker, on the fake core: with it an engine can be made to trap or stall.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { browserOn, skip } from "./browser.mjs";
import { fakePackage } from "./package.mjs";

let browser;
before(async () => {
  if (!skip) browser = await browserOn(await fakePackage());
});
after(() => browser?.close());
const inPage = (...args) => browser.inPage(...args);

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

  test(`${kind} worker: an engine that got no more memory would say only that it stopped`, { skip }, async () => {
    const result = await inPage(kind, async () => {
      const { openArchive } = globalThis.client;
      const messages = [];
      for (const line of ["crash", "silent crash"]) {
        const archive = await openArchive([]);
        const added = archive.add([new File([`fake\nfull\n${line}\n`], "c.txt")]);
        messages.push(await added.catch((error) => error.message));
      }
      return messages;
    });
    for (const message of result) assert.match(message, /held 2\.5 GB of the 4 GB it can have: most likely no memory/);
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
  const url = new URL(path, browser.pages.module).href;
  const send = async (address) => {
    const archive = await globalThis.client.openArchive([new File([`fake\nfetch ${address}\n`], "f.txt")]);
    return (await archive.transcript("fetch", 0, 1)).rows[0].text;
  };
  return { text: await inPage(kind, send, url, { allowed: /connect-src/ }), arrived: browser.requested.includes(path) };
}

test("an engine gone bad could send what it read", { skip }, async () => {
  assert.deepEqual(await probe("inline", "/from-a-blob"), { text: "refused", arrived: false });
  // Without the policy it gets through, so it is the policy that holds.
  assert.deepEqual(await probe("module", "/from-a-url"), { text: "sent", arrived: true });
});

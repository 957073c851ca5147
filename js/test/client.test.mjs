import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./package.mjs";

const { openOn, localHost, core, TranscriptError } = await load("client-under-test.ts");

const file = (name, text) => ({ name, blob: new Blob([text]) });
const two = [
  file("a.txt", "fake\nc1|EndUser|my number is 12345\nc2|Agent|hello\n"),
  file("b.txt", "fake\nc1|Agent|thanks\n~\n"),
];
const open = (files, options) =>
  openOn(
    localHost(() => core),
    files,
    options,
  );
const code = (expected) => (error) => {
  assert.ok(error instanceof TranscriptError, `a TranscriptError, not ${error}`);
  assert.equal(error.code, expected);
  return true;
};
/** A host that keeps quiet, as a worker in an endless loop does. */
const deaf = () => {
  const { port1, port2 } = new MessageChannel();
  const host = {
    port: port1,
    ended: 0,
    fail: null,
    onFailure: (handler) => {
      host.fail = handler;
    },
    terminate: () => {
      host.ended += 1;
      port1.close();
      port2.close();
    },
  };
  return host;
};

test("files of one archive are read as one", async () => {
  const archive = await open(two);
  assert.equal((await archive.conversations(0, 10)).total, 2);
  assert.deepEqual(
    (await archive.transcript("c1", 0, 10)).rows.map(({ text }) => text),
    ["my number is 12345", "thanks"],
  );
  assert.equal((await archive.inspect()).total.entries.filtered, 1);
  await archive.add([file("c.txt", "fake\nc3|Bot|hi\n")]);
  assert.equal((await archive.conversations(2, 10)).rows[0].conversation, "c3");
  await archive.close();
});

test("an engine that may not read the page's files would have none, and the page none of its", async (t) => {
  const { arrayBuffer, stream } = Blob.prototype;
  t.after(() => Object.assign(Blob.prototype, { arrayBuffer, stream }));
  // As WebKit does in a page from disk. The client asks with one byte; the page reads its own files in parts.
  Blob.prototype.arrayBuffer = function () {
    return this.size === 1 ? Promise.reject(new DOMException("", "NotReadableError")) : arrayBuffer.call(this);
  };
  Blob.prototype.stream = () => {
    throw new DOMException("", "NotReadableError");
  };
  const archive = await open(two);
  assert.equal((await archive.inspect()).total.entries.read, 4);
  assert.match(await (await archive.export({ format: "text" })).text(), /thanks/);
  await archive.close();
});

test("a file that cannot be read would hide the others, or go unnoticed", async () => {
  const archive = await open([file("bad.txt", "throws\n"), ...two]);
  const { files, diagnostics } = await archive.inspect();
  assert.deepEqual(files.map((report) => report.file).sort(), ["a.txt", "b.txt", "bad.txt"]);
  assert.deepEqual(
    diagnostics.map(({ code, file, offset }) => ({ code, file, offset })),
    [{ code: "limit", file: "bad.txt", offset: 9 }],
  );
  await archive.close();
});

test("the worker would swallow where an error lies", async () => {
  const archive = await open(two);
  await assert.rejects(archive.transcript("nowhere", 0, 1), (error) => {
    assert.ok(error instanceof TranscriptError && error instanceof Error);
    const { name, message, file, path, offset, line, column, record, recoverable } = error;
    assert.deepEqual(
      { name, message, file, path, offset, line, column, record, recoverable },
      {
        name: "TranscriptError",
        message: "no such conversation",
        file: "f.txt",
        path: null,
        offset: 44,
        line: 5,
        column: 7,
        record: 3,
        recoverable: true,
      },
    );
    return code("conversation")(error);
  });
  await archive.close();
});

test("progress would flood the page, go backwards or not arrive at the end", async () => {
  const seen = [];
  const archive = await open(two, { onProgress: (progress) => seen.push(progress) });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const total = two[0].blob.size + two[1].blob.size;
  assert.ok(seen.length >= 1 && seen.length <= 4, `${seen.length} calls`);
  assert.ok(seen.every(({ bytes }, at) => at === 0 || bytes >= seen[at - 1].bytes));
  assert.deepEqual(seen.at(-1), { file: "b.txt", fileIndex: 1, files: 2, bytes: total, totalBytes: total, entries: 4 });
  await archive.close();
});

test("a trap would leave calls waiting for ever", async () => {
  const archive = await open(two);
  const pending = [archive.add([file("x.txt", "fake\ncrash\n")]), archive.inspect(), archive.kpis()];
  for (const call of pending) await assert.rejects(call, code("crashed"));
  await assert.rejects(archive.inspect(), (error) => {
    assert.match(error.message, /Open the files again/);
    assert.equal(error.recoverable, false);
    return code("crashed")(error);
  });
  await archive.close();
});

test("an engine that got no more memory would say only that it stopped", async () => {
  const memory = { buffer: { byteLength: 2.5 * 2 ** 30 } };
  const archive = await openOn(
    localHost(() => ({ ...core, memory })),
    two,
  );
  await assert.rejects(archive.add([file("x.txt", "fake\ncrash\n")]), (error) => {
    assert.match(error.message, /held 2\.5 GB of the 4 GB it can have: most likely no memory was left/);
    return code("crashed")(error);
  });
  await archive.close();
});

test("a cancel would lose the archive, or not be heard", async () => {
  const archive = await open(two);
  const controller = new AbortController();
  const adding = archive.add([file("s.txt", "fake\nslow\n")], { signal: controller.signal });
  // Asked while the file goes in: answered after it, not refused by the borrow rules of wasm.
  const inspecting = archive.inspect();
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(adding, code("cancelled"));
  assert.equal((await inspecting).files.length, 2);
  await archive.close();
});

test("a cancel that comes too late would be said to have kept out what is in", async (t) => {
  const archive = await open(two);
  const controller = new AbortController();
  const { readBlob } = core.Archive.prototype;
  t.after(() => Object.assign(core.Archive.prototype, { readBlob }));
  core.Archive.prototype.readBlob = async function (...args) {
    const reader = await readBlob.apply(this, args);
    controller.abort();
    return reader;
  };
  const [report] = await archive.add([file("c.txt", "fake\n1\n")], { signal: controller.signal });
  assert.equal(report.file, "c.txt");
  assert.equal((await archive.inspect()).files.length, 3);
  await archive.close();
});

test("who reads while many files are added would wait for a file at each question", async (t) => {
  const archive = await open(two);
  const { readBlob } = core.Archive.prototype;
  t.after(() => Object.assign(core.Archive.prototype, { readBlob }));
  core.Archive.prototype.readBlob = async function (...args) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return readBlob.apply(this, args);
  };
  const many = Array.from({ length: 10 }, (_, i) => file(`${i}.txt`, "fake\n1\n"));
  const added = archive.add(many);
  await archive.inspect();
  const { length: before } = (await archive.inspect()).files;
  for (let question = 0; question < 6; question += 1) await archive.conversations(0, 10);
  const { length: after } = (await archive.inspect()).files;
  assert.ok(after - before <= 2, `${after - before} files in eight questions`);
  await added;
  assert.equal((await archive.inspect()).files.length, 12);
  await archive.close();
});

test("a cancelled opening would leave an engine running", async () => {
  const before = core.alive.size;
  await assert.rejects(open([file("s.txt", "fake\nslow\n")], { signal: AbortSignal.timeout(20) }), code("cancelled"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(core.alive.size, before);
  await assert.rejects(open(two, { signal: AbortSignal.abort() }), code("cancelled"));
});

test("a worker that does not answer a cancel would run on", async () => {
  const host = deaf();
  await assert.rejects(openOn(host, two, { signal: AbortSignal.timeout(5) }, 20), (error) => {
    assert.equal(error.recoverable, false);
    return code("cancelled")(error);
  });
  assert.equal(host.ended, 1);
});

test("a worker that cannot be started would leave the page waiting", async () => {
  const host = deaf();
  const opening = openOn(host, two);
  host.fail("its worker could not be started");
  await assert.rejects(opening, code("crashed"));
  assert.equal(host.ended, 1);
});

test("the lens would not lie on windows and exports", async () => {
  const archive = await open(two);
  const text = async () => (await archive.transcript("c1", 0, 1)).rows[0].text;
  assert.deepEqual(await archive.setPolicy("standard"), { name: "standard", hash: "abc" });
  assert.equal(await text(), "my number is [NUMBER]");
  const [row] = (await archive.conversations(0, 1)).rows;
  assert.equal(row.title, "Ada [NUMBER]");
  await archive.add([file("throws 12345.txt", "throws\n")]);
  assert.deepEqual(
    (await archive.inspect()).diagnostics.map((diagnostic) => diagnostic.file),
    ["throws [NUMBER].txt"],
  );
  const exported = await archive.export({ format: "jsonl" });
  assert.ok(exported instanceof File);
  assert.equal(exported.name, "transcript.jsonl");
  assert.match(await exported.text(), /\[NUMBER\]/);
  assert.doesNotMatch(await exported.text(), /12345/);
  await assert.rejects(archive.setPolicy("no such"), code("policy"));
  assert.equal(await text(), "my number is [NUMBER]", "a policy that is refused leaves the one before");
  assert.equal((await archive.setPolicy({ name: "own" })).name, "own");
  assert.equal(await archive.setPolicy(null), null);
  assert.equal(await text(), "my number is 12345");
  assert.equal((await archive.conversations(0, 1)).rows[0].title, "Ada 12345");
  await archive.close();
});

test("a closed archive would keep its memory, or its callers waiting", async () => {
  const before = core.alive.size;
  const archive = await open(two);
  const pending = archive.add([file("s.txt", "fake\nslow\n")]);
  await archive.close();
  await archive.close();
  await assert.rejects(pending, code("closed"));
  await assert.rejects(archive.inspect(), code("closed"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(core.alive.size, before);
});

// Exit codes, streams and what is left behind: what scripts rely on.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { codes, ENTRIES, folder, lines, PROGRAM, put, run, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);
const broken = put("broken.json", ENTRIES.replace('"clientDuration":0,', '"clientDuration":oops,'));
const other = put("letter.txt", "a letter to somebody");
const empty = put("empty.json", "");

test("wrong usage would look like success or like unreadable data", async () => {
  put("refused.json", '{"version":1,"name":"own","detektors":[]}');
  const wrong = [
    [],
    ["nonsense"],
    ["constructor"],
    ["transcript"],
    ["transcript", entries, "--format", "pdf"],
    ["transcript", entries, "--nonsense"],
    ["transcript", entries, "--policy", "no such"],
    ["transcript", entries, "--policy", "refused.json"],
    ["transcript", entries, "--zone", "Mars/Olympus"],
    ["transcript", entries, "--conversation", "nowhere"],
    ["transcript", "-", "-"],
    ["inspect", entries, "--date-order", "ymd"],
    ["kpis", entries, "--anchor", "middle"],
    ["kpis", entries, "--format", "text"],
    ["kpis", entries, "--format", "csv", "--by", "year"],
    ["kpis", entries, "--by", "agent"],
    ["inspect", "--json"],
    ["policy"],
    ["policy", "check"],
    ["policy", "grow"],
    ["policy", "show", "missing.json"],
    ["scan", "file"],
    ["scan", "--policy", "no such"],
  ];
  for (const args of wrong) {
    const { exit, stdout, stderr } = await run(args);
    assert.deepEqual([exit, stdout], [2, ""], args.join(" "));
    assert.notEqual(stderr, "", args.join(" "));
  }
});

test("original output would go out without a word", async () => {
  for (const args of [
    ["transcript", entries],
    ["inspect", entries],
    ["kpis", entries],
    ["transcript", entries, "--policy", "none"],
  ]) {
    const result = await run(args);
    assert.equal(result.exit, 0);
    assert.deepEqual(codes(result), ["original_output"], args.join(" "));
  }
  for (const args of [
    ["transcript", entries, "--redact"],
    ["inspect", entries, "--redact"],
    ["kpis", entries, "--policy", "pci"],
  ]) {
    assert.equal((await run(args)).stderr, "", args.join(" "));
  }
});

test("a policy would change nothing, or not by name and file alike", async () => {
  const text = async (...lens) => (await run(["transcript", entries, ...lens])).stdout;
  assert.match(await text(), /4111 1111 1111 1111.*ada@example\.com/s);
  assert.match(await text("--policy", "none"), /4111 1111 1111 1111.*ada@example\.com/s);
  assert.match(await text("--policy", "pci"), /ada@example\.com/);
  assert.doesNotMatch(await text("--policy", "pci"), /4111 1111 1111/);
  assert.equal(await text("--policy", "standard"), await text("--redact"));
  const { stdout: policy } = await run(["policy", "show", "pci"]);
  assert.equal(await text("--redact", "--policy", put("pci-copy.json", policy)), await text("--policy", "pci"));
});

test("one bad record would end it all, or pass unnoticed", async () => {
  const result = await run(["transcript", broken, "--redact", "--format", "jsonl"]);
  assert.equal(result.exit, 0);
  assert.equal(lines(result.stdout).length, 3, "the good records around it");
  const [diagnostic, ...more] = lines(result.stderr);
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(diagnostic), ["code", "file", "record", "offset", "line", "path", "message"]);
  assert.deepEqual([diagnostic.code, diagnostic.file, diagnostic.record], ["bad_record", broken, 0]);
  const { length } = readFileSync(join(folder, broken));
  assert.ok(diagnostic.offset > 0 && diagnostic.offset < length, `byte ${diagnostic.offset} of ${length}`);
});

test("--strict would let a diagnostic pass", async () => {
  for (const command of ["transcript", "kpis"]) {
    const { exit, stdout } = await run([command, broken, "--redact", "--strict"]);
    assert.deepEqual([exit, stdout], [1, ""], command);
    assert.equal((await run([command, entries, sessions, "--redact", "--strict"])).exit, 0, command);
  }
  const inspected = await run(["inspect", broken, "--strict"]);
  assert.equal(inspected.exit, 1);
  assert.match(inspected.stdout, /1 diagnosed/);
});

test("a missing file would be left out silently", async () => {
  const missing = await run(["transcript", entries, "missing.json", "--redact"]);
  assert.deepEqual([missing.exit, missing.stdout, codes(missing)], [1, "", ["unopened"]]);
  assert.match(missing.stderr, /no such file/);
  mkdirSync(join(folder, "folder"), { recursive: true });
  const asked = await run(["kpis", "folder", entries]);
  assert.deepEqual([asked.exit, asked.stdout], [1, ""]);
  assert.match(asked.stderr, /it is a folder/);
  const inspected = await run(["inspect", entries, "missing.json", "--json"]);
  assert.equal(inspected.exit, 1);
  assert.deepEqual(
    JSON.parse(inspected.stdout).files.map(({ file }) => file),
    [entries, "missing.json"],
  );
});

test("files of another kind alone would count as success, or spoil the good ones", async () => {
  for (const files of [[other], [empty], [other, empty]]) {
    for (const command of ["transcript", "kpis"]) {
      const { exit, stdout } = await run([command, ...files, "--redact"]);
      assert.deepEqual([exit, stdout], [1, ""], `${command} ${files.join(" ")}`);
    }
    const inspected = await run(["inspect", ...files, "--json"]);
    assert.equal(inspected.exit, 1);
    assert.equal(
      JSON.parse(inspected.stdout).files.length,
      files.length,
      "what it says of them is printed all the same",
    );
  }
  const mixed = await run(["transcript", other, entries, empty, "--redact"]);
  assert.equal(mixed.exit, 0);
  assert.deepEqual(codes(mixed).sort(), ["empty_file", "unrecognised"]);
  assert.equal(mixed.stdout, (await run(["transcript", entries, "--redact"])).stdout);
});

test("an output folder would be left half written, or overwrite another", async () => {
  const asked = ["transcript", entries, "--redact", "--format", "jsonl"];
  assert.equal((await run([...asked, "--out", "new/deep"])).exit, 0);
  assert.deepEqual(readdirSync(join(folder, "new")), ["deep"]);
  const [file, ...more] = readdirSync(join(folder, "new/deep"));
  assert.deepEqual(more, []);
  assert.equal(readFileSync(join(folder, "new/deep", file), "utf8"), (await run(asked)).stdout);
  assert.equal((await run([...asked, "--out", "new/deep"])).exit, 2, "a folder that holds something");
  for (const args of [
    [entries, "missing.json"],
    [broken, "--strict"],
    [entries, "--conversation", "nowhere"],
    [other],
  ]) {
    assert.notEqual((await run(["transcript", ...args, "--out", "none"])).exit, 0);
    assert.equal(existsSync(join(folder, "none")), false, args.join(" "));
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(".part-")),
    [],
  );
});

test("a reader that leaves early would make a stack trace", async () => {
  const { conversationEntries } = JSON.parse(ENTRIES);
  const many = Array.from({ length: 3_000 }, (_, at) => ({
    ...conversationEntries[0],
    identifier: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
  }));
  const name = put("long.json", JSON.stringify({ conversationEntries: many }));
  const { exit, stderr } = await new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, "transcript", name, "--redact", "--format", "jsonl"], {
      cwd: folder,
    });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    child.on("close", (exit) => resolve({ exit, stderr }));
  });
  assert.deepEqual([exit, stderr], [0, ""]);
});

test("the version of the program would not be that of the package", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../pkg.json", import.meta.url), "utf8"));
  assert.equal((await run(["--version"])).stdout, `sealed-transcript ${version}\n`);
});

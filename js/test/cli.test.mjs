import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { fakePackage, temporaryFolder } from "./package.mjs";

const program = join(await fakePackage(), "cli.js");
const folder = temporaryFolder();
const put = (name, text) => {
  writeFileSync(join(folder, name), text);
  return name;
};
const good = put("good.txt", "fake\nc1|EndUser|card 41111111 please\nc2|Agent|hello\n");
const partly = put("partly.txt", "fake\n!\nc1|Agent|thanks\n");
const other = put("other.txt", "something else\n");
const empty = put("empty.txt", "");

/** Runs the program, by default with nothing on its standard input. */
function run(args, input = "") {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder });
    const out = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"])
      child[stream].setEncoding("utf8").on("data", (text) => {
        out[stream] += text;
      });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("close", (exit) => resolve({ exit, ...out }));
  });
}
const lines = (text) =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const codes = ({ stderr }) => lines(stderr).map(({ code }) => code);

test("help would need a working engine, or be on the wrong stream", async () => {
  for (const args of [
    ["--help"],
    ["help"],
    ["-h"],
    ["transcript", "--help"],
    ["kpis", "x", "-h"],
    ["policy", "--help"],
  ]) {
    const { exit, stdout, stderr } = await run(args);
    assert.equal(exit, 0, args.join(" "));
    assert.match(stdout, /sealed-transcript/);
    assert.equal(stderr, "");
  }
  for (const command of ["inspect", "transcript", "kpis", "scan", "policy"]) {
    assert.match((await run([command, "--help"])).stdout, /Examples:/);
  }
  assert.match((await run(["--version"])).stdout, /0\.0\.0-fake/);
});

test("wrong usage would look like success or like unreadable data", async () => {
  const wrong = [
    [],
    ["nonsense"],
    ["transcript"],
    ["transcript", good, "--format", "pdf"],
    ["transcript", good, "--nonsense"],
    ["transcript", good, "--policy", "no such"],
    ["transcript", good, "--zone", "Mars/Olympus"],
    ["transcript", "-", "-"],
    ["kpis", good, "--anchor", "middle"],
    ["kpis", good, "--format", "text"],
    ["transcript", good, "--conversation", "c9"],
    ["policy"],
    ["policy", "check"],
    ["policy", "grow"],
    ["scan", "file"],
    ["constructor"],
  ];
  for (const args of wrong) {
    const { exit, stdout, stderr } = await run(args);
    assert.equal(exit, 2, args.join(" "));
    assert.equal(stdout, "", args.join(" "));
    assert.notEqual(stderr, "");
  }
});

test("original output would go out without a word", async () => {
  for (const args of [
    ["transcript", good],
    ["inspect", good],
    ["kpis", good],
    ["transcript", good, "--policy", "none"],
  ]) {
    const result = await run(args);
    assert.equal(result.exit, 0);
    assert.deepEqual(codes(result), ["original_output"], args.join(" "));
  }
  for (const args of [
    ["transcript", good, "--redact"],
    ["inspect", good, "--redact"],
    ["kpis", good, "--policy", "pci"],
  ]) {
    assert.equal((await run(args)).stderr, "", args.join(" "));
  }
});

test("--redact or --policy would not reach the export", async () => {
  put("own.json", '{"name":"own"}');
  put("broken.json", "{");
  assert.match((await run(["transcript", good])).stdout, /41111111/);
  for (const lens of [["--redact"], ["--policy", "pci"], ["--policy", "own.json"]]) {
    const { stdout } = await run(["transcript", good, "--format", "jsonl", ...lens]);
    assert.deepEqual(
      lines(stdout).map(({ text }) => text),
      ["card [NUMBER] please", "hello"],
    );
  }
  assert.equal((await run(["transcript", good, "--policy", "broken.json"])).exit, 2);
});

test("one bad record would end it all, or pass unnoticed", async () => {
  const result = await run(["transcript", partly, "--redact"]);
  assert.equal(result.exit, 0);
  assert.match(result.stdout, /thanks/);
  assert.deepEqual(lines(result.stderr), [
    { code: "bad_record", file: partly, record: 0, offset: 5, line: 2, path: null, message: "It is broken." },
  ]);
});

test("--strict would let a diagnostic pass", async () => {
  const strict = await run(["transcript", partly, "--redact", "--strict"]);
  assert.deepEqual([strict.exit, strict.stdout], [1, ""]);
  assert.equal((await run(["kpis", partly, "--strict"])).exit, 1);
  const inspected = await run(["inspect", partly, "--strict"]);
  assert.equal(inspected.exit, 1);
  assert.match(inspected.stdout, /problem/);
  assert.equal((await run(["transcript", good, "--strict"])).exit, 0);
});

test("a missing file would be left out silently", async () => {
  const missing = await run(["transcript", good, "missing.txt", "--redact"]);
  assert.deepEqual([missing.exit, missing.stdout, codes(missing)], [1, "", ["unopened"]]);
  assert.match(missing.stderr, /no such file/);
  mkdirSync(join(folder, "folder"), { recursive: true });
  assert.match((await run(["transcript", "folder", good])).stderr, /it is a folder/);
  const inspected = await run(["inspect", good, "missing.txt", "--json"]);
  assert.equal(inspected.exit, 1);
  assert.deepEqual(
    JSON.parse(inspected.stdout).files.map(({ file }) => file),
    [good, "missing.txt"],
  );
});

test("files of another kind alone would count as success", async () => {
  for (const files of [[other], [empty], [other, empty]]) {
    const { exit, stdout } = await run(["transcript", ...files, "--redact"]);
    assert.deepEqual([exit, stdout], [1, ""], files.join(" "));
  }
  const mixed = await run(["transcript", other, good, "--redact"]);
  assert.equal(mixed.exit, 0);
  assert.deepEqual(codes(mixed), ["unrecognised"]);
  assert.equal((await run(["inspect", empty])).exit, 1);
});

test("standard input would be read as a file named -, or chunks over the limit fed", async () => {
  const rows = Array.from({ length: 60_000 }, (_, at) => `c1|EndUser|row number ${String(at).padStart(20)}`);
  const text = `fake\n${rows.join("\n")}\n`;
  assert.ok(text.length > 2 * 1024 * 1024);
  const piped = await run(["transcript", "-", "--redact"], text);
  const [name] = [put("large.txt", text)];
  const read = await run(["transcript", name, "--redact"]);
  assert.equal(lines(piped.stdout).length, rows.length);
  assert.deepEqual(
    lines(read.stdout).map(({ text }) => text),
    lines(piped.stdout).map(({ text }) => text),
  );
});

test("inspect --json would have another shape than documented", async () => {
  const { stdout } = await run(["inspect", good, partly, "--json"]);
  const { files, total, diagnostics } = JSON.parse(stdout);
  assert.deepEqual(Object.keys(files[0]), [
    "file",
    "format",
    "evidence",
    "records",
    "entries",
    "from",
    "to",
    "warnings",
  ]);
  const { read, shown, merged, filtered, diagnosed } = total;
  const counts = { read, shown, merged, filtered, diagnosed };
  assert.deepEqual(counts, { read: 4, shown: 3, merged: 0, filtered: 0, diagnosed: 1 });
  assert.deepEqual(total.entries, counts);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["bad_record"],
  );
});

test("a file named after a customer's number would show it in a redacted report", async () => {
  const name = put("customer 41111111.txt", "fake\n!\nc1|Agent|hi\n");
  const { stdout, stderr } = await run(["inspect", name, "--redact"]);
  assert.match(stdout, /customer \[NUMBER\]\.txt/);
  assert.doesNotMatch(stdout + stderr, /41111111/);
  for (const args of [
    ["transcript", name, "missing 41111111.txt"],
    ["kpis", name],
  ]) {
    assert.doesNotMatch((await run([...args, "--redact"])).stderr, /41111111/, args.join(" "));
  }
});

test("inspect for people would leave out a count", async () => {
  const { stdout } = await run(["inspect", good, partly]);
  assert.match(stdout, /partly\.txt\n {2}format {4}fake \(first line\)/);
  assert.match(stdout, /2 read = 1 shown \+ 0 merged \+ 0 filtered \+ 1 diagnosed/);
  assert.match(stdout, /problem {3}record 0, line 2, byte 5: It is broken\./);
});

test("an output folder would be left half written, or overwrite another", async () => {
  assert.equal((await run(["transcript", good, "--redact", "--format", "jsonl", "--out", "new/deep"])).exit, 0);
  assert.deepEqual(readdirSync(join(folder, "new")), ["deep"]);
  assert.equal(lines(readFileSync(join(folder, "new/deep/transcript.jsonl"), "utf8")).length, 2);
  assert.equal((await run(["transcript", good, "--out", "new/deep"])).exit, 2);
  for (const args of [["missing.txt"], [partly, "--strict"], [good, "--conversation", "c9"], [other]]) {
    assert.notEqual((await run(["transcript", ...args, "--out", "none"])).exit, 0);
    assert.equal(existsSync(join(folder, "none")), false, args.join(" "));
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(".part-")),
    [],
  );
});

test("a crash of the engine would look like a success", async () => {
  const name = put("crash.txt", "fake\ncrash\n");
  const result = await run(["transcript", good, name, "--redact"]);
  assert.deepEqual([result.exit, result.stdout, codes(result)], [1, "", ["crashed"]]);
});

test("kpis would be unreadable for people, programs or spreadsheets", async () => {
  const { stdout: json } = await run(["kpis", good, "--format", "json", "--anchor", "last"]);
  assert.deepEqual(Object.keys(JSON.parse(json)), [
    "options",
    "definitions",
    "sessions",
    "conversations",
    "agents",
    "totals",
  ]);
  assert.equal(JSON.parse(json).options.anchor, "last");
  const { stdout: table } = await run(["kpis", good]);
  assert.match(table, /^all 1 sessions$/m);
  assert.match(table, /^R5 +agent response +1\.5 s mean, 1\.5 s median, 2 s max +2 {2}3 no_human$/m);
  assert.match(table, /^C3 +one touch +25 % +4$/m);
  assert.match(table, /^session s1$/m);
  assert.match(table, /^R2 +– +0 {2}no_human$/m);
  assert.match(table, /^agent =HYPERLINK\(1\) \(a1\)$/m);
  const { stdout: csv } = await run(["kpis", good, "--format", "csv"]);
  const [header, ...rows] = csv
    .trimEnd()
    .split("\r\n")
    .map((row) => row.split(","));
  assert.ok(rows.every((row) => row.length === header.length));
  const records = rows.map((row) => Object.fromEntries(row.map((cell, at) => [header[at], cell])));
  const find = (level, kpi) => records.find((record) => record.level === level && record.kpi === kpi);
  assert.deepEqual([find("session", "R2").value, find("session", "R2").reason], ["", "no_human"]);
  assert.deepEqual([find("session", "R5").value, find("session", "R5").median], ["", "1500"]);
  assert.equal(find("agent", "R5").agent_name, "'=HYPERLINK(1)", "a formula in an agent's name");
  assert.deepEqual(
    [find("total", "R5").sum, find("total", "R5").reason, find("total_of_means", "R5").n],
    ["3000", "3 no_human", "1"],
  );
  assert.equal(find("total", "C3").value, "0.25");
});

test("scan would lose a line, or the place of one", async () => {
  const input = '{"text":"\u{1F600} 12345"}\nnonsense\n\n{"text":"none"}\nthrow';
  const result = await run(["scan"], input);
  assert.equal(result.exit, 0);
  assert.deepEqual(lines(result.stdout), [
    { spans: [{ start: 2, end: 7, type: "NUMBER", score: 1 }] },
    { spans: [], error: "not JSON" },
    { spans: [] },
    { spans: [], error: "not JSON" },
  ]);
  assert.deepEqual(
    lines(result.stderr).map(({ record }) => record),
    [1, 3],
  );
  assert.equal((await run(["scan", "--strict"], input)).exit, 1);
  assert.equal((await run(["scan"], "nonsense\n")).exit, 1);
  assert.equal((await run(["scan"], "")).exit, 0);
});

test("a policy that is none would pass the check", async () => {
  put("own.json", '{"name":"own"}');
  put("broken.json", "{");
  assert.deepEqual(JSON.parse((await run(["policy", "show"])).stdout), { name: "standard" });
  assert.deepEqual(JSON.parse((await run(["policy", "show", "pci"])).stdout), { name: "pci" });
  assert.deepEqual(JSON.parse((await run(["policy", "check", "own.json"])).stdout), { name: "own", hash: "abc" });
  const broken = await run(["policy", "check", "broken.json"]);
  assert.deepEqual([broken.exit, broken.stdout, codes(broken)], [1, "", ["policy"]]);
  assert.equal((await run(["policy", "check", "missing.json"])).exit, 1);
  assert.equal((await run(["policy", "show", "missing.json"])).exit, 2);
});

test("a reader that leaves early would make a stack trace", async () => {
  const rows = Array.from({ length: 60_000 }, (_, at) => `c1|EndUser|row ${at}`);
  const name = put("long.txt", `fake\n${rows.join("\n")}\n`);
  const { exit, stderr } = await new Promise((resolve) => {
    const child = spawn(process.execPath, [program, "transcript", name, "--redact"], { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    child.on("close", (exit) => resolve({ exit, stderr }));
  });
  assert.deepEqual([exit, stderr], [0, ""]);
});

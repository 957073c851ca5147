// The program around the fake core: what the real engine cannot be made to do. The rest is in tests/cli.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
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

test("a crash of the engine would look like a success", async () => {
  const name = put("crash.txt", "fake\ncrash\n");
  const result = await run(["transcript", good, name, "--redact"]);
  assert.deepEqual([result.exit, result.stdout, codes(result)], [1, "", ["crashed"]]);
});

test("who asks for help would not be told how to get the data", async () => {
  for (const args of [
    ["help", "data"],
    ["inspect", "--help"],
  ]) {
    const { exit, stdout } = await run(args);
    assert.equal(exit, 0);
    for (const part of [
      "How do I get my data?",
      "One conversation",
      "One customer",
      "Everything",
      "KPIs",
      "Permission",
    ])
      assert.ok(stdout.includes(part), part);
  }
});

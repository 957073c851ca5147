// The built program, and two exports of one conversation to give it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(new URL("../../js/dist/cli.js", import.meta.url));

export const folder = mkdtempSync(join(tmpdir(), "sealed-transcript-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Writes a file into the folder that the program runs in. */
export function put(name, content) {
  writeFileSync(join(folder, name), content);
  return name;
}

/** Runs the program with `input` on its standard input, in pieces of `piece` bytes. */
export function run(args, { input = "", piece = Infinity } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder });
    const out = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (text) => {
        out[stream] += text;
      });
    }
    child.on("close", (exit) => resolve({ exit, ...out }));
    child.stdin.on("error", () => {});
    const bytes = Buffer.from(input);
    for (let at = 0; at < bytes.length; at += piece) child.stdin.write(bytes.subarray(at, at + piece));
    child.stdin.end();
  });
}

export function lines(text) {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** The codes of what a run said on standard error. */
export function codes({ stderr }) {
  return lines(stderr).map(({ code }) => code);
}

/** The 18 characters of a record id, from its 15. */
export function id18(id) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].map((character, at) => (/[A-Z]/.test(character) ? 1 << at : 0));
    return alphabet[bits.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join("");
}

export const SESSION = "0MwKj000007sdiM";
const CUSTOMER = { appType: "iamessage", role: "EndUser", subject: "v2/iamessage/UNAUTH/NA/uid:5f0c" };
const AGENT = { appType: "agent", role: "Agent", subject: "005Kj000003xyzA" };

const at = (time) => Date.parse(`2026-03-02T${time}Z`);
const entry = (number, time, sender, messageText) => ({
  clientDuration: 0,
  clientTimestamp: at(time) - 40,
  identifier: `00000000-0000-4000-8000-00000000000${number}`,
  messageText,
  relatedRecords: [SESSION],
  sender,
  serverReceivedTimestamp: at(time),
});

/** As the Connect REST API answers: newest first, HTML entities in the text, ids of 15 characters. */
export const ENTRIES = JSON.stringify({
  conversationEntries: [
    entry(4, "10:01:35", AGENT, "Thanks, that&#39;s done"),
    entry(3, "10:01:25", CUSTOMER, "My mail is ada@example.com"),
    entry(2, "10:01:05", AGENT, "Hello, how can I help?"),
    entry(1, "10:00:05", CUSTOMER, "I can&#39;t pay, my card is 4111 1111 1111 1111"),
  ],
});

/** As a data export writes it: ids of 18 characters. */
export const SESSIONS = `"Id","StartTime","AcceptTime","EndTime","Status","Origin","AgentType"
"${id18(SESSION)}","2026-03-02T10:00:00.000Z","2026-03-02T10:00:50.000Z","2026-03-02T10:05:00.000Z","Ended","InboundInitiated","Agent"
`;

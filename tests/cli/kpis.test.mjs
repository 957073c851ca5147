import assert from "node:assert/strict";
import test from "node:test";

import { ENTRIES, id18, lines, put, run, SESSION, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);
const kpis = (...args) => run(["kpis", entries, sessions, ...args]);
const json = async (...args) => JSON.parse((await kpis("--format", "json", ...args)).stdout);

/** The records of a CSV that quotes nothing. */
function records(csv) {
  assert.match(csv, /\r\n$/, "RFC 4180");
  assert.doesNotMatch(csv, /"/);
  const [header, ...rows] = csv
    .slice(0, -2)
    .split("\r\n")
    .map((row) => row.split(","));
  for (const row of rows) assert.equal(row.length, header.length);
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [header[at], cell])));
}

test("the report would have other parts than documented", async () => {
  const report = await json();
  assert.deepEqual(Object.keys(report), [
    "options",
    "definitions",
    "sessions",
    "conversations",
    "agents",
    "totals",
    "sla",
    "groups",
    "heatmap",
    "reported",
    "calibration",
  ]);
  const [session, ...more] = report.sessions;
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(session), ["session", "conversation", "kpis"]);
  assert.deepEqual(Object.keys(session.kpis.R2), [
    "value",
    "bh",
    "unit",
    "reason",
    "n",
    "flags",
    "reported",
    "episodes",
  ]);
  assert.deepEqual(Object.keys(session.kpis.R5.value), ["n", "mean", "median", "p75", "p90", "p95", "max", "sum"]);
  assert.deepEqual(Object.keys(report.totals.R5), ["pooled", "session_means", "bh", "n_zero_bh", "excluded"]);
  const defined = new Set(report.definitions.map(({ id }) => id));
  for (const row of [...report.sessions, ...report.conversations, ...report.agents]) {
    for (const [id, { value, reason, unit }] of Object.entries(row.kpis)) {
      assert.ok(defined.has(id), id);
      assert.ok(["ms", "count", "ratio", "bool"].includes(unit), id);
      assert.equal(value === null, reason !== null, `${id}: null or a reason, never both`);
    }
  }
  for (const id of Object.keys(report.totals)) assert.ok(defined.has(id), id);
});

test("response times would be wrong, or change with redaction", async () => {
  const report = await json();
  const [{ session, kpis: measured }] = report.sessions;
  assert.equal(session, id18(SESSION));
  assert.deepEqual([measured["M1.c"].value, measured["M1.h"].value], [2, 2]);
  const { n, mean, median, max } = measured.R5.value;
  assert.deepEqual({ n, mean, median, max }, { n: 2, mean: 35_000, median: 35_000, max: 60_000 });
  const parts = ["W1.human", "W1.bot", "W1.customer", "W1.before_first"].map((id) => measured[id].value);
  assert.equal(
    parts.reduce((sum, part) => sum + part, 0),
    300_000,
  );
  assert.equal(report.totals.R5.pooled.sum, 70_000);
  for (const lens of [["--redact"], ["--policy", "pci"]]) {
    const redacted = await json(...lens);
    assert.deepEqual(redacted.sessions[0].kpis.R5.value, measured.R5.value);
    assert.deepEqual(redacted.totals, report.totals);
  }
});

test("the anchor would be ignored, or not stated", async () => {
  const burst = JSON.parse(ENTRIES);
  const [question] = burst.conversationEntries.filter(({ sender }) => sender.role === "EndUser").slice(-1);
  burst.conversationEntries.push({
    ...question,
    identifier: "00000000-0000-4000-8000-000000000009",
    serverReceivedTimestamp: question.serverReceivedTimestamp + 20_000,
  });
  const file = put("burst.json", JSON.stringify(burst));
  const longest = async (anchor) => {
    const { stdout } = await run(["kpis", file, sessions, "--format", "json", "--anchor", anchor]);
    const { options, sessions: rows } = JSON.parse(stdout);
    assert.equal(options.anchor, anchor);
    return rows[0].kpis.R5.value.max;
  };
  assert.deepEqual([await longest("first"), await longest("last")], [60_000, 40_000]);
});

test("the table would not be readable", async () => {
  const { exit, stdout } = await kpis("--redact");
  assert.equal(exit, 0);
  assert.match(stdout, /^1 session, 1 conversation, 1 agent$/m);
  assert.match(stdout, /^R5 +agent response +2 +0:00:35 +0:00:35 +\S+ +0:01:00$/m);
  assert.match(stdout, new RegExp(`^${id18(SESSION)} +2 +2 +0 +0:05:00 `, "m"));
  assert.equal((await kpis("--redact", "--format", "table")).stdout, stdout);
});

test("a sheet would have no stable columns, or other numbers than the report", async () => {
  const { stdout } = await kpis("--format", "csv");
  const [row, ...more] = records(stdout);
  assert.deepEqual(more, []);
  assert.equal(row.session, id18(SESSION));
  assert.deepEqual([row["M1.c"], row["R5.n"], row["R5.mean"], row["R5.max"]], ["2", "2", "35000", "60000"]);
  assert.deepEqual([row["R7.n"], row["R7.mean"], row["R7.reason"]], ["0", "", "no_bot"]);
  assert.equal((await kpis("--format", "csv", "--by", "session")).stdout, stdout);
  // Without the table of sessions, less is known; the columns stay.
  const bare = await run(["kpis", entries, "--format", "csv"]);
  assert.equal(bare.stdout.split("\r\n")[0], stdout.split("\r\n")[0]);

  const [agent] = records((await kpis("--format", "csv", "--by", "agent")).stdout);
  assert.deepEqual([agent.agent, agent.sessions, agent["M1.h"]], [id18("005Kj000003xyzA"), "1", "2"]);
  const reported = (await kpis("--format", "csv", "--by", "reported")).stdout;
  assert.match(reported, /^session,id,salesforce,reported,computed,difference,likely,options\r\n/);
  const episodes = records((await kpis("--format", "csv", "--by", "episode")).stdout);
  const responses = episodes.filter(({ id }) => id === "R5");
  assert.deepEqual(
    responses.map(({ value, from_ms, to_ms }) => [value, to_ms - from_ms]),
    [
      ["60000", 60_000],
      ["10000", 10_000],
    ],
  );
  assert.match(responses[0].from_entry, /^0{8}-/);
});

test("a formula in a name would run in a sheet, or a name pass the lens", async () => {
  const at = Date.parse("2026-03-02T10:00:05Z");
  const entry = (number, role, name, text) => ({
    identifier: `00000000-0000-4000-8000-00000000000${number}`,
    relatedRecords: [SESSION],
    clientTimestamp: at + number * 1000,
    transcriptedTimestamp: at + number * 1000,
    sender: { role, subject: `s${role}`, appType: "x" },
    senderDisplayName: name,
    entryType: "Message",
    entryPayload: {
      entryType: "Message",
      abstractMessage: { messageType: "StaticContentMessage", staticContent: { formatType: "Text", text } },
    },
  });
  const file = put(
    "named.json",
    JSON.stringify({
      conversationEntries: [entry(1, "EndUser", "Guest", "Hello"), entry(2, "Agent", "=ana@example.com", "Hi")],
    }),
  );
  const agents = async (...lens) =>
    (await run(["kpis", file, "--format", "csv", "--by", "agent", ...lens])).stdout.split("\r\n")[1];
  assert.match(await agents(), /,'=ana@example\.com,/);
  const redacted = await agents("--redact");
  assert.doesNotMatch(redacted, /ana@example/);
  assert.match(redacted, /EMAIL_ADDRESS/);
});

test("kpis of nothing but a table of sessions would fail", async () => {
  const { exit, stdout, stderr } = await run(["kpis", sessions, "--format", "json", "--redact"]);
  assert.equal(exit, 0);
  assert.deepEqual(lines(stderr), []);
  assert.equal(JSON.parse(stdout).sessions[0].kpis.D1.value, 300_000);
});

test("business hours would replace the wall clock, or not be stated", async () => {
  const never = put("never.json", JSON.stringify({ zone: "America/New_York", weekly: {} }));
  const report = await json("--hours", never);
  assert.equal(report.options.hours.zone, "America/New_York");
  assert.equal(report.options.hours_reason, null);
  assert.equal(report.totals.R5.pooled.sum, 70_000);
  assert.deepEqual([report.totals.R5.bh.sum, report.totals.R5.n_zero_bh], [0, 2]);
  assert.equal(report.sessions[0].kpis.H1.value, 1);
});

test("a mistake in the schedule would be taken for a time", async () => {
  const wrong = put("wrong.json", JSON.stringify({ zone: "UTC", weekly: { mon: [["9", "17:00"]] } }));
  const { exit, stderr } = await kpis("--hours", wrong);
  assert.notEqual(exit, 0);
  assert.match(stderr, /HH:MM/);
  const nowhere = put("nowhere.json", JSON.stringify({ zone: "Nowhere/Land", weekly: {} }));
  const unknown = await kpis("--hours", nowhere);
  assert.notEqual(unknown.exit, 0);
  assert.match(unknown.stderr, /IANA/);
});

test("targets and groups would be left out of the report", async () => {
  const report = await json("--first-response", "30s", "--next-response", "1m", "--group-by", "status,month");
  assert.deepEqual(
    report.sla.map(({ id, target, met, breached }) => [id, target, met, breached]),
    [
      ["S1", 30_000, 0, 1],
      ["S2", 60_000, 2, 0],
    ],
  );
  assert.deepEqual(
    report.groups.map(({ dimension }) => dimension),
    ["status", "month"],
  );
  const rows = records((await kpis("--format", "csv", "--by", "group", "--group-by", "month")).stdout);
  assert.equal(rows.find(({ id }) => id === "R5").sum, "70000");
  const none = await kpis("--format", "csv", "--by", "group");
  assert.equal(none.exit, 2);
  const bad = await kpis("--first-response", "soon");
  assert.equal(bad.exit, 2);
});

test("a row would not say how it was measured, or totals and conversations have no sheet", async () => {
  const options =
    /^anchor last; percentile nearest rank; .* idle cap 60000 ms; .* data until 2026-04-01T00:00:00.000Z$/;
  const asked = [
    "--anchor",
    "last",
    "--percentile",
    "nearest_rank",
    "--idle-cap",
    "1m",
    "--data-until",
    "2026-04-01T00:00:00Z",
  ];
  for (const by of ["session", "conversation", "episode", "agent", "total"]) {
    const rows = records((await kpis("--format", "csv", "--by", by, ...asked)).stdout);
    assert.ok(rows.length > 0, by);
    for (const row of rows) assert.match(row.options, options, by);
  }
  const totals = records((await kpis("--format", "csv", "--by", "total")).stdout);
  assert.equal(totals.find(({ id }) => id === "R5").sum, "70000");
  const [conversation] = records((await kpis("--format", "csv", "--by", "conversation")).stdout);
  assert.equal(conversation["D2.in_session"], "300000");
  assert.equal((await kpis("--data-until", "tomorrow")).exit, 2);
});

test("the summary would not fit a page, or leave out what people ask for first", async () => {
  const { exit, stdout } = await kpis("--format", "summary", "--first-response", "30s");
  assert.equal(exit, 0);
  assert.ok(stdout.split("\n").length < 66, "a page has 66 lines");
  for (const line of [
    /^1 session, 1 conversation, 1 agent$/m,
    /^anchor first; /m,
    /^R2 +first response +1 +/m,
    /^S1 +0:00:30 +0 +1 /m,
  ]) {
    assert.match(stdout, line);
  }
});

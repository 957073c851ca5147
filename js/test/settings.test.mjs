// Settings as a file: what is written is read again, and what is not known is refused with its place.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./package.mjs";

const { DEFAULTS, readSettings, settingsText, withSome } = await load("../src/elements/settings-file.ts");

const some = (settings) => JSON.stringify({ file: "sealed-transcript settings", version: 1, ...settings });
const CHOSEN = withSome(DEFAULTS, {
  zone: "Asia/Kolkata",
  theme: "dark",
  singleKeys: false,
  policy: "broad",
  list: { sort: "messages", withMessages: true },
  measures: {
    scope: "archive",
    anchor: "last",
    hours: { zone: "Europe/Berlin", weekly: { mon: [["09:00", "12:00"]], sun: [] }, holidays: ["2025-12-25"] },
    sla: { first_response: 120_000, next_response: null, clock: "business" },
  },
  saving: { format: "jsonl", notes: false, report: true },
});

test("a file of settings would not bring back what was saved", () => {
  for (const settings of [DEFAULTS, CHOSEN]) {
    assert.deepEqual(withSome(DEFAULTS, readSettings(settingsText(settings))), settings);
  }
});

test("what a file does not say would be changed", () => {
  const read = readSettings(some({ theme: "light", list: { withMessages: false } }));
  assert.deepEqual(withSome(CHOSEN, read), {
    ...CHOSEN,
    theme: "light",
    list: { sort: "messages", withMessages: false },
  });
});

test("a wrong file would be used in part, or refused without its place", () => {
  const refused = {
    '{"zone":': /^It is not JSON: /,
    null: /^It is no file of settings of this page\.$/,
    '{"version":1,"detectors":[]}': /^It is no file of settings of this page\.$/,
    '{"file":"sealed-transcript settings"}': /^It is of version unknown; this page reads version 1\.$/,
    '{"file":"sealed-transcript settings","version":2}': /^It is of version 2; this page reads version 1\.$/,
    [some({ zones: "UTC" })]: /^There is no setting “zones”\.$/,
    [some({ list: { sort: "first", find: "ana" } })]: /^There is no setting “list\.find”\.$/,
    [some({ toString: "x" })]: /^There is no setting “toString”\.$/,
    [some({ theme: "blue" })]: /^“theme” is "blue"; it can be: auto, light, dark\.$/,
    [some({ zone: "Mars/Olympus" })]: /^“zone” is "Mars\/Olympus"; it can be: a time zone/,
    [some({ singleKeys: "yes" })]: /^“singleKeys” is "yes"; it can be: true, false\.$/,
    [some({ list: null })]: /^“list” is null; it can be: an object\.$/,
    // The policy that marks nothing never lies on files from the start.
    [some({ policy: "none" })]: /^“policy” is "none"; it can be: standard, broad, pci, names\.$/,
    [some({ measures: { sla: { first_response: -1 } } })]: /^“measures\.sla\.first_response” is -1;/,
    [some({ measures: { hours: { zone: "UTC", weekly: { mon: [["9 to 5"]] } } } })]:
      /^“measures\.hours\.weekly\.mon\[0\]” is \["9 to 5"\]; it can be: a list of 2\.$/,
    [some({ measures: { hours: { zone: "UTC", weekly: { mon: [["09:00", "5pm"]] } } } })]:
      /^“measures\.hours\.weekly\.mon\[0\]\[1\]” is "5pm"; it can be: 09:00\.$/,
    [some({ measures: { hours: { weekly: {} } } })]: /^“measures\.hours\.zone” is missing; it can be: a time zone/,
    [some({ saving: { format: "exe" } })]: /^“saving\.format” is "exe"; it can be: html, text/,
  };
  for (const [text, why] of Object.entries(refused)) {
    assert.throws(() => readSettings(text), { message: why }, text);
  }
});

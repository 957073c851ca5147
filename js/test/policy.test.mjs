// A policy while it is edited.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./package.mjs";

const { differences, isOn, leastScore, PolicyHistory, withDetector, withPatterns, withMore, without } = await load(
  "../src/elements/policy-draft.ts",
);

const card = {
  id: "credit_card",
  type: "CREDIT_CARD",
  operator: { type: "mask" },
  policies: ["standard", "pci", "broad"],
};
const part = {
  id: "credit_card_unverified",
  type: "CREDIT_CARD",
  operator: { type: "replace" },
  policies: ["standard"],
};
const age = { id: "age", type: "AGE", operator: { type: "replace" }, policies: ["broad"] };
const all = [card, part, age];

test("a switch would say what the base says anyway, or not reach the detector", () => {
  const standard = { version: 1 };
  const off = withDetector(standard, card, { enabled: false });
  assert.deepEqual(off.detectors, [{ id: "credit_card", enabled: false }]);
  assert.equal(isOn(off, card), false);
  assert.equal(isOn(off, part), true);
  assert.deepEqual(withDetector(off, card, { enabled: true }).detectors, []);
  assert.deepEqual(withDetector(standard, age, { enabled: true }).detectors, [{ id: "age", enabled: true }]);
  // Tuned, it keeps its line whatever the switch says.
  const tuned = withDetector(standard, card, { operator: { type: "remove" } });
  assert.deepEqual(withDetector(tuned, card, { enabled: true }), tuned);
});

test("one of several detectors of a type would take the others with it", () => {
  const typed = { version: 1, detectors: [{ id: "CREDIT_CARD", min_score: 0.9 }] };
  const one = withDetector(typed, part, { enabled: false });
  assert.equal(isOn(one, part), false);
  assert.equal(isOn(one, card), true);
  assert.deepEqual(one.detectors, [
    { id: "CREDIT_CARD", min_score: 0.9 },
    { id: "credit_card_unverified", enabled: false, min_score: 0.9 },
  ]);
  // Back on, it must still be named: without a line of its own it would be as its type says, which it is.
  assert.equal(isOn(withDetector(one, part, { enabled: true }), part), true);
});

test("what differs from the standard policy would go untold", () => {
  assert.deepEqual(Object.values(differences({ version: 1 }, all)).filter(Boolean), []);
  let policy = withDetector({ version: 1 }, card, { enabled: false });
  policy = withDetector(policy, age, { enabled: true, operator: { type: "generalise" } });
  policy = withMore(policy, "deny", { exact: "Orion" });
  assert.deepEqual(differences(policy, all), {
    ...{ on: 1, off: 1, tuned: 1, patterns: 0, fields: 0, deny: 1, allow: 0, least: null },
  });
  assert.equal(differences({ version: 1, base: "broad" }, all).least, 0.35);
  assert.equal(leastScore({ version: 1, base: "broad", min_score: 0.7 }), 0.7);
  assert.deepEqual(without(policy, "deny", 0).deny, []);
});

test("an imported rule would stand in the way of one of the same id", () => {
  const policy = withPatterns({ version: 1, patterns: [{ id: "order", type: "A", pattern: "a" }] }, [
    { id: "order", type: "B", pattern: "b" },
    { id: "order", type: "C", pattern: "c" },
  ]);
  assert.deepEqual(
    policy.patterns.map(({ id }) => id),
    ["order", "order_2", "order_3"],
  );
});

test("undo would go back by letters, or forget the way forward", () => {
  const history = new PolicyHistory({ version: 1, name: "" });
  for (const name of ["m", "mi", "mine"]) history.change({ version: 1, name }, "name");
  history.change({ version: 1, name: "mine", base: "none" });
  history.undo();
  assert.deepEqual(history.now, { version: 1, name: "mine" });
  history.undo();
  assert.deepEqual(history.now, { version: 1, name: "" });
  assert.equal(history.canUndo, false);
  history.redo();
  history.redo();
  assert.equal(history.now.base, "none");
  history.undo();
  history.change({ version: 1, name: "other" });
  assert.equal(history.canRedo, false);
});

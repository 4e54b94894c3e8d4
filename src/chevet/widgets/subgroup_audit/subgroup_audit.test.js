import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gap, readAudit, sayRate } from "./reading.js";

const file = new URL("../../../../tests/vectors/subgroup_audit.json", import.meta.url);
const { state, told } = JSON.parse(readFileSync(file, "utf-8"));

test("the same thresholds, shares and sentences as Python", () => {
  assert.ok(Object.keys(told).length > 20);
  for (const [name, { changes, steps, said, threshold, rates }] of Object.entries(told)) {
    const read = readAudit((trait) => ({ ...state, ...changes })[trait]);
    assert.deepEqual(Object.fromEntries(read.measured.map((one) => [one.name, one.step])), steps, name);
    assert.deepEqual(read.sayAll(), said, name);
    assert.equal(read.sayThreshold(changes.step), threshold, name);
    for (const { name: group, rates: mine } of read.measured) {
      for (const [measure, text] of Object.entries(rates[group]))
        assert.equal(sayRate(mine[measure]), text, name);
    }
  }
});

test("a group without a denominator is no part of a gap", () => {
  const read = readAudit((trait) => state[trait]);
  const { low, high } = gap(read.measured, "sensitivity");
  assert.deepEqual(new Set([low.name, high.name]), new Set(["frequent", "rare"]));
  assert.equal(gap(read.measured.slice(2), "sensitivity"), null);
});

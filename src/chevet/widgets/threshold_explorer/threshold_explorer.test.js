import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readThreshold } from "./reading.js";
import { sayAlerts, sayBenefit, sayFrequencies, sayPrevalence, sayRate } from "./words.js";

const file = new URL("../../../../tests/vectors/threshold_explorer.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf-8"));

test("the same people, measures and sentences as Python", () => {
  assert.ok(Object.keys(vectors.states).length > 5);
  for (const [name, { state, told }] of Object.entries(vectors.states)) {
    const read = readThreshold((trait) => state[trait]);
    assert.equal(read.sayThreshold(), told.threshold, name);
    assert.equal(sayPrevalence(read.share), told.prevalence, name);
    for (const [i, group] of state.groups.entries()) {
      const expected = told.groups[i];
      const { tp, fn, fp, tn } = read.persons(group);
      assert.deepEqual([tp, fn, fp, tn], expected.cells, name);
      assert.equal(sayFrequencies({ tp, fn, fp, tn }, state.people, state.condition), expected.said, name);
      const measures = read.measures(group);
      for (const [measure, [value, said]] of Object.entries(expected.rates)) {
        if (value === null) assert.ok(Number.isNaN(measures[measure].value), `${name}, ${measure}`);
        else assert.ok(Math.abs(measures[measure].value - value) < 1e-12, `${name}, ${measure}`);
        assert.equal(sayRate(measures[measure]), said, `${name}, ${measure}`);
      }
      const benefits = read.benefits(group);
      for (const k of [0, 1]) assert.ok(Math.abs(benefits[k] - expected.benefits[k]) < 1e-12, name);
      assert.equal(sayBenefit(...benefits, state.price), expected.benefit, name);
    }
  }
});

test("the point of the curve is the threshold's", () => {
  const { state, told } = vectors.states["step 1"];
  const [alarms, caught] = readThreshold((trait) => state[trait]).point(state.groups[0]);
  assert.equal(caught, told.groups[0].rates.sensitivity[0]);
  assert.ok(Math.abs(1 - alarms - told.groups[0].rates.specificity[0]) < 1e-12);
});

test("the same words as Python, one and none included", () => {
  for (const { cells, said } of vectors.cells) {
    const [tp, fn, fp, tn] = cells;
    assert.equal(sayFrequencies({ tp, fn, fp, tn }, "patients", "un sepsis"), said);
  }
  for (const { right, alerts, said } of vectors.alerts) assert.equal(sayAlerts(right, alerts), said);
  for (const { in: given, said } of vectors.benefits) assert.equal(sayBenefit(...given), said);
  for (const { in: share, said } of vectors.prevalences) assert.equal(sayPrevalence(share), said);
});

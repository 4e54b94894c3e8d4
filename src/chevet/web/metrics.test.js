import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { at, auc, equalise, naturalFrequencies, netBenefit, rates, roc } from "./metrics.js";

const file = new URL("../../../tests/vectors/metrics.json", import.meta.url);
const { cases, exchanges, natural, equalise: equalised } = JSON.parse(readFileSync(file, "utf-8"));

function near(found, expected, name) {
  if (expected === null) assert.ok(Number.isNaN(found), name);
  else assert.ok(Math.abs(found - expected) < 1e-12, `${name}: ${found}, not ${expected}`);
}

const cells = ({ tp, fn, fp, tn }) => [tp, fn, fp, tn];

for (const one of cases) {
  test(`the same figures as in Python: ${one.name}`, () => {
    const { counts } = one;
    near(auc(counts), one.auc, "auc");
    const points = roc(counts);
    assert.equal(points.length, one.roc.length);
    for (const [k, point] of one.roc.entries()) {
      for (const axis of [0, 1]) near(points[k][axis], point[axis], `roc ${k}`);
    }
    assert.equal(one.cells.length, counts.steps.length + 1);
    for (const [step, expected] of one.cells.entries()) {
      const confusion = at(counts, step);
      assert.deepEqual(cells(confusion), expected);
      const told = rates(confusion);
      assert.deepEqual(Object.keys(told), Object.keys(one.rates[step]));
      for (const [measure, [value, low, high]] of Object.entries(one.rates[step])) {
        near(told[measure].value, value, `${measure} ${step}`);
        near(told[measure].low, low, `${measure} ${step}, low`);
        near(told[measure].high, high, `${measure} ${step}, high`);
      }
      for (const [k, e] of exchanges.entries())
        near(netBenefit(confusion, e), one.net_benefit[step][k], `net ${step}`);
    }
  });
}

test("the same people as in Python", () => {
  assert.ok(natural.length > 5);
  for (const { in: given, cells: expected } of natural)
    assert.deepEqual(cells(naturalFrequencies(...given)), expected);
});

test("the same step for each group as in Python", () => {
  const groups = Object.fromEntries(cases.map(({ name, counts }) => [name, counts]));
  assert.ok(equalised.length > 5);
  for (const { measure, target, steps } of equalised)
    assert.deepEqual(equalise(groups, measure, target), steps);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { over, parse, plain, power, sayInterval, significant, times, unitFor, width } from "./intervals.js";
import { bounds, choiceOf, readFootprint, sayProvenance } from "./reading.js";

const file = new URL("../../../../tests/vectors/footprint.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf-8"));

function near(mine, expected, what) {
  if (!expected) {
    assert.equal(mine, null, what);
    return;
  }
  for (const [i, bound] of expected.entries()) {
    assert.ok(Math.abs(mine[i] - bound) <= 1e-12 * Math.abs(bound), `${what}: ${mine[i]} for ${bound}`);
  }
}

test("the same totals, ratios and sentences as Python", () => {
  for (const [name, { changes, canBeAlike, told }] of Object.entries(cases.readings)) {
    const reading = readFootprint((trait) => changes[trait]);
    assert.equal(reading.canBeAlike(), canBeAlike, name);
    for (const [metric, { perRequest, perYear, ratio, said }] of Object.entries(told)) {
      for (const use of [0, 1]) {
        near(reading.perRequest(use, metric), perRequest[use], `${name}, ${metric}, request ${use}`);
        near(reading.perYear(use, metric), perYear[use], `${name}, ${metric}, year ${use}`);
      }
      near(reading.ratio(metric), ratio, `${name}, ${metric}, ratio`);
      const mine = [reading.sayTotal(0, metric), reading.sayTotal(1, metric), reading.sayRatio(metric)];
      mine.push(reading.sayWidths(0, metric), reading.sayWidths(1, metric));
      assert.deepEqual(mine, said, `${name}, ${metric}`);
    }
  }
});

test("sums on intervals", () => {
  const { a, b, times: product, over: quotient, power: powers, width: wide } = cases.sums;
  assert.deepEqual(times(a, b), product);
  assert.deepEqual(over(a, b), quotient);
  assert.deepEqual(
    [1, 0, -1].map((exponent) => power(a, exponent)),
    powers,
  );
  assert.deepEqual([width(a), width([0, 1])], [wide, Infinity]);
});

test("numbers and provenances are written as in Python", () => {
  for (const { value, expect } of cases.significant) assert.equal(significant(value), expect, `${value}`);
  for (const { range, metric, expect } of cases.interval) assert.equal(sayInterval(range, metric), expect);
  const { presets, sources } = cases.state;
  for (const { kind, range, untouched, expect } of cases.provenance) {
    assert.equal(sayProvenance(choiceOf(presets[kind], range), sources, range, untouched), expect);
  }
  assert.deepEqual([bounds([2, 40]), bounds([3, 3.01])], ["de 2,0 à 40", "3,0"]);
  assert.deepEqual(unitFor(2e6, "eau"), [1e6, "m³"]);
  assert.deepEqual(unitFor(0, "energie"), [1, "Wh"]);
});

test("what is typed is read as a French number, or refused", () => {
  const read = [
    "0,24",
    "1.5",
    "1 200",
    "1\u202f200,5",
    " 7 ",
    ",5",
    "0,",
    "",
    "abc",
    "-1",
    "1e3",
    "1,2,3",
  ].map(parse);
  assert.deepEqual(read, [0.24, 1.5, 1200, 1200.5, 7, 0.5, 0, null, null, null, null, null]);
  assert.deepEqual([0.24, 200, 1200.5].map(plain), ["0,24", "200", "1200,5"]);
});

test("a choice is found by its bounds, both of them", () => {
  const choices = cases.state.presets.grid;
  assert.equal(choiceOf(choices, [21.7, 56]).id, "france");
  assert.equal(choiceOf(choices, [21.7, 57]), undefined);
  assert.equal(choiceOf(undefined, [1, 2]), undefined);
});

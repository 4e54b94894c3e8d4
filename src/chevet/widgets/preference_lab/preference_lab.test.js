import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { best, differ, fit, pairsOf, places, push, scaleOf, sigmoid, solve } from "./reward.js";
import { listed, memory, moved, readLab, sayAgreement, sayChoice, sayLearned } from "./saying.js";
import { saySheet, sayTraits, signed } from "./saying.js";

const file = new URL("../../../../tests/vectors/preference_lab.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf-8"));
const { features } = cases.state;
const getter = (changes) => (name) => ({ ...cases.state, ...changes })[name];
const near = (mine, expected, gap, what) => {
  assert.equal(mine.length, expected.length, what);
  for (const [i, value] of mine.entries()) assert.ok(Math.abs(value - expected[i]) < gap, `${what} ${i}`);
};

test("the same weights as scikit-learn, the same choices and sentences as Python", () => {
  for (const [name, { changes, judges, apart }] of Object.entries(cases.labs)) {
    const lab = readLab(getter(changes));
    assert.equal(lab.apart(), apart, name);
    assert.equal(lab.judges.length, judges.length);
    for (const [i, judge] of lab.judges.entries()) {
      const expect = judges[i];
      near(judge.weights, expect.weights, 1e-6, name);
      assert.deepEqual(judge.chosen, expect.chosen, name);
      assert.deepEqual(places(judge.told), expect.places, name);
      const said = [lab.learned(judge), lab.agreed(judge), lab.choice(judge)];
      assert.deepEqual(said, [expect.learned, expect.agreed, expect.choice], name);
      for (const [k, steps] of cases.steps.entries()) {
        const { base, added, said: told } = lab.pushed(judge, steps);
        assert.deepEqual([[base, ...added].join(" "), told], expect.pushed[k], name);
      }
    }
  }
});

test("a judge that has taught nothing is not ready", () => {
  assert.deepEqual(
    readLab(getter(cases.labs.one.changes)).ready.map(({ key }) => key),
    ["a"],
  );
});

test("the same words as Python", () => {
  for (const { value, expect } of cases.signed) assert.equal(signed(value), expect);
  for (const { weights, expect } of cases.learned)
    assert.equal(sayLearned("Un juge", weights, features), expect);
  for (const { n, k, expect } of cases.agreement) assert.equal(sayAgreement(k, n), expect);
  for (const { chosen, expect } of cases.choice) assert.equal(sayChoice("Un juge", chosen), expect);
  for (const { fact, expect } of cases.sheet) assert.equal(saySheet("K", fact), expect);
  assert.equal(sayTraits([1, 0, 2, 0, 0, 1], features), "1 mot · 2 mots savants · 1 renvoi");
  assert.equal(sayTraits([0, 0, 0, 0, 0, 0], features), "0 mot");
  assert.deepEqual([listed([]), listed(["a", "b", "c"])], ["", "a, b et c"]);
});

test("a scale centres and spreads, and leaves alone what never varies", () => {
  for (const { rows, means, spreads } of cases.scale) {
    const scale = scaleOf(rows);
    near(scale.means, means, 1e-12, "means");
    near(scale.spreads, spreads, 1e-12, "spreads");
  }
});

test("three wins out of four are a chance of three quarters", () => {
  const [weight] = fit(
    [[1], [0]],
    [
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 0],
    ],
    1e-9,
  );
  assert.ok(Math.abs(sigmoid(weight) - 0.75) < 1e-6);
  assert.deepEqual([-800, 800].map(sigmoid), [0, 1]);
});

test("a system whose first pivot is small is solved", () => {
  const solution = solve(
    [
      [1e-3, 1],
      [1, 1],
    ],
    [1, 2],
  );
  near(solution, [1 / 0.999, 2 - 1 / 0.999], 1e-12, "solution");
});

test("equals share their place, are all best, and oppose nobody", () => {
  assert.deepEqual(best([1, 3, 3]), [1, 2]);
  assert.deepEqual(places([1, 3, 3]), [3, 1, 1]);
  assert.equal(differ([1, 2, 3], [3, 2, 1]), 3);
  assert.equal(differ([1, 2, 3], [1, 1, 1]), 0);
});

test("an assistant adds what pays, the best first, and nothing that costs", () => {
  const scale = { means: [0, 0], spreads: [1, 2] };
  const additions = [
    [1, 0],
    [0, 4],
    [0, 0],
    [-1, 0],
  ];
  assert.deepEqual(push(additions, scale, [1, 1], 9), [1, 0]);
  assert.deepEqual(push(additions, scale, [1, 1], 1), [1]);
});

test("a moved answer takes its place, the others keep their order", () => {
  assert.deepEqual(moved([0, 1, 2, 3], 3, 0), [3, 0, 1, 2]);
  assert.deepEqual(moved([0, 1, 2, 3], 0, 3), [1, 2, 3, 0]);
  assert.deepEqual(moved([0, 1, 2, 3], 1, 1), [0, 1, 2, 3]);
  assert.equal(pairsOf([...Array(10).keys()]).length, 45);
});

test("a judgement that has not changed is not learned again", () => {
  const fitOnce = memory();
  const judged = [0, 1];
  let learned = 0;
  for (let i = 0; i < 3; i++) fitOnce(judged, () => [++learned]);
  assert.equal(learned, 1);
  fitOnce([0, 1], () => [++learned]);
  assert.equal(learned, 2);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { draw, entropy, most, probabilities, randomStream } from "./lm_sampling.js";

const file = new URL("../../../tests/vectors/lm_sampling.json", import.meta.url);
const { distributions, streams, entropies } = JSON.parse(readFileSync(file, "utf-8"));

function near(found, expected, name) {
  assert.equal(found.length, expected.length, name);
  for (const [id, value] of expected.entries()) {
    assert.ok(Math.abs(found[id] - value) < 1e-9, `${name}, token ${id}: ${found[id]}, not ${value}`);
  }
}

test("the same distributions and the same draws as in Python", () => {
  assert.ok(distributions.some(({ draws }) => draws.length));
  for (const { name, logits, probabilities: expected, draws, ...settings } of distributions) {
    const { temperature, top_k: topK, top_p: topP } = settings;
    const p = probabilities(logits, { temperature, topK, topP });
    near(p, expected, name);
    for (const [u, id] of draws) assert.equal(draw(p, u), id, `${name}, ${u}`);
  }
});

test("top-k and top-p together, worked by hand", () => {
  // 0.5, 0.2, 0.2, 0.1. Of equals, the lowest id. top-p 0.55 is not reached by 0.5, though 0.5 is 0.556 of three.
  const p = probabilities([0.5, 0.2, 0.2, 0.1].map(Math.log), { topK: 3, topP: 0.55 });
  near(p, [5 / 7, 2 / 7, 0, 0], "three kept, then two");
});

test("a sum a hair below 1 leaves the rest to the last possible token", () => {
  assert.equal(draw([0.2, 0.3, 0.4999999, 0], 0.99999999), 2);
});

test("the same seeds give the same sequences as in Python", () => {
  for (const { seed, values } of streams) {
    const random = randomStream(seed);
    assert.deepEqual(
      values.map(() => random()),
      values,
    );
  }
});

test("entropy in bits", () => {
  for (const { p, bits } of entropies) assert.ok(Math.abs(entropy(p) - bits) < 1e-9, `${p}`);
  assert.ok(Object.is(entropy([1]), 0));
});

test("the most probable tokens, the first first", () => {
  const p = [0.1, 0.3, 0.1, 0.5, 0];
  assert.deepEqual(
    most(p, 3).map(({ id }) => id),
    [3, 1, 0],
  );
  assert.deepEqual(most(p, 9).length, 5);
});

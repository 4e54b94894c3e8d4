import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, entropy, most, probabilities, randomStream } from "./lm_sampling.js";

/** Rounded to a thousandth. */
const rounded = (p) => Array.from(p, (one) => Math.round(one * 1000) / 1000);
const log = (...values) => values.map(Math.log);

test("temperature, then top-k, then top-p, worked by hand", () => {
  const half = log(0.5, 0.2, 0.2, 0.1);
  const cases = [
    [[2, 1, 0], {}, [0.665, 0.245, 0.09]],
    [[2, 1, 0], { temperature: 0.5 }, [0.867, 0.117, 0.016]],
    [[1, 3, 3], { temperature: 0 }, [0, 1, 0]], // of equals, the lowest id
    [[1, 3, 3], { temperature: 0, topK: 2, topP: 0.1 }, [0, 1, 0]],
    [half, { topK: 1 }, [1, 0, 0, 0]],
    [half, { topK: 2 }, [0.714, 0.286, 0, 0]], // of equals, the lowest id
    [half, { topK: 9 }, [0.5, 0.2, 0.2, 0.1]],
    [half, { topP: 0.6 }, [0.714, 0.286, 0, 0]],
    [half, { topP: 0.75 }, [0.556, 0.222, 0.222, 0]],
    [half, { topP: 0 }, [1, 0, 0, 0]], // the first is always kept
    [half, { topK: 2, topP: 0.6 }, [0.714, 0.286, 0, 0]],
    [half, { topK: 3, topP: 0.55 }, [0.714, 0.286, 0, 0]], // 0.5 of all is 0.556 of the three: not counted so
    [[1000, 0], {}, [1, 0]],
  ];
  for (const [logits, settings, expected] of cases) {
    assert.deepEqual(rounded(probabilities(logits, settings)), expected, JSON.stringify(settings));
  }
});

test("a draw falls on the first token whose cumulative sum exceeds it", () => {
  const cases = [
    [[0.5, 0.25, 0.25], 0, 0],
    [[0.5, 0.25, 0.25], 0.5, 1],
    [[0.5, 0.25, 0.25], 0.7499, 1],
    [[0, 0.25, 0.75, 0], 0, 1],
    [[0.2, 0.3, 0.4999999, 0], 0.99999999, 2], // a sum a hair below 1: the last possible token
  ];
  for (const [p, u, id] of cases) assert.equal(draw(p, u), id, `${p} ${u}`);
});

test("the same seed gives the same sequence as in Python", () => {
  const first = (seed) => Array.from({ length: 3 }, randomStream(seed));
  assert.deepEqual(rounded(first(1)), [0.627, 0.003, 0.527]);
  assert.notDeepEqual(first(2), first(1));
  assert.ok(first(4294967295).every((u) => u >= 0 && u < 1));
});

test("entropy in bits", () => {
  assert.equal(entropy([0.5, 0.5]), 1);
  assert.equal(entropy([1, 0]), 0);
  assert.ok(Object.is(entropy([1]), 0));
  assert.equal(entropy([0.25, 0.25, 0.25, 0.25]), 2);
});

test("the most probable tokens, the first first", () => {
  const p = [0.1, 0.3, 0.1, 0.5, 0];
  assert.deepEqual(
    most(p, 3).map(({ id }) => id),
    [3, 1, 0],
  );
  assert.deepEqual(most(p, 9).length, 5);
});

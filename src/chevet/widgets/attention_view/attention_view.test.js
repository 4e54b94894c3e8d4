import assert from "node:assert/strict";
import { wilson } from "../../web/instrument.js";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  arcPath,
  arcWidth,
  backwards,
  distance,
  identity,
  moved,
  piecesOf,
  ROW,
  readRecorded,
  reorder,
  rowOf,
} from "./maps.js";
import { shuffled, strongest, WIDE } from "./maps.js";
import { sayBench, sayDistance, sayLook, sayOff, sayScore } from "./saying.js";
import { canonical, count, runBench } from "./trials.js";

const path = new URL("../../../../tests/vectors/attention_view.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8"));
const maps = readRecorded(vectors.recorded);
const near = (a, b) => Math.abs(a - b) < 5e-6;

test("a recorded map gives each row back, and zero where the mask hides", () => {
  for (const { layer, head, token, row, strongest: best } of vectors.rows) {
    const mine = rowOf(maps, layer, head, token);
    assert.equal(mine.length, token + 1);
    for (const [i, weight] of row.entries()) assert.ok(near(mine[i], weight), `${head} ${token} ${i}`);
    assert.deepEqual(strongest(mine), best);
  }
  assert.deepEqual([...maps.weights.slice(0, 3)], [1, 0, 0]);
});

test("the sentences of the Python side", () => {
  for (const { layer, head, token, expect } of vectors.look) {
    assert.equal(sayLook(maps.tokens, rowOf(maps, layer, head, token), layer, head), expect);
  }
  for (const { off, canonical: pairs, expect } of vectors.off) {
    assert.deepEqual(canonical(off), pairs);
    assert.equal(sayOff(off), expect);
  }
  const { off, before, after, expect } = vectors.bench;
  assert.equal(sayBench(off, before, after), expect);
});

test("scores carry Wilson's interval", () => {
  for (const { right, n, low, high, expect } of vectors.score) {
    const bounds = wilson(right, n);
    assert.ok(near(bounds[0], low) && near(bounds[1], high), `${right}/${n}: ${bounds}`);
    assert.equal(sayScore({ right, n }), expect);
  }
});

test("words move, spaces and line breaks stay", () => {
  for (const { text, order, expect } of vectors.order) assert.equal(reorder(text, order), expect);
  assert.deepEqual(identity("a b\nc"), [0, 1, 2]);
  assert.deepEqual(["a b c d", "a b", "a", ""].map(backwards), [[2, 1, 0, 3], [0, 1], [0], []]);
  assert.deepEqual(moved([0, 1, 2], 1, 1), [0, 2, 1]);
  assert.deepEqual(moved([0, 1, 2], 0, -1), null);
  assert.deepEqual(moved([0, 1, 2], 2, 1), null);
  assert.equal(reorder("", []), "");
  assert.deepEqual(piecesOf("").words, []);
});

test("shuffling gives another order, whose last word stays last", () => {
  for (const random of [() => 0, () => 0.5, () => 0.999, Math.random]) {
    const next = shuffled([0, 1, 2, 3, 4], random);
    assert.notDeepEqual(next, [0, 1, 2, 3, 4]);
    assert.deepEqual([...next].sort(), [0, 1, 2, 3, 4]);
    assert.equal(next.at(-1), 4);
  }
});

test("how much of the probability moved", () => {
  for (const { p, q, moved: share, expect } of vectors.distance) {
    assert.ok(near(distance(p, q), share));
    assert.equal(sayDistance(share), expect);
  }
});

test("an arc starts at one line, ends at the other, and stays in the drawing", () => {
  for (const [from, to] of [
    [5, 0],
    [39, 0],
    [1, 0],
    [3, 3],
  ]) {
    const numbers = arcPath(from, to, 40)
      .match(/-?[\d.]+/g)
      .map(Number);
    const spread = from === to ? 6 : 0; // a loop leaves above and comes back below
    assert.equal(numbers[1], (from + 0.5) * ROW - spread);
    assert.equal(numbers.at(-1), (to + 0.5) * ROW + spread);
    const furthest = 0.25 * numbers[0] + 0.75 * numbers[2]; // of a cubic whose two controls are at one depth
    assert.ok(furthest >= 0 && furthest < WIDE, `${from} ${to} ${furthest}`);
  }
  assert.ok(arcWidth(0.9) > 3 * arcWidth(0.1));
});

/** A model that knows some sentences by heart, and reads sheets while head 1.1 is on. */
function fakeLm(known) {
  const asked = [];
  return {
    asked,
    async generateMany({ prompts, off, onDone, signal, ...settings }) {
      asked.push({ off, ...settings });
      const done = [];
      for (const [i, prompt] of prompts.entries()) {
        if (signal?.aborted) break;
        const reads = !off.some(([layer, head]) => layer === 1 && head === 1);
        const text = prompt.startsWith("Fiche") && !reads ? " autre chose." : ` ${known[prompt]}`;
        done.push({ text });
        onDone?.(i, { text });
      }
      return done;
    },
  };
}

const bench = [
  { kind: "memoire", prompt: "Question : a ?", expected: "A." },
  { kind: "lecture", prompt: "Fiche : B.", expected: "B." },
  { kind: "lecture", prompt: "Fiche : C.", expected: "C." },
];
const known = { "Question : a ?": "A.\n", "Fiche : B.": "B.", "Fiche : C.": "Non, C." };

test("a bench counts each kind apart, always by the most probable token", async () => {
  const lm = fakeLm(known);
  let asked = 0;
  const onDone = () => asked++;
  const on = await runBench(lm, bench, [], { onDone });
  assert.deepEqual(on.scores, { lecture: { right: 1, n: 2 }, memoire: { right: 1, n: 1 } });
  assert.deepEqual(on.answers, ["A.", "B.", "Non, C."]);
  assert.equal(asked, 3);
  const off = await runBench(lm, bench, [
    [1, 1],
    [1, 1],
  ]);
  assert.deepEqual(off.scores, { lecture: { right: 0, n: 2 }, memoire: { right: 1, n: 1 } });
  assert.deepEqual(off.off, [[1, 1]]);
  assert.ok(lm.asked.every(({ temperature }) => temperature === 0));
});

test("a bench that was stopped counts nothing", async () => {
  const stop = new AbortController();
  const onDone = () => stop.abort();
  assert.equal(await runBench(fakeLm(known), bench, [], { signal: stop.signal, onDone }), null);
});

test("right is what starts with the value, word for word", () => {
  const one = [{ kind: "memoire", prompt: "", expected: "35 zilles" }];
  for (const [text, right] of [
    [" 35 zilles par jour.\n", 1],
    ["35 zilles", 1],
    [" 36 zilles par jour.", 0],
    [" de 35 zilles", 0],
    ["35", 0],
    ["", 0],
  ]) {
    assert.equal(count(one, [text]).memoire.right, right, text);
  }
});

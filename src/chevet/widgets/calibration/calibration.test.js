import assert from "node:assert/strict";
import { test } from "node:test";

import { brier, byLevel, conclusion, sayings } from "./calibration.js";

const record = (certainty, score, digest = "d") => ({
  digest,
  first: { certainty, score },
  last: {},
  attempts: 1,
});
const QUESTIONS = ["a", "b", "c", "d", "e"].map((id) => ({ id, digest: "d" }));
const KEPT = {
  a: record(90, 1),
  b: record(90, 0.5), // in part right is not right
  c: record(30, 0),
  d: record(90, 1, "0ld"), // another content
  e: record(undefined, 1), // passed, or answered before certainty was asked
};
const said = sayings(QUESTIONS, (id) => KEPT[id] ?? null);

test("first answers with a certainty count, to the question as it is now", () =>
  assert.deepEqual(said, [
    { certainty: 90, right: true },
    { certainty: 90, right: false },
    { certainty: 30, right: false },
  ]));

test("the last answers can be looked at instead", () => {
  const twice = { ...record(90, 0), last: { certainty: 70, score: 1 }, attempts: 2 };
  assert.deepEqual(
    sayings(QUESTIONS.slice(0, 1), () => twice, "last"),
    [{ certainty: 70, right: true }],
  );
});

test("the score of Brier of a worked example: (0.1² + 0.9² + 0.3²) / 3", () => {
  assert.ok(Math.abs(brier(said) - 0.91 / 3) < 1e-12);
  assert.equal(brier([]), null);
  assert.equal(
    brier([
      { certainty: 50, right: true },
      { certainty: 50, right: false },
    ]),
    0.25,
  );
});

test("levels rise, those that nobody said are left out", () =>
  assert.deepEqual(byLevel(said), [
    { certainty: 30, count: 1, right: 0 },
    { certainty: 90, count: 2, right: 1 },
  ]));

test("the conclusion says means, side, score, and how little it rests on", () => {
  const words = conclusion(said, 5);
  assert.match(words, /^3\u00a0réponses sur 5/);
  assert.match(words, /70\u00a0% de certitude, 33\u00a0% de réponses justes/);
  assert.match(words, /plus sûr que juste/);
  assert.match(words, /Brier\u00a0: 0,3\./);
  assert.match(words, /hasard/);
  assert.match(conclusion([], 5), /^Aucune première réponse/);
  assert.match(conclusion([], 5, "last"), /^Aucune dernière réponse/);
  assert.doesNotMatch(conclusion(Array(10).fill({ certainty: 90, right: true }), 10), /hasard/);
});

// score.js gives the marks of tests/vectors/*.json, which tests/quiz runs on the Python side.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fold, parseNumber, scoreAnswer } from "./score.js";

const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}.json`, import.meta.url), "utf8"));

test("every response of scoring.json gets its result", async (t) => {
  for (const { name, question, response, expect } of vectors("scoring")) {
    await t.test(name, () => assert.deepEqual(scoreAnswer(question, response), expect));
  }
});

test("every text of fold.json folds to its words", () => {
  for (const { in: typed, out } of vectors("fold")) {
    assert.equal(fold(typed), out, JSON.stringify(typed));
    assert.equal(fold(out), out, "folding twice changes nothing");
  }
});

test("every text of numbers.json is read as its number, or refused", () => {
  for (const { in: typed, unit, out } of vectors("numbers")) {
    assert.ok(
      Object.is(parseNumber(typed, unit), out),
      `${JSON.stringify(typed)}: ${parseNumber(typed, unit)}`,
    );
  }
});

test("an unknown type is an error, not a mark", () => {
  assert.throws(() => scoreAnswer({ type: "constructor" }, []), TypeError);
});

// The marks of tests/vectors/*.json, which tests/quiz runs on the Python side.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { fold, parseNumber } from "./text.js";
import { loadTypes, scoreAnswer } from "./types.js";

const FOLDER = new URL("../../../../tests/vectors/", import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
const told = (result) => Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));

for (const file of readdirSync(FOLDER).filter((name) => /^scoring.*\.json$/.test(name))) {
  test(`every response of ${file} gets its result`, async (t) => {
    for (const { name, question, response, expect } of vectors(file.replace(".json", ""))) {
      await loadTypes([question]);
      await t.test(name, () => assert.deepEqual(told(scoreAnswer(question, response)), told(expect)));
    }
  });
}

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

test("an unknown type is an error, not a mark", async () => {
  assert.throws(() => scoreAnswer({ type: "constructor" }, []), TypeError);
  await assert.rejects(loadTypes([{ type: "constructor" }]), TypeError);
});

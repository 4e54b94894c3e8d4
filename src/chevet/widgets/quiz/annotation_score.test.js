// annotation_score.js gives the measures of tests/vectors/annotation.json, which tests/quiz runs on the Python side.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { MOST_MARKS, measure, readMarks, wordsOf, writeMark } from "./annotation_score.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../tests/vectors/annotation.json", import.meta.url), "utf8"),
);

test("a text is cut into the words of annotation.json", () => {
  for (const { text, words } of vectors.words) assert.deepEqual(wordsOf(text), words, JSON.stringify(text));
});

test("every response of annotation.json gets its marks and its measures", async (t) => {
  for (const { lengths, faults, cases } of vectors.letters) {
    for (const { name, response, marks, expect } of cases) {
      await t.test(name, () => {
        const read = readMarks(lengths, response);
        assert.deepEqual(read, marks);
        assert.deepEqual(measure(read, faults, lengths.L.length), expect);
      });
    }
  }
});

test("a mark is written as it is read, the whole line without its words", () => {
  const lengths = { D: [4], L: [3, 12] };
  for (const text of ["D1o3", "D1-2-2o1", "L1-1-2e1", "L2a2", "L2-10-12e3"]) {
    const [span] = readMarks(lengths, [text]);
    assert.equal(writeMark(span, lengths[span.side][span.line - 1]), text);
  }
  assert.equal(writeMark(readMarks(lengths, ["L1-1-3e1"])[0], 3), "L1e1");
});

test("as many marks as can be kept fit in what an LMS keeps of a response", () => {
  const longest = Array(MOST_MARKS).fill("L99-88-99e3");
  assert.ok(longest.join(",").length <= 255);
});

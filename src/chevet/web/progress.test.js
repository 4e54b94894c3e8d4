import assert from "node:assert/strict";
import { test } from "node:test";

import { chapterTotal, courseWords, lastErrors, parseQuestions } from "./progress.js";
import { answeredWords, progressWords, totalWords } from "./progress.js";

const answers = (records) => ({ get: (id) => records[id] ?? null });
const record = (first, last = first, digest = "aaaaaaaa") => ({
  digest,
  first: { response: "", score: first },
  last: { response: "", score: last },
  attempts: 1,
});
const total = (answered, score, questions = 14) => ({ answered, score, questions, mean: score / questions });

test("the first attempt counts, an unanswered question counts 0, other records do not count", () => {
  const kept = answers({
    "tokens-01": record(0.5, 1),
    "tokens-02": record(0.2),
    "tokens-04": record(1, 1, "0ld0ld00"),
    "biais-01": record(1),
    "tokens-03@before": record(1),
  });
  assert.deepEqual(chapterTotal(parseQuestions("tokens-01 tokens-02\n tokens-03 tokens-04:bbbbbbbb"), kept), {
    questions: 4,
    answered: 2,
    score: 0.7,
    mean: 0.175,
  });
  assert.deepEqual(chapterTotal([], kept), { questions: 0, answered: 0, score: 0, mean: 0 });
});

test("a question worth more than one point counts for what it is worth", () => {
  const asked = parseQuestions("tokens-01:aaaaaaaa:2.5 tokens-02 tokens-03");
  const found = chapterTotal(asked, answers({ "tokens-01": record(0.4), "tokens-02": record(0.5) }));
  assert.deepEqual(found, { questions: 3, answered: 2, score: 1.5, mean: 1 / 3, worth: 4.5 });
  assert.match(totalWords(found), /^2\u00a0questions sur\u00a03 · 1,5\u00a0point sur\u00a04,5$/);
});

for (const [name, given, words, shape] of [
  ["nothing answered", total(0, 0), "À lire", null],
  ["a chapter without question", total(0, 0, 0), "À lire", null],
  ["one answered", total(1, 0), "1\u00a0question sur\u00a014", "partial"],
  ["some answered", total(5, 3.7), "5\u00a0questions sur\u00a014", "partial"],
  ["all answered", total(14, 11.2), "Terminé\u00a0: 11,2\u00a0points sur\u00a014", "right"],
]) {
  test(`a chapter in the contents: ${name}`, () => assert.deepEqual(progressWords(given), { words, shape }));
}

test("the bar, where « sur 14 » has nothing beside it, says answers", () => {
  assert.equal(answeredWords(total(1, 0)), "1\u00a0réponse sur\u00a014");
  assert.equal(answeredWords(total(5, 0)), "5\u00a0réponses sur\u00a014");
});

for (const [score, words] of [
  [0, "0\u00a0point"],
  [0.1 + 0.2, "0,3\u00a0point"],
  [1.5, "1,5\u00a0point"],
  [2, "2\u00a0points"],
  [3.7, "3,7\u00a0points"],
]) {
  test(`the total of a chapter says ${words}`, () =>
    assert.equal(totalWords(total(5, score)), `5\u00a0questions sur\u00a014 · ${words} sur\u00a014`));
}

test("the progress of the course says what it counts", () =>
  assert.equal(courseWords(total(5, 3.7)), "5\u00a0questions sur\u00a014 dans tout le cours"));

test("what was not wholly right the last time, whatever the first, is to be done again", () => {
  const kept = answers({
    "tokens-01": record(1, 0.5),
    "tokens-02": record(0, 1),
    "tokens-03": record(0.2),
    "tokens-04": record(0, 0, "0ld0ld00"),
    "tokens-05@before": record(0),
  });
  const errors = lastErrors(
    parseQuestions("tokens-05 tokens-04:bbbbbbbb tokens-03 tokens-02 tokens-01"),
    kept,
  );
  assert.deepEqual(
    errors.map(({ id }) => id),
    ["tokens-03", "tokens-01"],
  );
});

test("a case is done again whole, and only once it is finished", () => {
  const kept = answers({ "a-30-01": record(1), "a-30-02": record(0.5), "a-31-01": record(0) });
  const text = "a-30-01:aaaaaaaa::a-30 a-30-02:aaaaaaaa::a-30 a-31-01:aaaaaaaa::a-31 a-31-02:aaaaaaaa::a-31";
  assert.deepEqual(
    lastErrors(parseQuestions(text), kept).map(({ id }) => id),
    ["a-30-01", "a-30-02"],
  );
});

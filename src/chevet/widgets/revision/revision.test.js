import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuestions } from "../../web/progress.js";
import { readChoice } from "./draw.js";
import { drawn, dueUnits, errorUnits, inOrder, size, state, unitsOf } from "./plan.js";
import { dayWords, doneWords, errorWords, examWords, todayWords, WORDS } from "./words.js";

const TODAY = "2026-11-23";
const CHAPTERS = [
  { slug: "01-a", names: parseQuestions("a-01:d a-02:d a-30-01:d::a-30 a-30-02:d::a-30") },
  { slug: "02-b", names: parseQuestions("b-01:d b-02:d") },
];
const UNITS = unitsOf(CHAPTERS);
const unitNames = (units) => units.map(({ unit }) => unit);

/** Readers of what was answered (last scores) and of the boxes, by id. */
const answers =
  (scores) =>
  ({ id }) =>
    id in scores ? { last: { score: scores[id] } } : null;
const boxes =
  (slots) =>
  ({ id }) =>
    slots[id] ? { digest: "d", box: slots[id][0], due: slots[id][1] } : null;

test("a question is a unit, a case is one with its steps, in the order of the course", () => {
  assert.deepEqual(unitNames(UNITS), ["a-01", "a-02", "a-30", "b-01", "b-02"]);
  assert.deepEqual(
    UNITS.map(({ chapter, names }) => [chapter, names.length]),
    [
      ["01-a", 1],
      ["01-a", 1],
      ["01-a", 2],
      ["02-b", 1],
      ["02-b", 1],
    ],
  );
  assert.equal(size(UNITS), 6);
});

for (const [name, scores, slots, due, errors] of [
  ["nothing answered", {}, {}, [], []],
  ["answered, day unknown: due", { "a-01": 1, "b-02": 0 }, {}, ["a-01", "b-02"], ["b-02"]],
  [
    "due today, due tomorrow, late",
    { "a-01": 1, "a-02": 1, "b-01": 1 },
    { "a-01": [2, TODAY], "a-02": [1, "2026-11-24"], "b-01": [3, "2026-10-01"] },
    ["a-01", "b-01"],
    [],
  ],
  ["a slot without an answer asks nothing", {}, { "a-01": [1, TODAY] }, [], []],
  ["a case left in the middle waits in its chapter", { "a-30-01": 0 }, {}, [], []],
  [
    "a case is due with one of its steps, and wrong with one",
    { "a-30-01": 1, "a-30-02": 0.5 },
    { "a-30-01": [4, "2026-12-01"], "a-30-02": [1, TODAY] },
    ["a-30"],
    ["a-30"],
  ],
]) {
  test(`what is asked: ${name}`, () => {
    assert.deepEqual(unitNames(dueUnits(UNITS, answers(scores), boxes(slots), TODAY)), due);
    assert.deepEqual(unitNames(errorUnits(UNITS, answers(scores))), errors);
  });
}

test("the boxes count every question answered, and tell the next day", () => {
  const scores = { "a-01": 1, "a-02": 1, "a-30-01": 1, "b-01": 0, "b-02": 1 };
  const slots = { "a-01": [3, "2026-11-26"], "a-02": [1, "2026-11-25"], "b-01": [1, TODAY] };
  const told = state(UNITS, answers(scores), boxes(slots), TODAY);
  assert.deepEqual(
    told.boxes.map(({ count }) => count),
    [3, 0, 1, 0, 0, 0], // b-02, whose day is unknown, is in the first; a-30 is not finished
  );
  assert.equal(told.answered, 4);
  assert.equal(told.next, "2026-11-25");
});

test("the order mixes the chapters, stays the same all day, and changes with the day", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ unit: `q-${i}`, names: [] }));
  assert.deepEqual(inOrder(many, 7, TODAY), inOrder(many, 7, TODAY));
  assert.notDeepEqual(unitNames(inOrder(many, 7, TODAY)), unitNames(inOrder(many, 7, "2026-11-24")));
  assert.deepEqual(new Set(unitNames(inOrder(many, 7, TODAY))), new Set(unitNames(many)));
});

test("a draw never passes its count, fills it where it can, and comes back with its number", () => {
  for (let draw = 0; draw < 50; draw += 1) {
    const three = drawn(UNITS, 3, draw);
    assert.equal(size(three), 3);
    assert.deepEqual(unitNames(drawn(UNITS, 3, draw)), unitNames(three));
  }
  assert.equal(
    new Set(Array.from({ length: 50 }, (_, draw) => unitNames(drawn(UNITS, 3, draw)).join())).size > 5,
    true,
  );
  assert.equal(size(drawn(UNITS, 100, 1)), 6);
  assert.deepEqual(drawn([], 10, 1), []);
});

for (const [day, words] of [
  ["2026-11-20", "aujourd’hui"],
  [TODAY, "aujourd’hui"],
  ["2026-11-24", "demain"],
  ["2026-11-25", "dans 2\u00a0jours, le mercredi 25 novembre"],
  ["2026-12-25", "dans 32\u00a0jours, le vendredi 25 décembre"],
]) {
  test(`${day} is told ${words}`, () => assert.equal(dayWords(day, TODAY), words));
}

test("what waits is told in words", () => {
  assert.equal(todayWords(0, { answered: 0, next: null }, TODAY), WORDS.none);
  assert.match(
    todayWords(1, { answered: 5, next: null }, TODAY),
    /^Une question à revoir aujourd’hui, sur 5/,
  );
  assert.match(todayWords(2, { answered: 5, next: null }, TODAY), /^2\u00a0questions à revoir/);
  assert.match(todayWords(0, { answered: 5, next: "2026-11-24" }, TODAY), /revient demain\.$/);
  assert.equal(errorWords(0, 0), WORDS.none);
  assert.equal(errorWords(0, 3), WORDS.noError);
  assert.equal(errorWords(1, 3), "Une question à refaire.");
});

for (const [told, words] of [
  [{ asked: 2, answered: 0, right: 0 }, /^Aucune réponse/],
  [{ asked: 1, answered: 1, right: 1 }, /^1 réponse entièrement juste sur\u00a01\.$/],
  [
    { asked: 3, answered: 3, right: 2 },
    /^2 réponses entièrement justes sur\u00a03\. Une question revient demain\.$/,
  ],
  [
    { asked: 4, answered: 2, right: 0 },
    /^0 réponse .* 2\u00a0questions reviennent demain\. 2\u00a0questions laissées/,
  ],
]) {
  test(`the end: ${JSON.stringify(told)}`, () => assert.match(doneWords(told), words));
}

test("an exam says how many questions it would answer for the first time", () => {
  const told = { asked: 20, among: 46, draw: 412 };
  assert.match(
    examWords({ ...told, unseen: 0 }),
    /^20\u00a0questions sur\u00a046, tirage n°\u00a0412\. .*n’en changeront pas/,
  );
  assert.match(examWords({ ...told, unseen: 1 }), /jamais répondu à une question\u00a0: pour elle,/);
  assert.match(examWords({ ...told, unseen: 3 }), /jamais répondu à 3\u00a0questions\u00a0: pour elles,/);
  assert.match(examWords({ ...told, unseen: 20 }), /répondu à aucune\u00a0: pour elles,/);
});

for (const [name, value, choice] of [
  [
    "whole",
    { slugs: ["02-b", "01-a"], count: 20, draw: 412 },
    { slugs: ["01-a", "02-b"], count: 20, draw: 412 },
  ],
  [
    "a chapter that is gone",
    { slugs: ["01-a", "09-z"], count: 10, draw: 1 },
    { slugs: ["01-a"], count: 10, draw: 1 },
  ],
  ["no chapter left", { slugs: ["09-z"], count: 10, draw: 1 }, null],
  ["another count", { slugs: ["01-a"], count: 11, draw: 1 }, null],
  ["no such draw", { slugs: ["01-a"], count: 10, draw: 10_000 }, null],
  ["a draw cut short", { slugs: ["01-a"], count: 10, draw: null }, null],
  ["words", "20", null],
  ["nothing", null, null],
]) {
  test(`the exam composed last, as it was kept: ${name}`, () =>
    assert.deepEqual(readChoice(value, ["01-a", "02-b"]), choice));
}

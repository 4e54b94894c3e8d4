import assert from "node:assert/strict";
import { test } from "node:test";

import { addDays, DELAYS, dayOf, daysBetween, isDue, isSlot } from "./leitner.js";
import { keepAnswer, moved, readSlot } from "./leitner.js";

const slot = (box, due, digest = "d1") => ({ digest, box, due });
const MONDAY = "2026-11-23";

for (const [name, before, right, today, after] of [
  ["first answer, right: the second box", null, true, MONDAY, slot(2, "2026-11-25")],
  ["first answer, wrong: tomorrow", null, false, MONDAY, slot(1, "2026-11-24")],
  ["due, right: one box up", slot(2, MONDAY), true, MONDAY, slot(3, "2026-11-27")],
  ["late, right: one box up, counted from today", slot(2, "2026-11-02"), true, MONDAY, slot(3, "2026-11-27")],
  ["due, wrong: back to the first", slot(5, MONDAY), false, MONDAY, slot(1, "2026-11-24")],
  ["right before its day: nothing moves", slot(1, "2026-11-24"), true, MONDAY, slot(1, "2026-11-24")],
  ["wrong before its day: back to the first", slot(4, "2026-11-30"), false, MONDAY, slot(1, "2026-11-24")],
  ["the last box keeps its delay", slot(6, MONDAY), true, MONDAY, slot(6, "2026-12-25")],
  ["over the end of a year", slot(4, "2026-12-30"), true, "2026-12-30", slot(5, "2027-01-15")],
  ["over a change of the hour", slot(1, "2026-10-25"), true, "2026-10-25", slot(2, "2026-10-27")],
  ["over the 29th of February", null, true, "2028-02-28", slot(2, "2028-03-01")],
]) {
  test(`a move: ${name}`, () => assert.deepEqual(moved(before, { digest: "d1", right, today }), after));
}

for (const [name, found, today, due] of [
  ["answered, day unknown", null, MONDAY, true],
  ["its day", slot(3, MONDAY), MONDAY, true],
  ["the day before", slot(3, "2026-11-24"), MONDAY, false],
  ["months late", slot(1, "2026-01-01"), MONDAY, true],
  ["as far as its box waits", slot(6, "2026-12-25"), MONDAY, false],
  ["the clock has gone back by a day, in a journey", slot(1, "2026-11-25"), MONDAY, false],
  ["the clock was years ahead", slot(1, "2031-01-01"), MONDAY, true],
  ["a day that no calendar has", slot(1, "2026-99-99"), MONDAY, true],
]) {
  test(`due or not: ${name}`, () => assert.equal(isDue(found, today), due));
}

test("each delay is twice the one before", () =>
  assert.deepEqual(
    DELAYS.slice(1),
    DELAYS.slice(0, -1).map((days) => 2 * days),
  ));

test("a day is that of the clock on the wall, from midnight to midnight", () => {
  assert.equal(dayOf(new Date(2026, 10, 22, 0, 0)), "2026-11-22");
  assert.equal(dayOf(new Date(2026, 10, 22, 23, 59, 59)), "2026-11-22");
  assert.equal(addDays("2026-12-31", 1), "2027-01-01");
  assert.equal(daysBetween("2026-10-24", "2026-10-26"), 2);
  assert.equal(daysBetween(MONDAY, MONDAY), 0);
});

for (const value of [
  null,
  "due",
  3,
  [],
  {},
  slot(0, MONDAY),
  slot(7, MONDAY),
  slot(1.5, MONDAY),
  slot(1, "tomorrow"),
  slot(1, 20261123),
  { box: 1, due: MONDAY },
]) {
  test(`${JSON.stringify(value)} is no slot`, () => assert.equal(isSlot(value), false));
}

function someNotes(entries = {}) {
  const kept = new Map(Object.entries(entries));
  return { kept, get: (id) => kept.get(id) ?? null, put: (id, value) => kept.set(id, value) };
}

test("an answer is kept under its question; a question rewritten, or an unreadable slot, starts again", () => {
  const notes = someNotes({ "revision/a-01": slot(5, MONDAY, "old"), "revision/a-02": "cut sho" });
  for (const id of ["a-01", "a-02", "a-03"]) keepAnswer(notes, { id, digest: "d1", score: 1, today: MONDAY });
  for (const id of ["a-01", "a-02", "a-03"]) {
    assert.deepEqual(readSlot(notes, { id, digest: "d1" }), slot(2, "2026-11-25"));
  }
  assert.equal(readSlot(notes, { id: "a-01", digest: "d2" }), null);
});

test("in part right is not right, and what is asked before reading is in no box", () => {
  const notes = someNotes();
  keepAnswer(notes, { id: "a-01", digest: "d1", score: 0.5, today: MONDAY });
  keepAnswer(notes, { id: "a-02@before", digest: "d1", score: 1, today: MONDAY });
  assert.deepEqual([...notes.kept], [["revision/a-01", slot(1, "2026-11-24")]]);
});

test("a right answer before its day writes nothing", () => {
  const notes = someNotes({ "revision/a-01": slot(3, "2026-11-25") });
  notes.put = () => assert.fail("written");
  keepAnswer(notes, { id: "a-01", digest: "d1", score: 1, today: MONDAY });
});

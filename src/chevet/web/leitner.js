/**
 * When a question comes back: six boxes, each waiting twice as long as the one before.
 *
 * A right answer to a question that is due moves it one box up; any other answer sends it back to the first; a
 * right answer before its day moves nothing, so that « Réessayer » just after a correction is no review. These
 * delays are a choice of the course: no study gives them for these questions.
 *
 * A slot is kept in the notes (notes.js), beside the answers and apart from them: no mark is read from it. What is
 * missing or cannot be read makes the question due, and nothing else.
 *
 * @typedef {{digest: string, box: number, due: string}} Slot  box from 1; due: a local day, "2026-11-24"
 */

/** Days before a question comes back, by box. */
export const DELAYS = [1, 2, 4, 8, 16, 32];

const KEY = "revision/";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The local day of a moment, as it sorts: "2026-11-22". @param {Date} moment */
export function dayOf(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Noon of a day: a change of the hour never moves it to another day. */
const noonOf = (day) => {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
};

/** @param {string} day @param {number} count  days later */
export function addDays(day, count) {
  const moment = noonOf(day);
  moment.setDate(moment.getDate() + count);
  return dayOf(moment);
}

/** Days from one to the other. @param {string} from @param {string} to */
export const daysBetween = (from, to) => Math.round((noonOf(to) - noonOf(from)) / 86_400_000);

/** @returns {value is Slot} whether what was read has the shape of what we write */
export const isSlot = (value) =>
  typeof value?.digest === "string" &&
  Number.isInteger(value.box) &&
  value.box >= 1 &&
  value.box <= DELAYS.length &&
  typeof value.due === "string" &&
  DAY.test(value.due);

/**
 * Whether to ask it today. A day further than its box waits was written under a clock that has gone back since:
 * the question is due rather than lost. One day more is a journey to the west.
 * @param {Slot | null} slot @param {string} today
 */
export function isDue(slot, today) {
  return !slot || slot.due <= today || slot.due > addDays(today, DELAYS[slot.box - 1] + 1);
}

/**
 * @param {Slot | null} slot  null: answered for the first time, or nobody knows when
 * @param {{digest: string, right: boolean, today: string}} answer
 * @returns {Slot}
 */
export function moved(slot, { digest, right, today }) {
  const at = (box) => ({ digest, box, due: addDays(today, DELAYS[box - 1]) });
  if (!right) return at(1);
  if (!isDue(slot, today)) return slot;
  return at(Math.min((slot?.box ?? 1) + 1, DELAYS.length));
}

/** @param {{get: (id: string) => unknown}} notes @param {{id: string, digest: string}} question @returns {Slot | null} */
export function readSlot(notes, { id, digest }) {
  const found = notes.get(KEY + id);
  return isSlot(found) && found.digest === digest ? found : null;
}

/**
 * Keeps what one more answer changes. The opening question of a chapter, "id@before", is in no box.
 * @param {{get: (id: string) => unknown, put: (id: string, value: unknown) => void}} notes
 * @param {{id: string, digest: string, score: number, today: string}} answer
 */
export function keepAnswer(notes, { id, digest, score, today }) {
  if (id.includes("@")) return;
  const before = readSlot(notes, { id, digest });
  const after = moved(before, { digest, right: score === 1, today });
  if (after !== before) notes.put(KEY + id, after);
}

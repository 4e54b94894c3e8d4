/**
 * Which questions are asked again, and in what order: no document here, so that node can test it.
 *
 * A unit is what is asked at once: a question, or a progressive case with all its steps.
 *
 * @typedef {{id: string, digest: string, unit: string}} Name
 * @typedef {{slug: string, number: number, title: string, address: string, names: Name[]}} Chapter
 * @typedef {{unit: string, chapter: string, names: Name[]}} Unit
 * @typedef {import("../../web/store.js").AnswerRecord} AnswerRecord
 * @typedef {import("../../web/leitner.js").Slot} Slot
 * @typedef {(name: Name) => AnswerRecord | null} Read  what was answered to this very question
 */

import { DELAYS, isDue } from "../../web/leitner.js";
import { shuffled } from "../quiz/words.js";

/** @param {Chapter[]} chapters @returns {Unit[]} in the order of the course */
export function unitsOf(chapters) {
  const units = new Map();
  for (const { slug, names } of chapters) {
    for (const name of names) {
      if (!units.has(name.unit)) units.set(name.unit, { unit: name.unit, chapter: slug, names: [] });
      units.get(name.unit).names.push(name);
    }
  }
  return [...units.values()];
}

/** How many questions. @param {Unit[]} units */
export const size = (units) => units.reduce((sum, { names }) => sum + names.length, 0);

/**
 * Those answered whole, one question of which at least is due. A case left in the middle is finished in its chapter.
 * @param {Unit[]} units @param {Read} read @param {(name: Name) => Slot | null} slotOf @param {string} today
 */
export function dueUnits(units, read, slotOf, today) {
  return units.filter(({ names }) => names.every(read) && names.some((name) => isDue(slotOf(name), today)));
}

/** Those answered whole, one last answer of which at least was not wholly right. @param {Unit[]} units @param {Read} read */
export const errorUnits = (units, read) =>
  units.filter(({ names }) => names.every(read) && names.some((name) => read(name).last.score < 1));

/** Chapters mixed, in an order that stays the same all day. @param {Unit[]} units @param {number} seed @param {string} today */
export const inOrder = (units, seed, today) => shuffled(units, seed, today);

/**
 * A draw of `count` questions that the same number gives again: units in a random order, those that would pass the
 * count left out.
 * @param {Unit[]} units @param {number} count @param {number} draw
 * @returns {Unit[]}
 */
export function drawn(units, count, draw) {
  const chosen = [];
  let left = count;
  for (const unit of shuffled(units, draw >>> 0, "epreuve")) {
    if (unit.names.length > left) continue;
    chosen.push(unit);
    left -= unit.names.length;
  }
  return chosen;
}

/**
 * What the boxes hold.
 * @param {Unit[]} units @param {Read} read @param {(name: Name) => Slot | null} slotOf @param {string} today
 * @returns {{boxes: {delay: number, count: number}[], answered: number, next: string | null}} next: the first day after
 *   today on which something is due
 */
export function state(units, read, slotOf, today) {
  const boxes = DELAYS.map((delay) => ({ delay, count: 0 }));
  const answered = units.filter(({ names }) => names.every(read)).flatMap(({ names }) => names);
  let next = null;
  for (const name of answered) {
    const slot = slotOf(name);
    boxes[(slot?.box ?? 1) - 1].count += 1;
    if (!isDue(slot, today) && (next === null || slot.due < next)) next = slot.due;
  }
  return { boxes, answered: answered.length, next };
}

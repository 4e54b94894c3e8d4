/** The questions of a visit as interactions of SCORM: one each, written at its first answer, numbered by the LMS. */

import { result } from "./scorm_values.js";

/**
 * @param {(element: string, value: string) => boolean} set  whether the LMS took it
 * @param {object} edition  of scorm_editions.js
 */
export function createInteractions(set, edition) {
  const told = new Set(); // questions whose interaction is written, now or in an earlier visit
  const timing = new Map(); // id → {time, latency} of first answers
  let next = 0; // -1: the LMS has none, as SCORM 1.2 allows

  function writeOne(question, { score, response, certainty, hints }) {
    const at = `cmi.interactions.${next}`;
    const { time, latency } = timing.get(question.id) ?? {};
    if (!set(`${at}.id`, question.id)) return;
    next += 1;
    told.add(question.id);
    set(`${at}.type`, question.interaction);
    if (time) set(`${at}.${edition.moment}`, time);
    set(`${at}.correct_responses.0.pattern`, edition.pattern(question.interaction, question.correct));
    if (question.weight !== undefined) set(`${at}.weighting`, String(question.weight));
    const said = response.length ? edition.studentResponse(question.interaction, response) : "";
    if (said) set(`${at}.${edition.response}`, said); // else passed
    set(`${at}.result`, result(score, edition.wrong));
    if (latency !== undefined) set(`${at}.latency`, edition.span(latency));
    writeBeside(`${question.id}.certitude`, certainty, time);
    writeBeside(`${question.id}.indices`, hints, time);
  }

  /** How sure the learner was, how many hints were read: interactions, since SCORM has no place beside the answer. */
  function writeBeside(id, value, time) {
    const at = `cmi.interactions.${next}`;
    if (value === undefined || !set(`${at}.id`, id)) return;
    next += 1;
    set(`${at}.type`, "numeric");
    if (time) set(`${at}.${edition.moment}`, time);
    set(`${at}.${edition.response}`, String(value));
    set(`${at}.result`, "neutral");
  }

  return {
    /** @param {string | null} count  how many the LMS says it has */
    follow(count) {
      const number = Number.parseInt(count ?? "", 10);
      next = Number.isNaN(number) ? -1 : number;
    },
    /** When a question was first answered, and how long it took. */
    time: (id, moment) => timing.set(id, moment),
    areTold: (id) => told.add(id),
    forget: () => told.clear(),
    /** Writes those that the LMS does not have. */
    write(questions, records) {
      if (next < 0) return;
      for (const question of questions) {
        const record = records.get(question.id);
        if (record && !told.has(question.id)) writeOne(question, record.first);
      }
    },
  };
}

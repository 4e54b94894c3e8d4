/** What is kept of a study between two visits, and the time that a case takes: no document here. */
import { SURE } from "./results.js";
import { plan } from "./plan.js";

/**
 * @typedef {{choice: number | null, sure: number | null, ms: number, words: boolean}} Entry  an answer being given
 * @typedef {{case: string, choice: number, sure: number, ms: number, words: boolean}} Reading
 * @typedef {{seed: number, run: number, readings: Reading[], open: Entry | null}} Study
 */

const isTime = (value) => Number.isFinite(value) && value >= 0;
const isWhole = (value, end) => Number.isInteger(value) && value >= 0 && value < end;

/** An answer not begun. @returns {Entry} */
export const blank = () => ({ choice: null, sure: null, ms: 0, words: false });

/** The study of a learner who starts. @returns {Study} */
export const begin = (seed, run) => ({ seed, run, readings: [], open: null });

/**
 * What was kept, if it is a study of these very cases; null otherwise.
 * @returns {Study | null}
 */
export function readStudy(kept, cases, blocks) {
  if (!isWhole(kept?.seed, 2 ** 32) || !isWhole(kept.run, 2 ** 16) || !Array.isArray(kept.readings))
    return null;
  const order = plan(cases, blocks, kept.seed, kept.run);
  const fits = ({ choice, sure, ms, words }, { rank }) =>
    isWhole(choice, cases[rank].choices.length) &&
    SURE.includes(sure) &&
    isTime(ms) &&
    typeof words === "boolean";
  const { readings } = kept;
  const whole =
    readings.length <= order.length &&
    readings.every((one, i) => one?.case === cases[order[i].rank].id && fits(one, order[i]));
  if (!whole) return null;
  const next = order[readings.length];
  const { open } = kept;
  const resumes =
    next && isTime(open?.ms) && fits({ ...open, choice: open.choice ?? 0, sure: open.sure ?? SURE[0] }, next);
  return { seed: kept.seed, run: kept.run, readings, open: resumes ? open : null };
}

/**
 * Milliseconds during which a case could be read: a page hidden stops the clock.
 * @param {{now: () => number, hidden: () => boolean}} world
 */
export function createClock({ now, hidden }) {
  let total = 0;
  let since = null; // when it last started to run
  let running = false;
  const settle = () => {
    if (since !== null) total += now() - since;
    since = running && !hidden() ? now() : null;
  };
  return {
    /** From `from` milliseconds already spent. */
    start(from = 0) {
      since = null;
      total = from;
      running = true;
      settle();
    },
    stop() {
      running = false;
      settle();
    },
    get runs() {
      return running;
    },
    /** To call when the page is hidden or shown. */
    settle,
    read() {
      settle();
      return Math.round(total);
    },
  };
}

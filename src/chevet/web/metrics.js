// What a threshold makes of a score: the same rules as src/chevet/audit/, on counts by step.
// tests/vectors/metrics.json holds both halves.

/** @typedef {{ tp: number, fn: number, fp: number, tn: number }} Confusion */
/** @typedef {{ steps: number[], ill: number[], well: number[] }} ScoreCounts */

const Z_95 = 1.959963984540054;

const share = (part, whole) => (whole ? part / whole : Number.NaN);

const sum = (list) => list.reduce((total, one) => total + one, 0);

/**
 * Alert everybody whose score reaches `steps[step]`; `step` = k alerts nobody.
 * @param {ScoreCounts} counts
 * @param {number} step
 * @returns {Confusion}
 */
export function at({ ill, well }, step) {
  const tp = sum(ill.slice(step));
  const fp = sum(well.slice(step));
  return { tp, fn: sum(ill) - tp, fp, tn: sum(well) - fp };
}

/** How many people a confusion speaks of. @param {Confusion} c */
export const people = ({ tp, fn, fp, tn }) => tp + fn + fp + tn;

/** measure -> [part, whole]; a measure is a share, and an interval needs its denominator. */
export const MEASURES = {
  sensitivity: ({ tp, fn }) => [tp, tp + fn],
  specificity: ({ tn, fp }) => [tn, tn + fp],
  ppv: ({ tp, fp }) => [tp, tp + fp],
  npv: ({ tn, fn }) => [tn, tn + fn],
  alerted: (c) => [c.tp + c.fp, people(c)],
};

/**
 * A share with its 95 % Wilson interval; NaN everywhere when there is nobody to speak of.
 * @param {number} part
 * @param {number} whole
 */
export function rate(part, whole) {
  const value = share(part, whole);
  if (!whole) return { part, whole, value, low: value, high: value };
  const square = Z_95 * Z_95;
  const shrunk = value + square / (2 * whole);
  const half = Z_95 * Math.sqrt((value * (1 - value)) / whole + square / (4 * whole * whole));
  const scale = 1 + square / whole;
  return {
    part,
    whole,
    value,
    low: Math.max(0, (shrunk - half) / scale),
    high: Math.min(1, (shrunk + half) / scale),
  };
}

/** {measure: rate} of one confusion. @param {Confusion} cells */
export function rates(cells) {
  return Object.fromEntries(Object.entries(MEASURES).map(([name, of]) => [name, rate(...of(cells))]));
}

/**
 * [false alarms, sensitivity] of each step, from nobody alerted to everybody: k + 1 points.
 * @param {ScoreCounts} counts
 */
export function roc({ ill, well }) {
  const [allIll, allWell] = [sum(ill), sum(well)];
  let [tp, fp] = [0, 0];
  const points = [[share(0, allWell), share(0, allIll)]];
  for (let step = ill.length - 1; step >= 0; step -= 1) {
    tp += ill[step];
    fp += well[step];
    points.push([share(fp, allWell), share(tp, allIll)]);
  }
  return points;
}

/** The probability that a diseased person has a higher step than a well one, a tie counting for half. */
export function auc({ ill, well }) {
  let [won, below] = [0, 0];
  ill.forEach((count, step) => {
    won += count * (below + well[step] / 2);
    below += well[step];
  });
  return share(won, sum(ill) * sum(well));
}

/**
 * What becomes of `count` people, in whole persons, rounded half up.
 * @returns {Confusion}
 */
export function naturalFrequencies(sensitivity, specificity, prevalence, count = 1000) {
  const ill = Math.floor(count * prevalence + 0.5);
  const tp = Math.floor(ill * sensitivity + 0.5);
  const fp = Math.floor((count - ill) * (1 - specificity) + 0.5);
  return { tp, fn: ill - tp, fp, tn: count - ill - fp };
}

/**
 * True positives per person, minus false ones at the price that the threshold probability sets (Vickers & Elkin 2006).
 * @param {Confusion} cells
 * @param {number} exchange between 0 and 1, bounds excluded
 */
export function netBenefit(cells, exchange) {
  const n = people(cells);
  return cells.tp / n - ((cells.fp / n) * exchange) / (1 - exchange);
}

/**
 * The step of each group that brings `measure` nearest to `target`; the higher step wins a tie.
 * @param {Record<string, ScoreCounts>} groups
 * @param {keyof typeof MEASURES} measure
 * @param {number} target
 */
export function equalise(groups, measure, target) {
  return Object.fromEntries(
    Object.entries(groups).map(([name, counts]) => {
      let [best, least] = [counts.steps.length, Number.POSITIVE_INFINITY];
      for (let step = counts.steps.length; step >= 0; step -= 1) {
        const [part, whole] = MEASURES[measure](at(counts, step));
        const far = whole ? Math.abs(part / whole - target) : Number.POSITIVE_INFINITY;
        if (far < least) [best, least] = [step, far];
      }
      return [name, best];
    }),
  );
}

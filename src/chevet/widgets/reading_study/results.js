/** What the answers say of each condition, of the suggestions followed, of one's certainty: the twin of results.py. */
import { rate } from "../../web/metrics.js";
import { CONDITIONS } from "./plan.js";

/** The certainties that a reader may state, in per cent. */
export const SURE = [25, 50, 75, 90, 100];

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return half % 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

const rateOf = (flags) => rate(flags.filter(Boolean).length, flags.length);

/**
 * One share minus another with its 95 % interval: the two Wilson intervals, combined (Newcombe 1998, method 10).
 * @param {{value: number, low: number, high: number}} one
 */
export function difference(one, other) {
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

/** What the machine proposed, or would have: in the condition « alone », its wrong suggestion. */
export const proposed = (one, condition) => (condition === "right" ? one.right : one.wrong);

/**
 * @param {{right: number, wrong: number}[]} cases
 * @param {{case: number, condition: string, choice: number, sure: number, ms: number}[]} readings
 *   at least one by condition
 */
export function results(cases, readings) {
  const told = readings.map((one) => {
    const of = cases[one.case];
    return {
      ...one,
      isRight: one.choice === of.right,
      followed: one.choice === proposed(of, one.condition),
    };
  });
  const rights = (list) => rateOf(list.map(({ isRight }) => isRight));
  const conditions = Object.fromEntries(
    CONDITIONS.map((name) => {
      const own = told.filter(({ condition }) => condition === name);
      return [
        name,
        {
          n: own.length,
          accuracy: rights(own),
          followed: rateOf(own.map(({ followed }) => followed)),
          median: median(own.map(({ ms }) => ms)),
          sure: mean(own.map(({ sure }) => sure)),
        },
      ];
    }),
  );
  const stated = SURE.filter((sure) => told.some((one) => one.sure === sure));
  return {
    conditions,
    gain: difference(conditions.right.accuracy, conditions.alone.accuracy),
    cost: difference(conditions.alone.accuracy, conditions.wrong.accuracy),
    calibration: stated.map((sure) => ({ stated: sure, ...rights(told.filter((one) => one.sure === sure)) })),
    sure: mean(told.map(({ sure }) => sure)),
    accuracy: rights(told),
    brier: mean(told.map(({ sure, isRight }) => (sure / 100 - Number(isRight)) ** 2)),
  };
}

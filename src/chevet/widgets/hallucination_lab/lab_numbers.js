/** What the laboratory counts: pure functions, tested by node, no DOM. */
import { wilson } from "../../web/instrument.js";

/**
 * A rate with its interval.
 * @param {number} hits @param {number} n trials, at least 1
 * @returns {{n: number, value: number, low: number, high: number}} proportions, 0 to 1
 */
export function rateOf(hits, n) {
  if (!(n >= 1) || hits < 0 || hits > n) throw new RangeError(`${hits} of ${n}`);
  const [low, high] = wilson(hits, n);
  return { n, value: hits / n, low, high };
}

/** A rate as Python sends it, [n, value, low, high]. */
export function unpack([n, value, low, high]) {
  return { n, value, low, high };
}

/**
 * Whole numbers in proportion to `shares` that add up to `total`: the largest remainders get the units left.
 * @param {number[]} shares positive numbers @param {number} total
 */
export function wholeParts(shares, total = 100) {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) return shares.map(() => 0);
  const exact = shares.map((share) => (share / sum) * total);
  const parts = exact.map(Math.floor);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]) || a - b);
  const left = total - parts.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, left)) parts[i]++;
  return parts;
}

/**
 * What an alarm does to 100 answers.
 * @param {number} base share of false answers
 * @param {number} caught share of the false answers that raise the alarm
 * @param {number} alarms share of the true answers that raise it
 * @returns {{caught: number, missed: number, alarms: number, quiet: number}} four counts, 100 in all
 */
export function naturalFrequencies(base, caught, alarms) {
  // False and true answers first, so that moving the threshold never changes how many there are.
  const [wrong, right] = wholeParts([base, 1 - base]);
  const [hit, missed] = wholeParts([caught, 1 - caught], wrong);
  const [alarm, quiet] = wholeParts([alarms, 1 - alarms], right);
  return { caught: hit, missed, alarms: alarm, quiet };
}

/** A function from [from, to] to [start, end]. */
export function scale([from, to], [start, end]) {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** The rank of the value nearest to `wanted`; the first one wins a tie. @param {number[]} values */
export function nearest(values, wanted) {
  let best = 0;
  for (const [i, value] of values.entries()) {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = i;
  }
  return best;
}

/** Whether two intervals have a point in common. */
export function overlap(a, b) {
  return a.low <= b.high && b.low <= a.high;
}

/** Whether a bin such as "0", "4-9" or "30+" holds this number of mentions; "toutes" holds them all. */
export function inBin(bin, mentions) {
  if (bin === "toutes") return true;
  const low = Number.parseInt(bin, 10);
  if (bin.endsWith("+")) return mentions >= low;
  return mentions >= low && mentions <= Number(bin.split("-")[1] ?? low);
}

/** What an answer can be; "off": true, but about something else. */
export const VERDICTS = ["true", "false", "malformed", "abstention", "off"];

/** How many answers of each verdict. @param {{verdict: string}[]} answers */
export function tally(answers) {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
  for (const { verdict } of answers) counts[verdict]++;
  return { ...counts, n: answers.length };
}

/** The share of false answers with its interval, or null without an answer. */
export function falseRate(answers) {
  return answers.length ? rateOf(tally(answers).false, answers.length) : null;
}

/**
 * Where an alarm on P < threshold stands on answers: the share of the true ones it disturbs (x), that of the false
 * ones it catches (y), each with its interval; null without answers of both kinds.
 * @param {{verdict: string, p: number | null}[]} answers
 */
export function alarmPoint(answers, threshold) {
  const rate = (verdict) => {
    const told = answers.filter((answer) => answer.verdict === verdict && answer.p !== null);
    return told.length ? rateOf(told.filter(({ p }) => p < threshold).length, told.length) : null;
  };
  const [right, wrong] = [rate("true"), rate("false")];
  if (!right || !wrong) return null;
  return {
    x: right.value,
    left: right.low,
    right: right.high,
    y: wrong.value,
    low: wrong.low,
    high: wrong.high,
  };
}

/**
 * `n` facts to ask, those never asked before first; at T → 0 nothing else, since the answer would be the same.
 * @template T
 * @param {T[]} facts @param {Map<T, number>} asked how often each was asked already
 * @param {{n?: number, greedy: boolean, random?: () => number}} options
 * @returns {T[]} fewer than `n` when there are no more
 */
export function pickFacts(facts, asked, { n = 20, greedy, random = Math.random }) {
  const left = facts.filter((fact) => !greedy || !asked.has(fact));
  const keyed = left.map((fact) => ({ fact, times: asked.get(fact) ?? 0, key: random() }));
  keyed.sort((a, b) => a.times - b.times || a.key - b.key);
  const picked = keyed.slice(0, n).map(({ fact }) => fact);
  // A bin may hold fewer facts than answers wanted: above T → 0, the same question can be asked again.
  while (!greedy && picked.length && picked.length < n) picked.push(picked[picked.length - keyed.length]);
  return picked;
}

/**
 * Sums on intervals [low, high]: what is known only between two bounds gives a result known only between two bounds.
 * Every quantity is positive, so the bounds of a product are the products of the bounds. `intervals.py` is the twin of
 * this file; both run tests/vectors/footprint.json. Pure, no DOM.
 */
import { decimal, fr } from "../../web/instrument.js";

export const ONE = [1, 1];

/** The product of intervals. */
export function times(...factors) {
  return [0, 1].map((end) => factors.reduce((product, factor) => product * factor[end], 1));
}

/** The quotient of two quantities that owe each other nothing. */
export function over(a, b) {
  return [a[0] / b[1], a[1] / b[0]];
}

/** `a` to the power 1, 0 or -1. */
export function power(a, exponent) {
  if (exponent === 0) return ONE;
  return exponent > 0 ? a : [1 / a[1], 1 / a[0]];
}

/** How many times the high bound holds the low one: 1 for a single value. */
export function width([low, high]) {
  return low > 0 ? high / low : Infinity;
}

/** Two significant digits, « 0,012 », « 1 200 »: no more than the hypotheses deserve. */
export function significant(value) {
  if (value <= 0) return "0";
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  const rounded = Math.floor(value / unit + 0.5) * unit;
  // 9.96 becomes 10: one digit less after the comma.
  return decimal(rounded, Math.max(0, 1 - Math.floor(Math.log10(rounded) + 1e-9)));
}

const UNITS = {
  energie: [
    [1, "Wh"],
    [1e3, "kWh"],
    [1e6, "MWh"],
  ],
  carbone: [
    [1, "g CO₂e"],
    [1e3, "kg CO₂e"],
    [1e6, "t CO₂e"],
  ],
  eau: [
    [1, "mL"],
    [1e3, "L"],
    [1e6, "m³"],
  ],
};

/** The largest unit of a metric that `value` reaches: [how many base units it holds, its sign]. */
export function unitFor(value, metric) {
  const units = UNITS[metric];
  return units.findLast(([size]) => value >= size) ?? units[0];
}

/** « de 0,20 à 1,5 kg CO₂e »: one unit for both bounds, that of the higher one. */
export function sayInterval(interval, metric) {
  const [size, sign] = unitFor(interval[1], metric);
  const [low, high] = interval.map((bound) => significant(bound / size));
  return low === high ? fr`${high} ${sign}` : fr`de ${low} à ${high} ${sign}`;
}

/** A bound as it is entered: « 0,24 », without rounding. */
export function plain(value) {
  return String(value).replace(".", ",");
}

/** What was typed, as a number: spaces and a comma are French; null when it is none. */
export function parse(text) {
  const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return /^\d+(\.\d*)?$|^\.\d+$/.test(bare) ? Number(bare) : null;
}

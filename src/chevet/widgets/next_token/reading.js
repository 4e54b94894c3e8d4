/**
 * What the widget counts and says: pure functions, tested by node, no DOM. `saying.py` says the same
 * sentences for a page without JavaScript; both run tests/vectors/next_token.json.
 */
import { decimal, fr, number, percent } from "../../web/instrument.js";
import { visible } from "../../web/lm_bars.js";
import { entropy, probabilities } from "../../web/lm_sampling.js";

export const SHOWN = 12; // bars; the rest of the vocabulary is one line

/** Logits as the page records them, in whole thousandths. @param {number[]} thousandths */
export function unpack(thousandths) {
  return Float32Array.from(thousandths, (value) => value / 1000);
}

/** Ids from the highest logit down; of equals, the lowest id first. It depends on no setting. */
export function ranking(logits) {
  return [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b);
}

/**
 * What the settings make of the logits.
 * @param {Float32Array} logits [V]
 * @param {{temperature: number, topK: number, topP: number, greedy: boolean}} settings
 * @param {number[]} [ranked] ranking(logits)
 * @returns {{p: Float64Array, entropy: number, size: number, kept: number,
 *   top: {id: number, logit: number, p: number, soft: number, cut: boolean}[],
 *   others: {count: number, p: number, soft: number, cut: boolean}}} `p` is what is drawn from; `soft` what
 *   it would be if nothing were left out; `kept` how many tokens may be drawn
 */
export function readDistribution(logits, settings, ranked = ranking(logits)) {
  const { temperature, topK, topP, greedy } = settings;
  const soft = probabilities(logits, { temperature: greedy ? 1 : temperature });
  const p = probabilities(logits, greedy ? { temperature: 0 } : { temperature, topK, topP });
  // A tail too small for a number is no token left out: only a zero that softmax did not write is.
  const cuts = p.some((value, id) => value === 0 && soft[id] > 0);
  const isCut = (id) => cuts && p[id] === 0;
  const top = ranked
    .slice(0, SHOWN)
    .map((id) => ({ id, logit: logits[id], p: p[id], soft: soft[id], cut: isCut(id) }));
  const rest = ranked.slice(SHOWN);
  const sum = (values) => rest.reduce((total, id) => total + values[id], 0);
  return {
    p,
    entropy: entropy(p),
    size: logits.length,
    kept: cuts ? p.reduce((n, value) => n + (value > 0), 0) : logits.length,
    top,
    others: { count: rest.length, p: sum(p), soft: sum(soft), cut: rest.every(isCut) },
  };
}

/** « « ␣fièvre » » : a token among words. */
export const quoted = (token) => fr`« ${visible(token)} »`;

/** « 0,42 bit, … »: an entropy, and what it is like. */
export function sayEntropy(bits) {
  const said = bits < 0.005 ? fr`moins de 0,01 bit` : `${decimal(bits, 2)}\u00a0bit${bits < 2 ? "" : "s"}`;
  if (bits === 0) return fr`0 bit, aucune hésitation`;
  if (bits < 0.05) return fr`${said}, presque aucune hésitation`;
  if (bits < 0.95) return fr`${said}, moins d'hésitation qu'à pile ou face`;
  if (bits < 1.05) return fr`${said}, l'hésitation d'un pile ou face`;
  const equal = Math.floor(2 ** bits + 0.5);
  return fr`${said}, autant d'hésitation qu'entre environ ${number(equal)} tokens également probables`;
}

/** The distribution in a sentence. @param {(id: number) => string} token */
export function sayDistribution(reading, token) {
  const [first] = reading.top;
  const name = quoted(token(first.id));
  const head =
    reading.kept === 1
      ? fr`Un seul choix possible : ${name}.`
      : fr`Le plus probable : ${name}, ${percent(first.p)}.`;
  const cut =
    reading.kept > 1 && reading.kept < reading.size
      ? fr` Gardés : ${number(reading.kept)} tokens sur ${number(reading.size)}.`
      : "";
  return fr`${head}${cut} Entropie : ${sayEntropy(reading.entropy)}.`;
}

/** A guess of the highest probability, in percent, against the model's. */
export function sayGuess(guess, reading, token) {
  const [{ id, p }] = reading.top;
  const gap = 100 * p - guess;
  let verdict = fr`c'est proche`;
  if (gap > 10) verdict = fr`il hésite moins que vous ne le pensiez`;
  if (gap < -10) verdict = fr`il hésite plus que vous ne le pensiez`;
  const given = fr`le modèle donne ${percent(p)} à ${quoted(token(id))}`;
  return fr`Vous disiez ${number(guess)} % ; ${given} : ${verdict}. Entropie : ${sayEntropy(reading.entropy)}.`;
}

/** How often each id was drawn. @returns {Map<number, number>} */
export function tally(draws) {
  const counts = new Map();
  for (const id of draws) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** The share of the draws to change for their histogram to be the distribution, from 0 to 1. */
export function distance(draws, p) {
  let share = 0;
  for (const [id, n] of tally(draws)) share += Math.max(0, n / draws.length - p[id]);
  return share;
}

/** What was drawn, against what was expected. @param {number[]} draws ids @param {number | null} guess */
export function sayDraws(draws, reading, token, guess = null) {
  const n = draws.length;
  const last = draws[n - 1];
  if (n === 0) return fr`${sayDistribution(reading, token)} Aucun tirage encore.`;
  const lately = fr`Dernier tiré : ${quoted(token(last))}, qui avait ${percent(reading.p[last])} de chances.`;
  if (n === 1) return fr`1 tirage. ${lately}`;
  const [{ id, p }] = reading.top;
  const got = draws.filter((one) => one === id).length;
  const times = fr`${number(got)} fois sur ${number(n)}, soit ${percent(got / n)}`;
  const head = fr`${quoted(token(id))} est sorti ${times}, pour une probabilité de ${percent(p)}.`;
  const foreseen =
    guess !== null && n === MANY ? fr` Vous en aviez prévu ${number(guess)} sur ${number(MANY)}.` : "";
  const gap = Math.floor(100 * distance(draws, reading.p) + 0.5);
  const far =
    gap === 0
      ? fr`L'histogramme et la distribution se confondent.`
      : fr`Pour que l'histogramme soit la distribution, il faudrait changer ${gap} % des tirages.`;
  return fr`${head}${foreseen} ${far}`;
}

export const MANY = 50; // draws at a press of « Tirer 50 fois »

/**
 * One written token: what it was drawn from, small enough to be kept for each.
 * @returns {{id: number, p: number, entropy: number, top: {id: number, p: number}[]}}
 */
export function written(id, reading, most = 6) {
  const top = reading.top.filter(({ cut }) => !cut).slice(0, most);
  return {
    id,
    p: reading.p[id],
    entropy: reading.entropy,
    top: top.map(({ id, p }) => ({ id, p })),
  };
}

/** A written token in a sentence; `chosen` says that the reader took it, not a draw. @param {number} at its rank, from 0 */
export function sayWritten(at, entries, token) {
  const { id, p, entropy, chosen } = entries[at];
  const place = fr`Token ${number(at + 1)} sur ${number(entries.length)} : ${quoted(token(id))}`;
  const others = entries[at].top.filter((one) => one.id !== id);
  const how = chosen ? fr`choisi par vous ; le modèle lui donnait` : fr`tiré ; il avait`;
  const head = fr`${place}, ${how} ${percent(p)} de chances (entropie : ${sayEntropy(entropy)}).`;
  if (!others.length) return fr`${head} Aucun autre choix n'était possible.`;
  return fr`${head} Autre choix : ${quoted(token(others[0].id))} (${percent(others[0].p)}).`;
}

/** Where the model hesitated most, in a sentence. */
export function sayText(entries, token) {
  if (!entries.length) return fr`Rien n'est encore écrit.`;
  const most = entries.reduce((best, entry, at) => (entry.entropy > entries[best].entropy ? at : best), 0);
  const count = fr`${number(entries.length)} ${entries.length < 2 ? "token écrit" : "tokens écrits"}`;
  const name = quoted(token(entries[most].id));
  return fr`${count}. Le modèle a le plus hésité avant ${name} : ${sayEntropy(entries[most].entropy)}.`;
}

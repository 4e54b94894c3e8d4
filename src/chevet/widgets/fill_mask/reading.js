/**
 * What the widget reads and says: pure functions, tested by node, no DOM. `saying.py` says the same sentences
 * for a page without JavaScript; both run tests/vectors/fill_mask.json.
 */
import { fr, number, percent } from "../../web/instrument.js";
import { visible } from "../../web/lm_bars.js";
import { split } from "../../web/bpe.js";

export const START = 10; // "\n": each text the models learned from starts, and ends, with this token
const SHOWN = 6; // candidates told for a hidden word
const CLOSE = 0.05; // two probabilities nearer than this are told as equal

/**
 * @typedef {{rank: number, p: number, top: [string, number][]}} Hole what a model puts in a hole: rank and
 *   probability of the word that was there, and the most probable tokens
 */

/**
 * The words of a text, as the tokenizer cuts it; one that is a single token can be hidden.
 * @param {{encode: (text: string) => number[]}} bpe
 * @returns {{text: string, place: number, id: number | null}[]} place: among the ids, START included
 */
export function wordsOf(text, bpe) {
  let place = 1;
  return split(text).map((segment) => {
    const ids = bpe.encode(segment);
    const word = { text: segment, place, id: ids.length === 1 && isWord(segment) ? ids[0] : null };
    place += ids.length;
    return word;
  });
}

/** Whether a segment says something: a sign alone is not worth hiding. */
export const isWord = (segment) => /[\p{L}\p{N}]/u.test(segment);

/**
 * @param {ArrayLike<number>} logits [V] of the hole
 * @param {number} expected id of the word that was there
 * @param {(id: number) => string} token
 * @returns {Hole}
 */
export function readHole(logits, expected, token) {
  let highest = -Infinity;
  for (let id = 0; id < logits.length; id++) highest = Math.max(highest, logits[id]);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const ranked = [...weights.keys()].sort((a, b) => weights[b] - weights[a] || a - b);
  return {
    rank: ranked.indexOf(expected) + 1,
    p: weights[expected] / sum,
    top: ranked.slice(0, SHOWN).map((id) => [token(id), weights[id] / sum]),
  };
}

/** The token a word is, among words: « dose », without the space before it. */
export const named = (word) => fr`« ${visible(word.trim())} »`;

/** « au 1er rang (98,0 %) » @param {Hole} hole */
export function sayPlace({ rank, p }) {
  return fr`au ${number(rank)}${rank === 1 ? "er" : "e"} rang (${percent(p)})`;
}

/** Which side gives the word more: « left », « both » or « same ». @param {Hole} left @param {Hole} both */
export function better(left, both) {
  if (Math.abs(left.p - both.p) < CLOSE) return "same";
  return both.p > left.p ? "both" : "left";
}

/** Both readings of a hidden word. @param {Hole | null} left @param {Hole | null} both */
export function saySides(word, left, both) {
  const said = [];
  if (left) said.push(fr`D'après la gauche seule, GPT met ${named(word)} ${sayPlace(left)}.`);
  const it = left ? "le met" : fr`met ${named(word)}`;
  if (both) said.push(fr`D'après les deux côtés, BERT ${it} ${sayPlace(both)}.`);
  if (left && both) said.push(VERDICTS[better(left, both)]);
  return said.join(" ");
}

const VERDICTS = {
  both: fr`Ici, la suite de la phrase aide.`,
  left: fr`Ici, lire la suite ne suffit pas à faire mieux.`,
  same: fr`Ici, la suite de la phrase ne change presque rien.`,
};

export const SIDES = {
  left: fr`La gauche seule`,
  both: fr`Les deux côtés`,
  same: fr`Autant l'une que l'autre`,
};

/** What was foreseen, against what is. @param {"left" | "both" | "same"} guess */
export function sayGuess(guess, left, both) {
  const found = better(left, both);
  if (guess === found) return fr`C'était votre prédiction.`;
  return fr`Vous aviez prédit : « ${SIDES[guess].toLowerCase()} ».`;
}

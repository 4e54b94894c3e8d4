/**
 * Maps of attention and orders of words: pure functions, tested by node, no DOM. recording.py writes what
 * `readRecorded` reads; both run tests/vectors/attention_view.json.
 */

/**
 * @typedef {{tokens: string[], layers: number, heads: number, weights: Float32Array}} Maps
 *   weights [layers, heads, time, time]: how much each token (row) looks at each (column)
 */

/**
 * The maps recorded in a page: thousandths separated by commas, an empty field for zero, the lower triangle only.
 * @param {{tokens: string[], layers: number, heads: number, thousandths: string}} recorded
 * @returns {Maps}
 */
export function readRecorded({ tokens, layers, heads, thousandths }) {
  const time = tokens.length;
  const weights = new Float32Array(layers * heads * time * time);
  const fields = thousandths.split(",");
  let next = 0;
  for (let one = 0; one < layers * heads; one++) {
    for (let i = 0; i < time; i++) {
      for (let j = 0; j <= i; j++) weights[(one * time + i) * time + j] = Number(fields[next++]) / 1000;
    }
  }
  return { tokens, layers, heads, weights };
}

/**
 * What one token looks at: its weights on the tokens up to it.
 * @param {Maps} maps
 * @param {number} layer @param {number} head  negative: the mean of every head of every layer
 * @param {number} token its place
 * @returns {number[]} [token + 1]
 */
export function rowOf({ tokens, layers, heads, weights }, layer, head, token) {
  const time = tokens.length;
  const chosen = head < 0 ? Array.from({ length: layers * heads }, (_, one) => one) : [layer * heads + head];
  const row = new Array(token + 1).fill(0);
  for (const one of chosen) {
    const start = (one * time + token) * time;
    for (let j = 0; j <= token; j++) row[j] += weights[start + j] / chosen.length;
  }
  return row;
}

/** Places of the largest weights, largest first, lowest place at a tie; zeros left out. */
export function strongest(row, most = 3) {
  return row
    .map((_, place) => place)
    .filter((place) => row[place] > 0)
    .sort((a, b) => row[b] - row[a] || a - b)
    .slice(0, most);
}

export const ROW = 28; // height of a line of the drawing, in its own units
export const WIDE = 100; // its width

/**
 * The arc between two lines, bulging away from the tokens (to the left); to itself, a small loop.
 * @param {number} from @param {number} to places of the two tokens
 * @param {number} time tokens of the text: the longest arc uses the whole width
 * @returns {string} the `d` of an SVG path
 */
export function arcPath(from, to, time) {
  const [a, b] = [from, to].map((place) => (place + 0.5) * ROW);
  const edge = WIDE - 2;
  if (from === to) {
    return `M${edge} ${a - 6}C${edge - 24} ${a - 13} ${edge - 24} ${a + 13} ${edge} ${a + 6}`;
  }
  // A cubic reaches three quarters of the way to its control points.
  const depth = 16 + (edge - 20) * Math.sqrt(Math.abs(from - to) / Math.max(1, time - 1));
  const control = Math.round(edge - Math.min(depth, edge - 2) / 0.75);
  return `M${edge} ${a}C${control} ${a} ${control} ${b} ${edge} ${b}`;
}

/** From 1 to 9 px: what is thick is strong, but the number says it. */
export function arcWidth(weight) {
  return Math.round(10 * (1 + 8 * weight)) / 10;
}

/** The words of a text, and what stands before, between and after them: one more than words. */
export function piecesOf(text) {
  return { words: text.match(/\S+/g) ?? [], between: text.split(/\S+/) };
}

/** The text with word `order[k]` at place k; spaces and line breaks stay where they are. */
export function reorder(text, order) {
  const { words, between } = piecesOf(text);
  return order.map((number, k) => between[k] + words[number]).join("") + (between[words.length] ?? "");
}

/** The words in the order given. */
export const identity = (text) => piecesOf(text).words.map((_, i) => i);

/** From last to first, but the last word, after which the model predicts, stays last. */
export function backwards(text) {
  const order = identity(text);
  return [...order.slice(0, -1).reverse(), ...order.slice(-1)];
}

/** The order with what is at place `from` moved by `step` places, or null where it cannot go. */
export function moved(order, from, step) {
  const to = from + step;
  if (to < 0 || to >= order.length) return null;
  const next = [...order];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Another order of the same words: the last one, after which the model predicts, stays last. */
export function shuffled(order, random = Math.random) {
  const next = [...order];
  const last = next.length - 1;
  for (let i = last - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [next[i], next[j]] = [next[j], next[i]];
  }
  return next.some((value, i) => value !== order[i]) ? next : (moved(order, 0, 1) ?? order);
}

/** Half the sum of |p − q|: the share of the probability that moved (total variation), 0 to 1. */
export function distance(p, q) {
  let sum = 0;
  for (let id = 0; id < p.length; id++) sum += Math.abs(p[id] - q[id]);
  return sum / 2;
}

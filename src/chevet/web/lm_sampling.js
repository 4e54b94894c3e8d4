/**
 * From logits to a token, by the rules of `chevet.lm.sampling`: temperature, then top-k, then top-p, then a
 * draw. Both run tests/vectors/lm_sampling.json. Pure functions, no DOM.
 */

/** The token with the highest logit; of equals, the one with the lowest id. @param {ArrayLike<number>} logits */
export function greedy(logits) {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}

/**
 * @param {ArrayLike<number>} logits [V]
 * @param {{temperature?: number, topK?: number, topP?: number}} [settings] temperature 0: all on one token;
 *   topK 0: no limit; topP 1: no limit; topP counts on the probabilities before topK
 * @returns {Float64Array} [V], of sum 1
 */
export function probabilities(logits, { temperature = 1, topK = 0, topP = 1 } = {}) {
  const p = new Float64Array(logits.length);
  if (temperature === 0) {
    p[greedy(logits)] = 1;
    return p;
  }
  const highest = logits[greedy(logits)];
  for (let id = 0; id < p.length; id++) p[id] = Math.exp((logits[id] - highest) / temperature);
  normalise(p);
  if ((topK > 0 && topK < p.length) || topP < 1) keepFirst(p, topK, topP);
  return p;
}

/** Sets to 0 all but the most probable: topK of them, or fewer if they add up to topP before. */
function keepFirst(p, topK, topP) {
  const sorted = p.slice().sort().reverse(); // values, not tokens: sorting numbers is ten times faster
  let kept = topK > 0 ? Math.min(topK, p.length) : p.length;
  let covered = sorted[0]; // the first is always kept
  for (let rank = 1; topP < 1 && rank < kept; rank++) {
    if (covered >= topP) kept = rank;
    else covered += sorted[rank];
  }
  const least = sorted[kept - 1];
  let equals = kept - sorted.indexOf(least); // of equals, those with the lowest ids
  for (let id = 0; id < p.length; id++) {
    if (p[id] > least) continue;
    if (p[id] === least && equals > 0) equals -= 1;
    else p[id] = 0;
  }
  normalise(p);
}

function normalise(p) {
  let sum = 0;
  for (const one of p) sum += one;
  for (let id = 0; id < p.length; id++) p[id] /= sum;
}

/**
 * The first token, in the order of ids, whose cumulative sum exceeds `u`.
 * @param {ArrayLike<number>} p [V], of sum 1
 * @param {number} u from 0 (included) to 1 (excluded)
 */
export function draw(p, u) {
  let sum = 0;
  let last = 0;
  for (let id = 0; id < p.length; id++) {
    sum += p[id];
    if (sum > u) return id;
    if (p[id] > 0) last = id;
  }
  return last; // the sum may end a hair below 1
}

/**
 * The same sequence of numbers in [0, 1) for the same seed: mulberry32, by Tommy Ettinger (public domain).
 * @param {number} seed a whole number
 * @returns {() => number}
 */
export function randomStream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** How undecided a distribution is, in bits: 0 when all is on one token. @param {ArrayLike<number>} p */
export function entropy(p) {
  let bits = 0;
  for (let id = 0; id < p.length; id++) if (p[id] > 0) bits -= p[id] * Math.log2(p[id]);
  return bits;
}

/** The `count` most probable tokens, the first first. @returns {{id: number, p: number}[]} */
export function most(p, count) {
  const top = [];
  for (let id = 0; id < p.length; id++) {
    if (top.length === count && p[id] <= top[count - 1].p) continue;
    const rank = top.findIndex((one) => one.p < p[id]);
    top.splice(rank < 0 ? top.length : rank, 0, { id, p: p[id] });
    if (top.length > count) top.pop();
  }
  return top;
}

/**
 * The network of `chevet.lm.network` in JavaScript: the same numbers to 1e-4, with plain arrays. Both run
 * tests/vectors/lm_logits.json. Pure functions, no DOM: it runs in a worker, in a page, in node.
 */
import { Bpe } from "./bpe.js";
import { parseModel } from "./lm_weights.js";

export { parseModel };

export const START = 10; // "\n": a document starts and ends with it

/**
 * out[at + r] = matrix[r] · x, for each row r.
 * @param {import("./lm_weights.js").Matrix} matrix @param {Float32Array} x as long as a row
 */
function multiply(matrix, x, out, at = 0) {
  const rows = matrix.length;
  const columns = x.length;
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const [m, n, o, p] = [matrix[r], matrix[r + 1], matrix[r + 2], matrix[r + 3]];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < columns; j++) {
      const value = x[j];
      a += m[j] * value;
      b += n[j] * value;
      c += o[j] * value;
      d += p[j] * value;
    }
    out[at + r] = a;
    out[at + r + 1] = b;
    out[at + r + 2] = c;
    out[at + r + 3] = d;
  }
  for (; r < rows; r++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += matrix[r][j] * x[j];
    out[at + r] = sum;
  }
}

/** out = x / sqrt(mean(x²) + 1e-5) · gain. */
function normalise(x, gain, out) {
  let squares = 0;
  for (let j = 0; j < x.length; j++) squares += x[j] * x[j];
  const scale = 1 / Math.sqrt(squares / x.length + 1e-5);
  for (let j = 0; j < x.length; j++) out[j] = x[j] * scale * gain[j];
}

/** Scores to shares of sum 1, in place; divided first by `scale`. */
function softmax(scores, scale) {
  let highest = -Infinity;
  for (let s = 0; s < scores.length; s++) if (scores[s] > highest) highest = scores[s];
  let sum = 0;
  for (let s = 0; s < scores.length; s++) {
    scores[s] = Math.exp((scores[s] - highest) / scale);
    sum += scores[s];
  }
  for (let s = 0; s < scores.length; s++) scores[s] /= sum;
}

/** x += y */
function addTo(x, y) {
  for (let j = 0; j < x.length; j++) x[j] += y[j];
}

/** The keys and values of the tokens already read, so that only the new one is computed. */
export class Cache {
  /** @param {number} layers @param {number} heads */
  constructor(layers, heads) {
    const lists = () => Array.from({ length: layers }, () => Array.from({ length: heads }, () => []));
    this.length = 0; // tokens read
    this.settings = null; // those it was filled with: keys made otherwise would not be the same
    /** @type {Float32Array[][][]} [layer][head][token] */
    this.keys = lists();
    /** @type {Float32Array[][][]} [layer][head][token] */
    this.values = lists();
  }

  /** Forgets what comes after the first `length` tokens. */
  truncate(length) {
    this.length = Math.min(this.length, length);
    for (const lists of [...this.keys, ...this.values].flat()) lists.length = Math.min(lists.length, length);
  }
}

/** One string for what changes the inside of the network: two caches with the same one can be shared. */
export function settingsKey(off = [], positions = true) {
  return JSON.stringify([[...off].map(([l, h]) => `${l}.${h ?? "*"}`).sort(), Boolean(positions)]);
}

export class Network {
  /** @param {import("./lm_weights.js").Model} model */
  constructor(model) {
    this.model = model;
    this.bpe = new Bpe(model.tokenizer);
    this.vocabularySize = model.vocabularySize;
    this.layers = model.layers.length;
    this.heads = model.heads;
    this.width = model.width;
    // One angle per pair of numbers in a head, times the position.
    const half = model.width / model.heads / 2;
    this.speeds = Float64Array.from({ length: half }, (_, j) => model.ropeBase ** (-j / half));
  }

  /** The ids of a text. @returns {number[]} */
  encode(text) {
    return this.bpe.encode(text);
  }

  /** The text of these ids. @param {number[]} ids */
  decode(ids) {
    return this.bpe.decode(ids);
  }

  /** A token as a reader sees it. */
  show(id) {
    return this.bpe.token(id);
  }

  newCache() {
    return new Cache(this.layers, this.heads);
  }

  /**
   * The logits that follow these tokens.
   * @param {ArrayLike<number>} ids the new tokens; those already in the cache come before them
   * @param {object} [options]
   * @param {Cache} [options.cache] filled on the way; only for a causal network
   * @param {[number, number | null][]} [options.off] [layer, head]: that head's output counts for nothing;
   *   [layer, null]: the whole layer adds nothing
   * @param {boolean} [options.positions] false: no token knows its place
   * @param {{attention?: Float32Array, time?: number}} [options.keep] gets the attention, [layers, heads, time, time]: how
   *   much each token (row) reads each one (column); without a filled cache
   * @param {boolean} [options.all] the logits of every position, [time, V], rather than of the last one
   * @returns {Float32Array} [V] or [time, V]
   */
  forward(ids, { cache = null, off = [], positions = true, keep = null, all = false } = {}) {
    const { model, width, layers, heads } = this;
    const time = ids.length;
    if (time === 0) throw new Error("no token to read");
    for (const id of ids) if (!model.embedding[id]) throw new Error(`no token ${id}`);
    for (const [l, h] of off) {
      if (!(l in model.layers && (h ?? 0) < heads)) throw new Error(`layer ${l}, head ${h} cannot be off`);
    }
    if (cache && !model.causal) throw new Error("a network that reads both ways has no cache");
    const memory = cache ?? this.newCache();
    const settings = settingsKey(off, positions);
    if (memory.length > 0 && memory.settings !== settings)
      throw new Error("a cache made with other settings");
    if (memory.length > 0 && keep) throw new Error("attention is kept from the first token on");
    memory.settings = settings;
    const past = memory.length;
    if (keep) Object.assign(keep, { time, attention: new Float32Array(layers * heads * time * time) });

    const x = Array.from(ids, (id) => {
      const vector = new Float32Array(width);
      normalise(model.embedding[id], model.embeddingNorm, vector);
      return vector;
    });
    for (let l = 0; l < layers; l++) {
      if (off.some(([layer, head]) => layer === l && (head ?? null) === null)) continue;
      const silent = new Set(off.filter(([layer]) => layer === l).map(([, head]) => head));
      this.#attend(l, x, memory, silent, positions && l < model.ropeLayers, keep);
      this.#think(l, x);
    }
    memory.length = past + time;

    const first = all ? 0 : time - 1;
    const logits = new Float32Array((time - first) * this.vocabularySize);
    const last = new Float32Array(width);
    for (let t = first; t < time; t++) {
      normalise(x[t], model.finalNorm, last);
      multiply(model.embedding, last, logits, (t - first) * this.vocabularySize);
    }
    return logits;
  }

  /** x += out · attention(rms(x)): what each token takes from the others. */
  #attend(l, x, memory, silent, turn, keep) {
    const { width, model } = this;
    const layer = model.layers[l];
    const row = new Float32Array(width);
    const qkv = new Float32Array(3 * width);
    const read = (vector, t) => {
      normalise(vector, layer.attentionNorm, row);
      multiply(layer.qkv, row, qkv);
      addTo(qkv, layer.qkvBias);
      if (turn) this.#turn(qkv, memory.length + t);
      this.#store(l, qkv, memory);
      return qkv.slice(0, width);
    };
    const mix = (query, t) => {
      multiply(layer.out, this.#mix(l, query, t, memory, silent, keep), row);
      addTo(x[t], row);
    };
    // A causal token mixes as soon as it has read: those after it are not in memory yet.
    if (model.causal) for (let t = 0; t < x.length; t++) mix(read(x[t], t), t);
    else x.map(read).forEach(mix);
  }

  /** Keeps the key and the value of each head. */
  #store(l, qkv, memory) {
    const { width, heads } = this;
    const size = width / heads;
    for (let h = 0; h < heads; h++) {
      memory.keys[l][h].push(qkv.slice(width + h * size, width + (h + 1) * size));
      memory.values[l][h].push(qkv.slice(2 * width + h * size, 2 * width + (h + 1) * size));
    }
  }

  /** The values in memory, each counting by how well its key answers the query; head after head, [d]. */
  #mix(l, query, t, memory, silent, keep) {
    const { width, heads } = this;
    const size = width / heads;
    const mixed = new Float32Array(width);
    const weights = new Float32Array(memory.keys[l][0].length);
    for (let h = 0; h < heads; h++) {
      multiply(memory.keys[l][h], query.subarray(h * size, (h + 1) * size), weights);
      softmax(weights, Math.sqrt(size));
      if (keep) keep.attention.set(weights, ((l * heads + h) * keep.time + t) * keep.time);
      if (silent.has(h)) continue;
      const values = memory.values[l][h];
      const mine = mixed.subarray(h * size, (h + 1) * size);
      for (let s = 0; s < weights.length; s++) {
        const weight = weights[s];
        const value = values[s];
        for (let j = 0; j < size; j++) mine[j] += weight * value[j];
      }
    }
    return mixed;
  }

  /** Turns query and key of each head by the angle of their position, pair by pair (j, j + size/2). */
  #turn(qkv, position) {
    const { width, heads, speeds } = this;
    const half = speeds.length;
    for (let j = 0; j < half; j++) {
      const angle = position * speeds[j];
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      for (let h = 0; h < 2 * heads; h++) {
        const at = h * (width / heads) + j;
        const [a, b] = [qkv[at], qkv[at + half]];
        qkv[at] = a * cos - b * sin;
        qkv[at + half] = a * sin + b * cos;
      }
    }
  }

  /** x += down · relu(up · rms(x)): what each token makes of what it holds. */
  #think(l, x) {
    const { width, model } = this;
    const layer = model.layers[l];
    const row = new Float32Array(width);
    const hidden = new Float32Array(4 * width);
    for (const vector of x) {
      normalise(vector, layer.mlpNorm, row);
      multiply(layer.up, row, hidden);
      for (let j = 0; j < hidden.length; j++) if (hidden[j] < 0) hidden[j] = 0;
      multiply(layer.down, hidden, row);
      addTo(vector, row);
    }
  }
}

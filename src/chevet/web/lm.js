/**
 * The network of `chevet.lm.network` in JavaScript: the same numbers to 1e-4, with plain arrays. Both run
 * tests/vectors/lm_logits.json. Pure functions, no DOM: it runs in a worker, in a page, in node.
 */
import { Bpe } from "./bpe.js";
import { parseModel } from "./lm_weights.js";

export { parseModel };

export const START = 10; // "\n": a document starts and ends with it

/** out[at + r] (+)= Σ_c matrix[r, c] · x[from + c]. */
function multiply(matrix, rows, columns, x, from, out, at, add = false) {
  for (let r = 0, w = 0; r < rows; r++) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let j = from;
    // Four sums at once: the processor need not wait for one addition before the next.
    for (const end = w + columns - 3; w < end; w += 4, j += 4) {
      a += matrix[w] * x[j];
      b += matrix[w + 1] * x[j + 1];
      c += matrix[w + 2] * x[j + 2];
      d += matrix[w + 3] * x[j + 3];
    }
    for (const end = from + columns; j < end; w++, j++) a += matrix[w] * x[j];
    const sum = a + b + (c + d);
    out[at + r] = add ? out[at + r] + sum : sum;
  }
}

/** out = x / sqrt(mean(x²) + 1e-5) · gain, over `width` numbers from `from` on. */
function normalise(x, from, width, gain, out) {
  let squares = 0;
  for (let j = 0; j < width; j++) squares += x[from + j] * x[from + j];
  const scale = 1 / Math.sqrt(squares / width + 1e-5);
  for (let j = 0; j < width; j++) out[j] = x[from + j] * scale * gain[j];
}

/** The keys and values of the tokens already read, so that only the new one is computed. */
export class Cache {
  /** @param {number} layers @param {number} width */
  constructor(layers, width) {
    this.width = width;
    this.length = 0; // tokens read
    this.settings = null; // those it was filled with: keys made otherwise would not be the same
    this.capacity = 64;
    this.keys = Array.from({ length: layers }, () => new Float32Array(this.capacity * width));
    this.values = Array.from({ length: layers }, () => new Float32Array(this.capacity * width));
  }

  /** Makes room for `length` tokens. */
  reserve(length) {
    if (length <= this.capacity) return;
    while (this.capacity < length) this.capacity *= 2;
    const grow = (array) => {
      const larger = new Float32Array(this.capacity * this.width);
      larger.set(array);
      return larger;
    };
    this.keys = this.keys.map(grow);
    this.values = this.values.map(grow);
  }

  /** Forgets what comes after the first `length` tokens. */
  truncate(length) {
    this.length = Math.min(this.length, length);
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
    return new Cache(this.layers, this.width);
  }

  /**
   * The logits that follow these tokens.
   * @param {ArrayLike<number>} ids the new tokens; those already in the cache come before them
   * @param {object} [options]
   * @param {Cache} [options.cache] filled on the way; only for a causal network
   * @param {[number, number | null][]} [options.off] [layer, head]: that head's output counts for nothing;
   *   [layer, null]: the whole layer adds nothing
   * @param {boolean} [options.positions] false: no token knows its place
   * @param {{attention?: Float32Array}} [options.keep] gets the attention, [layers, heads, time, time]: how
   *   much each token (row) reads each one (column); without a filled cache
   * @param {boolean} [options.all] the logits of every position, [time, V], rather than of the last one
   * @returns {Float32Array} [V] or [time, V]
   */
  forward(ids, { cache = null, off = [], positions = true, keep = null, all = false } = {}) {
    const { model, width, layers, heads } = this;
    const time = ids.length;
    if (time === 0) throw new RangeError("no token to read");
    if (cache && !model.causal) throw new Error("a network that reads both ways has no cache");
    const memory = cache ?? this.newCache();
    const settings = settingsKey(off, positions);
    if (memory.length > 0 && memory.settings !== settings)
      throw new Error("a cache made with other settings");
    if (memory.length > 0 && keep) throw new Error("attention is kept from the first token on");
    memory.settings = settings;
    const past = memory.length;
    memory.reserve(past + time);
    if (keep) keep.attention = new Float32Array(layers * heads * time * time);

    const x = new Float32Array(time * width);
    const row = new Float32Array(width);
    for (let t = 0; t < time; t++) {
      const id = ids[t];
      if (!(id >= 0 && id < this.vocabularySize)) throw new RangeError(`no token ${id}`);
      normalise(model.embedding, id * width, width, model.embeddingNorm, row);
      x.set(row, t * width);
    }
    for (let l = 0; l < layers; l++) {
      if (off.some(([layer, head]) => layer === l && (head ?? null) === null)) continue;
      const silent = new Set(off.filter(([layer]) => layer === l).map(([, head]) => head));
      this.#attend(l, x, time, memory, silent, positions && l < model.ropeLayers, keep);
      this.#think(l, x, time);
    }
    memory.length = past + time;

    const first = all ? 0 : time - 1;
    const logits = new Float32Array((time - first) * this.vocabularySize);
    for (let t = first; t < time; t++) {
      normalise(x, t * width, width, model.finalNorm, row);
      const at = (t - first) * this.vocabularySize;
      multiply(model.embedding, this.vocabularySize, width, row, 0, logits, at);
    }
    return logits;
  }

  /** x += out · attention(rms(x)): what each token takes from the others. */
  #attend(l, x, time, memory, silent, turn, keep) {
    const { width, heads, model } = this;
    const layer = model.layers[l];
    const size = width / heads;
    const past = memory.length;
    const keys = memory.keys[l];
    const values = memory.values[l];
    const row = new Float32Array(width);
    const qkv = new Float32Array(3 * width);
    const queries = new Float32Array(time * width);
    for (let t = 0; t < time; t++) {
      normalise(x, t * width, width, layer.attentionNorm, row);
      multiply(layer.qkv, 3 * width, width, row, 0, qkv, 0);
      for (let j = 0; j < 3 * width; j++) qkv[j] += layer.qkvBias[j];
      if (turn) this.#turn(qkv, past + t);
      queries.set(qkv.subarray(0, width), t * width);
      keys.set(qkv.subarray(width, 2 * width), (past + t) * width);
      values.set(qkv.subarray(2 * width), (past + t) * width);
    }
    const scores = new Float64Array(past + time);
    const mixed = new Float32Array(width);
    for (let t = 0; t < time; t++) {
      const seen = model.causal ? past + t + 1 : past + time;
      mixed.fill(0);
      for (let h = 0; h < heads; h++) {
        if (silent.has(h) && !keep) continue;
        const from = h * size;
        let highest = -Infinity;
        for (let s = 0; s < seen; s++) {
          let score = 0;
          for (let j = 0; j < size; j++) score += queries[t * width + from + j] * keys[s * width + from + j];
          scores[s] = score / Math.sqrt(size);
          if (scores[s] > highest) highest = scores[s];
        }
        let sum = 0;
        for (let s = 0; s < seen; s++) {
          scores[s] = Math.exp(scores[s] - highest);
          sum += scores[s];
        }
        for (let s = 0; s < seen; s++) {
          const weight = scores[s] / sum;
          if (keep) keep.attention[((l * heads + h) * time + t) * time + s] = weight;
          if (silent.has(h)) continue;
          for (let j = 0; j < size; j++) mixed[from + j] += weight * values[s * width + from + j];
        }
      }
      multiply(layer.out, width, width, mixed, 0, x, t * width, true);
    }
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
  #think(l, x, time) {
    const { width, model } = this;
    const layer = model.layers[l];
    const row = new Float32Array(width);
    const hidden = new Float32Array(4 * width);
    for (let t = 0; t < time; t++) {
      normalise(x, t * width, width, layer.mlpNorm, row);
      multiply(layer.up, 4 * width, width, row, 0, hidden, 0);
      for (let j = 0; j < hidden.length; j++) if (hidden[j] < 0) hidden[j] = 0;
      multiply(layer.down, width, 4 * width, hidden, 0, x, t * width, true);
    }
  }
}

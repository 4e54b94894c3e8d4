/**
 * The tokenizer of `chevet.lm.tokenizer`, read again in JavaScript: same segments, same ids, same steps
 * (both run tests/vectors/bpe.json). Pure functions, no DOM.
 */

const N_BYTES = 256;

// Python's `[^\W\d_]` is "letters and numerals, decimal digits excepted": L, Nl, No once spelled out.
const WORD = "[\\p{L}\\p{Nl}\\p{No}]";
const SEGMENT = new RegExp(` ?${WORD}+[’']?|\\p{Nd}| ?[^\\p{L}\\p{N}_ ]|[ _]`, "gu");

const toBytes = new TextEncoder();
const toText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const toAnyText = new TextDecoder("utf-8", { ignoreBOM: true });

/** The segments of a text, in order: no merge crosses their borders. @returns {string[]} */
export function split(text) {
  return text.match(SEGMENT) ?? [];
}

/** The length in bytes of the character that `bytes[i]` starts, or 0 when these bytes form none. */
function characterLength(bytes, i) {
  const first = bytes[i];
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length <= 1) return length;
  if (i + length > bytes.length) return 0;
  try {
    toText.decode(bytes.subarray(i, i + length));
    return length;
  } catch {
    return 0; // cut or overlong: the reader sees its bytes
  }
}

/** A piece as a reader sees it; bytes that form no whole character read <0xC3>. @param {Uint8Array} bytes */
export function show(bytes) {
  let shown = "";
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes, i);
    if (length) shown += toText.decode(bytes.subarray(i, i + length));
    else shown += `<0x${bytes[i].toString(16).toUpperCase().padStart(2, "0")}>`;
    i += length || 1;
  }
  return shown;
}

/** The same sequence, every neighbouring pair (left, right) replaced by `id`, from left to right. */
function merge(ids, left, right, id) {
  const merged = [];
  for (let i = 0; i < ids.length; i++) {
    if (i + 1 < ids.length && ids[i] === left && ids[i + 1] === right) {
      merged.push(id);
      i++;
    } else {
      merged.push(ids[i]);
    }
  }
  return merged;
}

/**
 * @typedef {{kind: string, merges: [number, number][], counts?: number[]}} BpeState from `Bpe.to_state()`
 * @typedef {{rank: number | null, ids: number[], tokens: string[], words: number[][]}} Step
 */

/** A learned tokenizer. Each word is cut once: typing one letter only costs the word it falls in. */
export class Bpe {
  /** @param {BpeState} state */
  constructor(state) {
    this.merges = state.merges ?? [];
    this.counts = state.counts ?? null;
    this.pieces = Array.from({ length: N_BYTES }, (_, value) => Uint8Array.of(value));
    this.ranks = new Map();
    this.merges.forEach(([left, right], rank) => {
      this.pieces.push(Uint8Array.of(...this.pieces[left], ...this.pieces[right]));
      this.ranks.set(this.#key(left, right), rank);
    });
    this.shown = new Map();
    this.cache = new Map();
  }

  // One number for a pair: ids stay far below 2^26, so the product is exact.
  #key(left, right) {
    return left * 0x4000000 + right;
  }

  /** The rank of the merge learned first among those possible, or null. */
  #firstMerge(words) {
    let first = Infinity;
    for (const ids of words) {
      for (let i = 0; i + 1 < ids.length; i++) {
        const rank = this.ranks.get(this.#key(ids[i], ids[i + 1]));
        if (rank !== undefined && rank < first) first = rank;
      }
    }
    return first === Infinity ? null : first;
  }

  /** The ids of one segment, kept for next time. @returns {number[]} */
  encodeSegment(segment) {
    let ids = this.cache.get(segment);
    if (ids === undefined) {
      ids = [...toBytes.encode(segment)];
      for (let rank = this.#firstMerge([ids]); rank !== null; rank = this.#firstMerge([ids])) {
        ids = merge(ids, ...this.merges[rank], N_BYTES + rank);
      }
      if (this.cache.size > 5000) this.cache.clear();
      this.cache.set(segment, ids);
    }
    return ids;
  }

  /** The ids of a text. @returns {number[]} */
  encode(text) {
    return split(text).flatMap((segment) => this.encodeSegment(segment));
  }

  /** The text of these ids. A character that lacks bytes becomes « � » (U+FFFD). @returns {string} */
  decode(ids) {
    const bytes = new Uint8Array(ids.reduce((sum, id) => sum + this.pieces[id].length, 0));
    let place = 0;
    for (const id of ids) {
      bytes.set(this.pieces[id], place);
      place += this.pieces[id].length;
    }
    return toAnyText.decode(bytes);
  }

  /** The text of an id, as a reader sees it. */
  token(id) {
    if (!this.shown.has(id)) this.shown.set(id, show(this.pieces[id]));
    return this.shown.get(id);
  }

  /** How the text is cut, step by step: bytes first, then one image per merge. @returns {Step[]} */
  steps(text) {
    let words = split(text).map((segment) => [...toBytes.encode(segment)]);
    const image = (rank) => {
      const ids = words.flat();
      return { rank, ids, tokens: ids.map((id) => this.token(id)), words };
    };
    const steps = [image(null)];
    for (let rank = this.#firstMerge(words); rank !== null; rank = this.#firstMerge(words)) {
      words = words.map((ids) => merge(ids, ...this.merges[rank], N_BYTES + rank));
      steps.push(image(rank));
    }
    return steps;
  }
}

/**
 * What one asks of a network: the next token, or a text written token by token. Prefixes already read are
 * kept, so that a prompt tried fifty times is read once. Pure, no DOM.
 */
import { START, settingsKey } from "./lm.js";
import { draw, entropy, most, probabilities, randomStream } from "./lm_sampling.js";

const KEPT = 4; // prefixes remembered
const SHOWN = 5; // alternatives told with each token

/**
 * @typedef {object} Written
 * @property {number[]} ids the tokens written, without the one that ended the text
 * @property {string} text
 * @property {number[]} ps what the network gave each of them: at temperature 1, no token set aside
 * @property {"stop" | "length" | "signal"} ended the last token came; maxTokens was reached; somebody said stop
 *
 * @typedef {object} Told a token as it is written
 * @property {number} id
 * @property {string} text the token as a reader sees it
 * @property {number} p what the network gave it, at temperature 1
 * @property {number} entropy of all it gave, in bits
 * @property {{id: number, p: number, text: string}[]} top the five most probable
 * @property {string} soFar the whole text written, this token included
 */

export class Session {
  /** @param {import("./lm.js").Network} network */
  constructor(network) {
    this.network = network;
    /** @type {{ids: number[], cache: import("./lm.js").Cache}[]} the oldest first */
    this.kept = [];
  }

  /** The ids of a prompt: a document starts with its own token. @param {string} text */
  encode(text) {
    return [START, ...this.network.encode(text)];
  }

  /**
   * @param {number[]} ids
   * @param {{off?: [number, number | null][], positions?: boolean, attention?: boolean, all?: boolean}} options
   * @returns {{logits: Float32Array, attention?: Float32Array}} see Network.forward
   */
  next(ids, { off = [], positions = true, attention = false, all = false } = {}) {
    const { network } = this;
    if (attention || all || !network.model.causal) {
      const keep = attention ? {} : null;
      const logits = network.forward(ids, { off, positions, all, keep });
      return attention ? { logits, attention: keep.attention } : { logits };
    }
    const prefix = this.#take(ids, off, positions);
    const logits = network.forward(ids.slice(prefix.cache.length), { cache: prefix.cache, off, positions });
    this.#keep(ids, prefix.cache);
    return { logits };
  }

  /**
   * Writes on, one token at a time.
   * @param {object} request
   * @param {string} [request.prompt]
   * @param {number[]} [request.ids] the prompt as ids, the starting token included
   * @param {number} [request.temperature] @param {number} [request.topK] @param {number} [request.topP]
   * @param {number} [request.maxTokens]
   * @param {number} [request.seed]
   * @param {[number, number | null][]} [request.off] @param {boolean} [request.positions]
   * @param {number} [request.stopId] the token that ends a text
   * @param {object} [around]
   * @param {(token: Told) => void} [around.tell]
   * @param {() => Promise<void>} [around.pause] lets others work, between two tokens
   * @param {() => boolean} [around.stopped]
   * @returns {Promise<Written>}
   */
  async generate(request, { tell, pause, stopped } = {}) {
    const { network } = this;
    const { prompt = "", temperature = 1, topK = 0, topP = 1, maxTokens = 40, seed = 0 } = request;
    const { off = [], positions = true, stopId = START } = request;
    const start = request.ids ?? this.encode(prompt);
    const random = randomStream(seed);
    const ids = [...start];
    const ps = [];
    const { cache } = this.#take(ids, off, positions);
    let ended = "length";
    while (ps.length < maxTokens) {
      await pause?.();
      if (stopped?.()) {
        ended = "signal";
        break;
      }
      const logits = network.forward(ids.slice(cache.length), { cache, off, positions });
      const given = probabilities(logits);
      const id = draw(probabilities(logits, { temperature, topK, topP }), random());
      if (id === stopId) {
        ended = "stop";
        break;
      }
      ids.push(id);
      ps.push(given[id]);
      tell?.({
        id,
        text: network.show(id),
        p: given[id],
        entropy: entropy(given),
        top: most(given, SHOWN).map((one) => ({ ...one, text: network.show(one.id) })),
        soFar: network.decode(ids.slice(start.length)),
      });
    }
    this.#keep(ids.slice(0, cache.length), cache);
    const written = ids.slice(start.length);
    return { ids: written, text: network.decode(written), ps, ended };
  }

  /** The longest prefix of `ids` already read with these settings, cut where they part; taken out of `kept`. */
  #take(ids, off, positions) {
    const settings = settingsKey(off, positions);
    let best = null;
    let longest = 0;
    for (const one of this.kept) {
      if (one.cache.settings !== settings) continue;
      const common = one.ids.findIndex((id, i) => id !== ids[i]);
      // The last token is always read again: it is the one that gives the logits.
      const usable = Math.min(common < 0 ? one.ids.length : common, ids.length - 1);
      if (usable > longest) [best, longest] = [one, usable];
    }
    if (!best) return { ids: [], cache: this.network.newCache() };
    this.kept.splice(this.kept.indexOf(best), 1);
    best.cache.truncate(longest);
    return best;
  }

  #keep(ids, cache) {
    this.kept.push({ ids: ids.slice(0, cache.length), cache });
    if (this.kept.length > KEPT) this.kept.shift();
  }
}

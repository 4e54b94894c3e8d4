/**
 * Where the readings of a hidden word come from: recorded in the page, or the two models once loaded. Nothing
 * here knows the DOM; a test gives it models of its own.
 */
import { Bpe } from "../../web/bpe.js";
import { readHole, START, wordsOf } from "./reading.js";

/**
 * @typedef {import("./reading.js").Hole} Hole
 * @typedef {{word: string, gpt: Hole, masked: Hole} | {word: string}} Recorded a word; without holes, one
 *   that cannot be hidden
 * @param {Record<string, Recorded[]>} recorded text to words
 */
export function createReader(recorded) {
  const models = { gpt: null, masked: null };

  /** @param {"gpt" | "masked"} kind @returns {Promise<Hole | null>} null: several tokens for that model */
  async function ask(kind, text, at) {
    const { lm, bpe } = models[kind];
    const words = wordsOf(text, bpe);
    const { place, id } = words[at];
    if (id === null) return null;
    const ids = [START, ...bpe.encode(text)];
    const size = bpe.pieces.length;
    if (kind === "gpt") {
      const { logits } = await lm.next(ids.slice(0, place)); // nothing to the right is even sent
      return readHole(logits, id, (one) => bpe.token(one));
    }
    const hidden = [...ids, START];
    hidden[place] = lm.describe().maskId ?? 0;
    const { logits } = await lm.next(hidden, { all: true });
    return readHole(logits.subarray(place * size, (place + 1) * size), id, (one) => bpe.token(one));
  }

  return {
    attach(kind, lm) {
      models[kind] = { lm, bpe: new Bpe(lm.describe().tokenizer) };
    },
    has: (kind) => models[kind] !== null,
    /** The words of a text and whether each can be hidden, or null: nobody here can cut it. */
    words(text) {
      if (recorded[text]) return recorded[text].map(({ word, gpt }) => ({ text: word, free: Boolean(gpt) }));
      const known = Object.values(models).filter(Boolean);
      if (!known.length) return null;
      const cuts = known.map(({ bpe }) => wordsOf(text, bpe));
      return cuts[0].map(({ text: word }, i) => ({
        text: word,
        free: cuts.every((cut) => cut[i].id !== null),
      }));
    },
    /** What was recorded for the word number `at`, or null. */
    recorded: (kind, text, at) => recorded[text]?.[at]?.[kind] ?? null,
    ask,
  };
}

/**
 * Follows the word hidden in a text: what is recorded at once, then what the models say, the last word asked
 * for only.
 * @param {ReturnType<typeof createReader>} reader
 * @param {(now: {gpt: Side, masked: Side}) => void} tell
 * @typedef {{hole: Hole | null, origin: "recorded" | "live" | "absent" | "computing" | "failed"}} Side
 */
export function follow(reader, tell) {
  const nothing = { hole: null, origin: "absent" };
  let now = { gpt: nothing, masked: nothing };
  let turn = 0;
  const set = (kind, side) => {
    now = { ...now, [kind]: side };
    tell(now);
  };
  return {
    get now() {
      return now;
    },
    /** @returns {Promise<void>} once both sides have said all they will */
    async read(text, at) {
      const mine = ++turn;
      const sides = ["gpt", "masked"].map(async (kind) => {
        const known = reader.recorded(kind, text, at);
        if (known) set(kind, { hole: known, origin: "recorded" });
        else set(kind, { hole: null, origin: reader.has(kind) && at >= 0 ? "computing" : "absent" });
        if (!reader.has(kind) || at < 0) return;
        try {
          const hole = await reader.ask(kind, text, at);
          if (mine === turn && hole) set(kind, { hole, origin: "live" });
        } catch {
          if (mine === turn && !known) set(kind, { hole: null, origin: "failed" });
        }
      });
      await Promise.all(sides);
    },
    stop() {
      turn++;
    },
  };
}

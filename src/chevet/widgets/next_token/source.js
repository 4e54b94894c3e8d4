/**
 * Where the logits come from: those the page recorded when it was built, or the model once it is loaded.
 * Nothing here knows the DOM; a test gives it a model of its own.
 */
import { Bpe } from "../../web/bpe.js";
import { unpack } from "./reading.js";

export const START = 10; // "\n": each text the model learned from starts, and ends, with this token

/**
 * @param {{tokenizer: object, recorded: Record<string, number[]>}} state recorded: prompt to logits
 */
export function createSource({ tokenizer, recorded }) {
  const bpe = new Bpe(tokenizer);
  const kept = new Map(Object.entries(recorded).map(([text, values]) => [text, unpack(values)]));
  let lm = null;
  return {
    /** The loaded model, or null. */
    get live() {
      return lm;
    },
    attach(model) {
      lm = model;
    },
    vocabulary: bpe.pieces.length,
    token: (id) => bpe.token(id),
    encode: (text) => [START, ...bpe.encode(text)],
    decode: (ids) => bpe.decode(ids),
    /** The logits recorded after this very text, or null. @returns {Float32Array | null} */
    recorded: (text) => kept.get(text) ?? null,
    /** The logits after these tokens, by the loaded model. @returns {Promise<Float32Array>} */
    async next(ids) {
      return (await lm.next(ids)).logits;
    },
  };
}

/**
 * Follows a prompt: its recorded logits at once, then those of the model, the last asked for only.
 * @param {ReturnType<typeof createSource>} source
 * @param {(now: {text: string, logits: Float32Array | null, origin: Origin}) => void} tell
 * @typedef {"recorded" | "live" | "absent" | "computing" | "failed"} Origin
 */
export function follow(source, tell) {
  let turn = 0;
  let now = { text: null, logits: null, origin: "absent" };
  const set = (changes) => {
    now = { ...now, ...changes };
    tell(now);
  };
  return {
    get now() {
      return now;
    },
    async read(text) {
      const mine = ++turn;
      const recorded = source.recorded(text);
      if (recorded) set({ text, logits: recorded, origin: "recorded" });
      else if (!source.live) set({ text, logits: null, origin: "absent" });
      else if (now.origin === "live") now = { ...now, text, origin: "computing" };
      else set({ text, logits: null, origin: "computing" });
      if (!source.live) return;
      try {
        const logits = await source.next(source.encode(text));
        if (mine === turn) set({ text, logits, origin: "live" });
      } catch {
        if (mine === turn && !recorded) set({ text, logits: null, origin: "failed" });
      }
    },
    stop() {
      turn++;
    },
  };
}

/** The two benches asked of the model: what counts as right, with which interval. Pure, no DOM. */

export const KINDS = ["lecture", "memoire"]; // in the order shown

const MAX_TOKENS = 16; // of an answer: the longest value of the fictional world has fewer

/**
 * What is switched off, sorted and said once: a whole layer makes its heads redundant.
 * @param {[number, number | null][]} off
 */
export function canonical(off) {
  const layers = new Set(off.filter(([, head]) => head === null).map(([layer]) => layer));
  const heads = off.filter(([layer, head]) => head !== null && !layers.has(layer));
  const rank = ([layer, head]) => [layer, head ?? -1];
  const known = new Map(
    [...heads, ...[...layers].map((layer) => [layer, null])].map((pair) => [`${pair}`, pair]),
  );
  return [...known.values()].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
}

/** Whether what is written starts with what is expected, word for word. */
export const isRight = (text, expected) => text.trim().startsWith(expected.trim());

/**
 * Asks every question, the most probable token each time.
 * @param {import("../../web/lm_client.js").Lm} lm
 * @param {{kind: string, prompt: string, expected: string}[]} bench
 * @param {[number, number | null][]} off
 * @param {{signal?: AbortSignal, onDone?: () => void}} [around]
 * @returns {Promise<{off: [number, number | null][], answers: string[], scores: Record<string, {right: number, n: number}>} | null>}
 *   null if it was stopped before the end
 */
export async function runBench(lm, bench, off, { signal, onDone } = {}) {
  const written = await lm.generateMany({
    prompts: bench.map(({ prompt }) => prompt),
    temperature: 0,
    off: canonical(off),
    maxTokens: MAX_TOKENS,
    signal,
    onDone,
  });
  if (signal?.aborted || written.length < bench.length) return null;
  const answers = written.map(({ text }) => text.trim());
  return { off: canonical(off), answers, scores: count(bench, answers) };
}

/** How many of each kind are right. */
export function count(bench, answers) {
  const scores = Object.fromEntries(KINDS.map((kind) => [kind, { right: 0, n: 0 }]));
  for (const [i, { kind, expected }] of bench.entries()) {
    scores[kind].n++;
    if (isRight(answers[i], expected)) scores[kind].right++;
  }
  return scores;
}

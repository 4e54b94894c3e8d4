/** A batch: as many answers as asked, each with its own draw. Knows the model, not the page. */

const MAX_TOKENS = 48; // the longest sentence of this world takes about 30

/**
 * Writes `count` answers and tells each of them as soon as it is finished.
 * @param {Pick<import("../../web/lm_client.js").Lm, "generate" | "generateMany">} lm
 * @param {object} request
 * @param {string} request.input what the model reads
 * @param {number} request.count at temperature 0 too: that the next ones are the same is there to be seen
 * @param {{temperature: number, topK: number, topP: number}} request.drawn
 * @param {number} request.seed of the first answer; the next ones take the numbers that follow
 * @param {AbortSignal} request.signal ends the batch; what is not finished is lost
 * @param {(text: string) => void} request.onAnswer
 * @param {(text: string) => void} request.onDraft what is written so far, when there is one answer only
 */
export async function writeBatch(lm, { input, count, drawn, seed, signal, onAnswer, onDraft }) {
  const common = { ...drawn, maxTokens: MAX_TOKENS, seed, signal };
  if (count === 1) {
    const onToken = ({ soFar }) => onDraft(soFar);
    const { text, ended } = await lm.generate({ ...common, prompt: input, onToken });
    if (ended !== "signal") onAnswer(text);
    return;
  }
  const onDone = (_, { text }) => onAnswer(text);
  await lm.generateMany({ ...common, prompts: Array(count).fill(input), onDone });
}

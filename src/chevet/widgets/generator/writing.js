/** What is given to the model and what is kept of its answers: pure functions, tested by node, no DOM. */
import { asked, judge, withSheet } from "../../web/lm_facts.js";

/**
 * @typedef {import("../../web/lm_facts.js").World} World
 * @typedef {import("../../web/lm_facts.js").Judgement} Judgement
 * @typedef {"true" | "false" | "malformed" | "abstention" | "off"} Kind off: true, but not what was asked
 * @typedef {{temperature: number, top_k: number, top_p: number, sheet: boolean, k: number, unit: string}} Settings
 * @typedef {{text: string, given: string, judgements: (Judgement & {shown: Kind})[]}} Answer
 *   given: the start of the line, from the prompt
 */

/**
 * The prompt as the corpus writes it: its apostrophes, its ordinary spaces, and a question that waits for an
 * answer. Otherwise the model would read signs it has never met.
 */
export function clean(text) {
  const plain = text
    .replace(/[\u00a0\u202f]/g, " ")
    .replace(/'/g, "’")
    .trimEnd();
  return /(^|\n)Question[^\n]*\?$/.test(plain) ? `${plain}\nRéponse :` : plain;
}

/** What the search looks for: the question of a prompt, else its last line. */
export function queryOf(prompt) {
  const lines = prompt.split("\n").filter((line) => line.trim());
  const line = lines.findLast((one) => one.startsWith("Question")) ?? lines.at(-1) ?? "";
  return line.replace(/^(Question|Réponse|Fiche) ?: ?/, "");
}

/** What the model reads: the prompt, after the sheet if there is one. @param {string[]} sentences */
export function inputOf(prompt, sentences) {
  return withSheet(sentences, clean(prompt));
}

/**
 * An answer, judged.
 * @param {string} text what the model wrote
 * @param {string} prompt @param {string[]} sentences of the sheet @param {World} world
 * @returns {Answer}
 */
export function judgeAnswer(text, prompt, sentences, world) {
  const before = clean(prompt);
  const question = asked(before, world);
  const about = ({ remedy, attribute }) => remedy === question?.remedy && attribute === question?.attribute;
  const judgements = judge(text, world, { prompt: before, sheet: sentences }).map((one) => ({
    ...one,
    shown: one.verdict === "true" && question && !about(one) ? "off" : one.verdict,
  }));
  const line = before.split("\n").at(-1);
  return { text: text.trim(), given: /^(Réponse|Fiche) ?: ?$/.test(line) ? "" : line, judgements };
}

/** What identifies a series: answers drawn alike are counted together, others are not. */
export function seriesKey(prompt, { temperature, top_k, top_p, sheet, k, unit }) {
  return JSON.stringify([clean(prompt), temperature, top_k, top_p, ...(sheet ? [k, unit] : [])]);
}

/**
 * @typedef {{counts: Record<Kind, number>, answers: Answer[], yes: number, closed: boolean, drawn: boolean}} Series
 *   drawn: whether chance has a part; if not, ten answers are one answer ten times, and no interval makes sense
 */

/** @param {Partial<Settings>} settings @returns {Series} */
export function newSeries({ temperature = 1, top_k = 0 } = {}) {
  const counts = { true: 0, false: 0, off: 0, malformed: 0, abstention: 0 };
  return { counts, answers: [], yes: 0, closed: false, drawn: temperature > 0 && top_k !== 1 };
}

/** Whether a prompt gives the model a sheet by itself. */
export const holdsSheet = (prompt) => /^Fiche ?:/m.test(prompt);

/** Adds an answer to a series. @param {Series} series @param {Answer} answer */
export function addAnswer(series, answer) {
  series.answers.push(answer);
  for (const { kind, shown, span } of answer.judgements) {
    if (kind === "statement") series.counts[shown]++;
    else {
      series.closed = true;
      if (span[1] - span[0] === "Oui".length && answer.text.startsWith("Oui")) series.yes++;
    }
  }
}

/** The number of statements of a series; a question states nothing. @param {Series} series */
export function total({ counts }) {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** The different answers of a series, each with how many times it came, the latest first. */
export function distinct({ answers }) {
  const found = new Map();
  for (const answer of answers) {
    const times = (found.get(answer.text)?.times ?? 0) + 1;
    found.delete(answer.text);
    found.set(answer.text, { answer, times });
  }
  return [...found.values()].reverse();
}

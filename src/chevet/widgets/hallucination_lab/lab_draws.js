/**
 * The learner's own answers: which facts to ask, how, and what each answer is worth. No DOM: the model and the
 * judge are given, so that node tests them with false ones.
 */
import { Retriever } from "../../web/lm_retrieval.js";
import { inBin } from "./lab_numbers.js";

/**
 * @typedef {import("../../web/lm_facts.js").Fact} Fact
 * @typedef {import("../../web/lm_facts.js").World} World
 * @typedef {{bin: string, temperature: number, sheet: boolean}} Series
 */

const SENTENCES = 3; // as in the measures (chevet.lm.retrieval)

/** The question of a fact as a reader sees it, and as it is looked for. @param {World} world @param {Fact} fact */
export function questionOf(world, { attribute, remedy }) {
  return world.openQuestion(attribute, remedy).split("\n")[0].replace("Question : ", "");
}

const retrievers = new WeakMap(); // one for each world: counting every sentence takes a moment

/** The sentences found for a question in the whole table: the right one is not always among them. @param {World} world */
export function retrieveSheet(world, fact) {
  if (!retrievers.has(world)) {
    retrievers.set(world, new Retriever(world.facts.map(({ sentence }) => sentence)));
  }
  const found = retrievers.get(world).retrieve(questionOf(world, fact), SENTENCES);
  return found.map(({ sentence }) => sentence);
}

/** The name of a series of answers: answers of one series can be counted together. */
export const seriesKey = ({ bin, temperature, sheet }) => `${bin}/T=${temperature}${sheet ? "/fiche" : ""}`;

/** The series that have answers, in the order of their first one. @returns {Series[]} */
export function seriesIn(draws) {
  const found = new Map();
  for (const { bin, temperature, sheet } of draws) {
    const series = { bin, temperature, sheet };
    if (!found.has(seriesKey(series))) found.set(seriesKey(series), series);
  }
  return [...found.values()];
}

/** The answers of one series. */
export function answersOf(draws, series) {
  return draws.filter((draw) => seriesKey(draw) === seriesKey(series));
}

/** How often each fact was asked in a series. @param {World} world @param {Series} series */
export function askedIn(draws, series, world) {
  const times = new Map();
  for (const { remedy, attribute } of answersOf(draws, series)) {
    const fact = world.fact(remedy, attribute);
    times.set(fact, (times.get(fact) ?? 0) + 1);
  }
  return times;
}

/** The facts of a bin of mentions. @param {World} world @returns {Fact[]} */
export const factsIn = (world, bin) => world.facts.filter(({ mentions }) => inBin(bin, mentions));

/**
 * What one answer is worth, by the rules of `chevet.lm.measures.answers`: one false statement makes it false,
 * whatever else it says; a true one about something else is off the point.
 * @param {{verdict: string, remedy: string, attribute: string}[]} judgements of the whole answer
 * @param {{remedy: string, attribute: string}} fact
 */
export function verdictOf(judgements, fact) {
  const told = new Set(judgements.map(({ verdict }) => verdict));
  if (told.has("false")) return "false";
  if (told.has("malformed") || !judgements.length) return "malformed";
  if (!judgements.some((judgement) => isAbout(judgement, fact))) return "off";
  return told.has("abstention") ? "abstention" : "true";
}

const isAbout = (judgement, { remedy, attribute }) =>
  judgement.remedy === remedy && judgement.attribute === attribute;

const encoder = new TextEncoder();
const bytesOf = (text) => encoder.encode(text).length;

/** Bytes of a token as a reader sees it: one that cuts a character is shown as <0xC3>. */
function bytesOfToken(shown) {
  const cut = shown.match(/<0x[0-9A-F]{2}>/g)?.length ?? 0;
  return cut + bytesOf(shown.replace(/<0x[0-9A-F]{2}>/g, ""));
}

/**
 * P of an answer: the product of the probabilities of the tokens that write its value. The rest of the sentence
 * follows from the question. A token that starts before the value, as the space of its first word, is part of it.
 * @param {string} text @param {string | null} value what the answer gives, true or false
 * @param {string[]} tokens of `text`, as a reader sees them @param {number[]} ps of each of them
 * @returns {number | null} null when the answer gives no value
 */
export function valueProbability(text, value, tokens, ps) {
  const at = value ? text.lastIndexOf(value) : -1;
  if (at < 0) return null;
  const start = bytesOf(text.slice(0, at));
  const end = start + bytesOf(value);
  let [place, product] = [0, 1];
  for (const [i, token] of tokens.entries()) {
    const last = place + bytesOfToken(token);
    if (place < end && last > start) product *= ps[i];
    place = last;
  }
  return product;
}

/**
 * Asks the model, then judges each answer.
 * @param {object} request
 * @param {{generateMany: Function, tokens: Function}} request.lm
 * @param {Function} request.judge see web/lm_facts.js
 * @param {World} request.world @param {Fact[]} request.facts @param {Series} request.series
 * @param {number} request.seed
 * @param {(done: number) => void} [request.onDone] @param {AbortSignal} [request.signal]
 * @returns {Promise<object[]>} one record for each answer that was finished
 */
export async function askFacts({ lm, judge, world, facts, series, seed, onDone = () => {}, signal }) {
  const prompts = facts.map((fact) =>
    world.contextPrompt(series.sheet ? retrieveSheet(world, fact) : [], fact.attribute, fact.remedy),
  );
  const answers = await lm.generateMany({
    prompts,
    temperature: series.temperature,
    seed,
    signal,
    onDone: (index) => onDone(index + 1),
  });
  return answers.map(({ text, ids, ps }, i) => {
    const fact = facts[i];
    const said = judge(text, world, { prompt: prompts[i] });
    const value = said.find((one) => isAbout(one, fact) && one.value)?.value ?? null;
    return {
      ...series,
      remedy: fact.remedy,
      attribute: fact.attribute,
      mentions: fact.mentions,
      text: text.trim(),
      verdict: verdictOf(said, fact),
      truth: fact.sentence,
      p: valueProbability(text, value, lm.tokens(ids), ps),
    };
  });
}

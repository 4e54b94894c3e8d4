/**
 * The types of question, as the page knows them: the same list as src/chevet/quiz/types, one line each.
 *
 * The rules of src/chevet/quiz are stated again in each type: both run tests/vectors/scoring*.json, so a rule
 * changes in the two places or in none.
 *
 * @typedef {import("../../web/store.js").Response} Response
 * @typedef {object} Result
 * @property {boolean} valid  false: said, and not marked
 * @property {string=} reason  why it is not valid: "empty"…
 * @property {number} score  0 to 1; 0 when not valid
 * @property {"right"|"partial"|"wrong"|"invalid"} verdict
 * Then what the type says of it: `discordances`, `capped`, `matched`, `matched_kind`, `value`, `found`,
 * `expected`, `details`.
 *
 * @typedef {object} Entry  where one answers
 * @property {HTMLElement} element
 * @property {() => Response} read
 * @property {() => boolean} touched  whether something would be lost
 * @property {() => void} focus
 * @property {(words: string) => void} complain  says why the answer cannot be marked; "": no longer
 * @property {() => void} ask  empty, ready to answer
 * @property {(response: Response, corrected: boolean, result: Result) => void} show  what was answered, with its
 *   verdicts if `corrected`; otherwise kept, the verdicts wait
 *
 * @typedef {object} QuestionType
 * @property {[string, string]} kind  « Plusieurs réponses », « (QRM) »
 * @property {Response} nothing  what is kept of a question passed: [] or ""
 * @property {(question, response) => {reason: string} | {score: number}} score  and the details of the type
 * @property {(question, response) => boolean} fits  whether a response kept earlier can be shown
 * @property {(question, uid: string, seed: () => number) => Entry} entry
 * @property {(question) => string} scale  the marks, and where they come from
 * @property {(question, response) => string} told  a response in words, as HTML
 * @property {(question, reason: string, otherwise: string) => string} invalid  what to do about it
 * @property {((question, response) => string)=} missing  why « Valider » does not answer yet; "" when it does
 * @property {((question, result, response) => string)=} judgement  one sentence after the verdict
 * @property {((question, result, response) => string)=} feedback  what the author says to this answer, as HTML
 * @property {((question) => string)=} expected  « Réponse attendue : … », as text
 * @property {((question, response) => Node[])=} reasons  what is said at length below the result
 * @property {((result) => string)=} partly  « Une discordance », when the mark is neither 0 nor 1
 */

import { qrm, qrp, qrpl, qru } from "./choice.js";
import { numeric, qroc } from "./text.js";

/** @type {Record<string, QuestionType>} */
const TYPES = { qru, qrm, qrp, qrpl, qroc, numeric };

/** Loaded by the pages that ask them only; each module has the type as its default export, and the type's name. */
const ON_DEMAND = {
  annotation: () => import("./annotation.js"),
  estimation: () => import("./estimation.js"),
  matching: () => import("./matching.js"),
  ordering: () => import("./ordering.js"),
  qzp: () => import("./qzp.js"),
  tcs: () => import("./tcs.js"),
};

/** What any type may have beside the answer, loaded likewise. */
const BESIDE = {
  certainty: () => import("./certainty.js"),
  hints: () => import("./hints.js"),
};
const beside = {};

/** The module of certainty.js, where a question asks it and loadTypes has been awaited. */
export const certaintyOf = (question) => (question.certainty ? beside.certainty : null);
/** The module of hints.js, likewise. */
export const hintsOf = (question) => (question.hints ? beside.hints : null);

/** Makes the types of these questions ready. @throws {TypeError} a type that does not exist */
export async function loadTypes(questions) {
  const missing = new Set(questions.map(({ type }) => type).filter((type) => !Object.hasOwn(TYPES, type)));
  for (const type of missing) {
    if (!Object.hasOwn(ON_DEMAND, type)) throw new TypeError(`unknown question type: ${type}`);
    TYPES[type] = (await ON_DEMAND[type]()).default;
  }
  for (const name of Object.keys(BESIDE)) {
    if (questions.some((question) => question[name])) beside[name] ??= await BESIDE[name]();
  }
}

/** @returns {QuestionType} the type of a question, once loaded */
export function typeOf({ type }) {
  if (!Object.hasOwn(TYPES, type)) throw new TypeError(`unknown question type: ${type}`);
  return TYPES[type];
}

/**
 * The mark of a response.
 * @param {Object} question  as `question_state` gives it
 * @param {Response} response
 * @returns {Result}
 */
export function scoreAnswer(question, response) {
  const told = typeOf(question).score(question, response);
  if (told.reason) return { valid: false, score: 0, verdict: "invalid", ...told };
  return { valid: true, verdict: told.score === 1 ? "right" : told.score > 0 ? "partial" : "wrong", ...told };
}

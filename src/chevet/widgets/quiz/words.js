/**
 * What a question card says, and the few decisions behind it: no document here, so that node can test it.
 *
 * @typedef {import("../../web/store.js").AnswerRecord} AnswerRecord
 * @typedef {import("../../web/store.js").Response} Response
 * @typedef {object} QuestionType  see types.js, which imports this file
 * @typedef {"right" | "partial" | "wrong" | "none"} Shape
 */

import { points } from "../../web/verdict.js";

export const COUNTS = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq"];
export const SCALE_2023 = "Barème d’entraînement, d’après les règles publiées en 2023\u00a0: ";
export const SCALE_OURS = "Barème d’entraînement, propre à ce cours\u00a0: ";

export const WORDS = {
  validate: "Valider",
  keep: "Garder ma réponse",
  notYet: "Pas encore\u00a0: ",
  pass: "Passer et voir la correction (0\u00a0point)",
  passOpening: "Passer et voir la correction",
  show: "Voir la correction",
  retry: "Réessayer",
  result: "Résultat",
  askedAgain: "Elle vous sera reposée à la fin. L’écart s’affichera.",
  kept: "Réponse gardée, sans correction pour l’instant.",
  passed: "Question passée, sans réponse.",
  examKept: "Elle sera corrigée quand vous terminerez l’épreuve.",
  change: "Changer ma réponse",
  back: "Revenir à ma réponse gardée",
  passExam: "Passer sans répondre",
  elsewhere: "Vous aviez déjà répondu à cette étape dans un autre onglet\u00a0: voici cette réponse.",
  unkept: "Ce navigateur ne garde pas vos réponses. Imprimez la page avant de la fermer.",
  full:
    "Ce navigateur n’a plus de place\u00a0: ce qui était gardé l’est toujours, mais vos nouvelles réponses ne le sont que " +
    "dans cette page. Imprimez-la avant de la fermer.",
  reread: "À relire\u00a0: ",
  source: "Source\u00a0: ",
};

export const quoted = (html) => `«\u00a0${html}\u00a0»`;
export const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
/** A rich text as plain text, for a name or an announcement: « < 3 » must not be said « &lt; 3 ». */
export const plain = (html) =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(
      /&(lt|gt|amp|quot|nbsp);/g,
      (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"', nbsp: "\u00a0" })[name],
    );
export const counted = (number) => COUNTS[number]?.toLowerCase() ?? String(number);
/** « Deux bonnes réponses sur trois »: what a mark between 0 and 1 is made of. */
export const foundWords = ({ found, expected }) =>
  found === undefined
    ? "En partie juste"
    : `${COUNTS[found] ?? found} bonne${found > 1 ? "s" : ""} réponse${found > 1 ? "s" : ""} sur ${counted(expected)}`;
/** Whether nothing was answered: the question was passed. */
export const without = (response) => response.length === 0;

/** « Question 2 sur 3 », « Étape 2 sur 4 », « Avant de lire »: the place of the card among the others. */
export function placeWords(moment, rank, count, step) {
  if (step) return `Étape\u00a0${step.rank} sur\u00a0${step.count}`;
  if (moment === "before") return "Avant de lire";
  if (moment === "after") return "Après la lecture";
  return count > 1 ? `Question\u00a0${rank + 1} sur\u00a0${count}` : "Question";
}

/** « Plusieurs réponses (QRM) » */
export function kindWords({ kind: [words, exam] }, moment) {
  return words + (moment ? ", sans point" : exam);
}

/** « Relecture clinique : en attente » or who read it, and when. */
export function reviewWords(review) {
  if (review === "pending") return "Relecture clinique\u00a0: en attente";
  const [initials, date] = review.split(" ");
  return `Relecture clinique\u00a0: ${initials}, ${date.split("-").reverse().join("/")}`;
}

/** Key of the question in the store: its two moments, and what a mock exam keeps of it, are other answers. */
export const keyOf = (question, moment) => (moment ? `${question.id}@${moment}` : question.id);

/**
 * The same order at each visit for a learner, another for the next learner and the next question.
 * Fisher and Yates, drawn by mulberry32 from the learner's seed and the FNV-1a hash of the id.
 * @template T @param {T[]} items @param {number} seed uint32 @param {string} id @returns {T[]}
 */
export function shuffled(items, seed, id) {
  let state = 0x811c9dc5;
  for (const sign of id) state = Math.imul(state ^ sign.codePointAt(0), 0x01000193);
  state ^= seed;
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** @returns {AnswerRecord | null} the record, if it answers this very question */
export function usableRecord(type, question, record) {
  const fits = ({ response }) => type.fits(question, response);
  const usable = record && record.digest === question.digest && fits(record.first) && fits(record.last);
  return usable ? record : null;
}

/** @returns {AnswerRecord} what to keep after one more attempt: the first one stays */
export function nextRecord(record, digest, response, score, certainty, hints) {
  const attempt = {
    response,
    score,
    ...(Number.isInteger(certainty) && { certainty }),
    ...(hints > 0 && { hints }),
  };
  return { digest, first: record?.first ?? attempt, last: attempt, attempts: (record?.attempts ?? 0) + 1 };
}

/**
 * What a mock exam under way keeps of a question, beside its record: the attempt that it will become.
 * @param {(id: string) => AnswerRecord | null} read  of the store
 * @returns {AnswerRecord | null} null too once the exam was ended: that attempt has been counted
 */
export function pendingRecord(type, question, read) {
  const pending = usableRecord(type, question, read(keyOf(question, "exam")));
  const known = usableRecord(type, question, read(question.id));
  return pending?.attempts === (known?.attempts ?? 0) + 1 ? pending : null;
}

/**
 * The verdict on the whole: « Une discordance : 0,5 point sur 1 ».
 * @param {QuestionType} type
 * @param {object} result  as given by scoreAnswer
 * @param {Response} response  empty: passed
 * @param {string} moment  the opening question is not marked
 * @returns {{shape: Shape, words: string}}
 */
export function headline(type, result, response, moment) {
  const marked = moment ? "." : `\u00a0: ${points(result.score)} sur\u00a01`;
  if (without(response)) return { shape: "none", words: `Sans réponse${marked}` };
  if (result.verdict === "right") return { shape: "right", words: `Juste${marked}` };
  if (result.verdict === "wrong") return { shape: "wrong", words: `À revoir${marked}` };
  return { shape: "partial", words: (type.partly?.(result) ?? "En partie juste") + marked };
}

/** Which attempt counts; "" after a first one. */
export function attemptWords(record, moment) {
  if (record.attempts < 2) return "";
  const first = moment ? "" : `, ${points(record.first.score)} sur\u00a01,`;
  return `Entraînement, essai\u00a0${record.attempts}\u00a0: votre premier essai${first} reste celui qui compte.`;
}

/** « , ou passez la question »: the way out of a card, after what to do about an answer that cannot be marked. */
export const otherwise = (wayOut) =>
  ({ pass: ", ou passez la question", show: ", ou voyez la correction" })[wayOut] ?? "";

/**
 * « Avant de lire, vous aviez répondu : … Maintenant : … », as HTML.
 * @param {QuestionType} type
 * @param {AnswerRecord | null} before  the answer given before reading, if any
 * @param {AnswerRecord} after
 */
export function comparisonHtml(type, question, before, after) {
  const verdict = ({ response, score }) =>
    without(response) ? "" : ` (${score === 1 ? "juste" : score ? "en partie juste" : "à revoir"})`;
  const told = ({ response, score }) =>
    without(response) ? "sans réponse" : type.told(question, response) + verdict({ response, score });
  const now = `Maintenant\u00a0: ${told(after.first)}.`;
  if (!before) return `Vous n’aviez pas répondu avant de lire. ${now}`;
  const then = `Avant de lire, vous aviez répondu\u00a0: ${told(before.first)}.`;
  const same = String(before.first.response) === String(after.first.response);
  return `${then} ${now}${same ? " Votre réponse n’a pas changé." : ""}`;
}

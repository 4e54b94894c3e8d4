/**
 * What a question card says, and the few decisions behind it: no document here, so that node can test it.
 *
 * @typedef {import("../../web/store.js").AnswerRecord} AnswerRecord
 * @typedef {import("../../web/store.js").Response} Response
 * @typedef {"right" | "partial" | "wrong" | "none"} Shape
 */

import { french, points } from "../../web/verdict.js";

const COUNTS = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq"];
const SCALE_2023 = "Barème d’entraînement, d’après les règles publiées en 2023\u00a0: ";
const SCALES = {
  qru: `${SCALE_2023}1\u00a0point pour la bonne réponse, sinon 0.`,
  qrm: `${SCALE_2023}sans discordance 1\u00a0point, une discordance 0,5, deux 0,2, trois ou plus 0.`,
  qroc: `${SCALE_2023}1\u00a0point pour la réponse attendue, 0,5 pour une réponse acceptable, sinon 0.`,
  numeric: "Barème d’entraînement, propre à ce cours\u00a0: 1\u00a0point si le nombre est juste, sinon 0.",
};
const CAPS = {
  indispensable:
    "Une proposition indispensable a été oubliée\u00a0: la question vaut 0, quel que soit le reste.",
  unacceptable:
    "Une proposition inacceptable a été cochée\u00a0: la question vaut 0, quel que soit le reste.",
};
const KINDS = {
  qru: ["Une seule réponse", " (QRU)"],
  qrm: ["Plusieurs réponses", " (QRM)"],
  qroc: ["Réponse courte", " (QROC)"],
  numeric: ["Réponse chiffrée", ""],
};

export const WORDS = {
  validate: "Valider",
  keep: "Garder ma réponse",
  pass: "Passer et voir la correction (0\u00a0point)",
  passOpening: "Passer et voir la correction",
  show: "Voir la correction",
  retry: "Réessayer",
  result: "Résultat",
  chosen: "Choisie",
  notChosen: "Non choisie",
  askedAgain: "Elle vous sera reposée à la fin. L’écart s’affichera.",
  kept: "Réponse gardée, sans correction pour l’instant.",
  unkept: "Ce navigateur ne garde pas vos réponses. Imprimez la page avant de la fermer.",
  reread: "À relire\u00a0: ",
  source: "Source\u00a0: ",
};

export const HELP = {
  qroc: "Cinq mots au plus. Accents, majuscules et tirets sont ignorés.",
  numeric: "Un nombre. La virgule comme le point marquent les décimales.",
};

/** Why « Valider » does not answer yet. */
export const MISSING = { qru: "Choisissez une proposition.", qrm: "Cochez au moins une proposition." };

export const hasChoices = (question) => question.type === "qru" || question.type === "qrm";

const quoted = (html) => `«\u00a0${html}\u00a0»`;
const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
const counted = (number) => COUNTS[number].toLowerCase();
const without = (response) => response.length === 0;

/** « Question 2 sur 3 », « Avant de lire »: the place of the card among the others. */
export function placeWords(moment, rank, count) {
  if (moment === "before") return "Avant de lire";
  if (moment === "after") return "Après la lecture";
  return count > 1 ? `Question\u00a0${rank + 1} sur\u00a0${count}` : "Question";
}

/** « Plusieurs réponses (QRM) » */
export function kindWords(question, moment) {
  const [words, exam] = KINDS[question.type];
  return words + (moment ? ", sans point" : exam);
}

/** « Relecture clinique : en attente » or who read it, and when. */
export function reviewWords(review) {
  if (review === "pending") return "Relecture clinique\u00a0: en attente";
  const [initials, date] = review.split(" ");
  return `Relecture clinique\u00a0: ${initials}, ${date.split("-").reverse().join("/")}`;
}

/** Key of the question in the store: its two moments are two answers. */
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
export function usableRecord(question, record) {
  const letters = new Set((question.choices ?? []).map((choice) => choice.id));
  const fits = ({ response }) =>
    hasChoices(question)
      ? Array.isArray(response) && response.every((id) => letters.has(id))
      : typeof response === "string";
  const usable = record && record.digest === question.digest && fits(record.first) && fits(record.last);
  return usable ? record : null;
}

/** @returns {AnswerRecord} what to keep after one more attempt: the first one stays */
export function nextRecord(record, digest, response, score) {
  const attempt = { response, score };
  return { digest, first: record?.first ?? attempt, last: attempt, attempts: (record?.attempts ?? 0) + 1 };
}

/**
 * The verdict on one proposition of a corrected question.
 * @param {{type: string}} question @param {{id: string, right: boolean}} choice @param {string[]} response
 * @returns {{shape: Shape, words: string}}
 */
export function choiceVerdict(question, choice, response) {
  const picked = response.includes(choice.id);
  if (question.type === "qru") {
    if (choice.right) return { shape: "right", words: "C’était la réponse." };
    return picked
      ? { shape: "wrong", words: "Choisie à tort\u00a0: elle est fausse." }
      : { shape: "none", words: "Fausse." };
  }
  const weight = choice.indispensable ? ", et indispensable" : choice.unacceptable ? ", et inacceptable" : "";
  const truth = `elle est ${choice.right ? "juste" : "fausse"}${weight}.`;
  if (without(response)) return { shape: choice.right ? "right" : "none", words: `E${truth.slice(1)}` };
  if (picked === choice.right) {
    return { shape: "right", words: `${picked ? "Bien cochée" : "Bien laissée"}\u00a0: ${truth}` };
  }
  return { shape: "wrong", words: `${picked ? "Cochée à tort" : "Oubliée"}\u00a0: ${truth}` };
}

/**
 * The verdict on the whole: « Une discordance : 0,5 point sur 1 ».
 * @param {object} result  as given by scoreAnswer
 * @param {Response} response  empty: passed
 * @param {string} moment  the opening question is not marked
 * @returns {{shape: Shape, words: string}}
 */
export function headline(result, response, moment) {
  const marked = moment ? "." : `\u00a0: ${points(result.score)} sur\u00a01`;
  if (without(response)) return { shape: "none", words: `Sans réponse${marked}` };
  if (result.verdict === "right") return { shape: "right", words: `Juste${marked}` };
  if (result.verdict === "wrong") return { shape: "wrong", words: `À revoir${marked}` };
  const wrongs = result.discordances;
  const words = wrongs ? `${COUNTS[wrongs]} discordance${wrongs > 1 ? "s" : ""}` : "En partie juste";
  return { shape: "partial", words: words + marked };
}

/** One sentence on the judgement of the propositions of a QRM; "" for the other types. */
export function judgementWords(question, result, response) {
  if (result.discordances === null || without(response)) return "";
  if (result.capped) return CAPS[result.capped];
  const all = question.choices.length;
  const good = all - result.discordances;
  if (good === all) return `Les ${counted(all)} propositions sont bien jugées.`;
  const judged =
    good > 1
      ? `${COUNTS[good]} propositions sur ${counted(all)} sont bien jugées.`
      : `${COUNTS[good]} proposition sur ${counted(all)} ${good ? "est" : "n’est"} bien jugée.`;
  return result.score === 0 ? `${COUNTS[result.discordances]} discordances. ${judged}` : judged;
}

/** What the author says to this very answer, as HTML (qroc, numeric); "" for the other types. */
export function answerFeedback(question, result, response) {
  if (hasChoices(question) || without(response)) return "";
  if (result.matched_kind === "trap") return question.traps[result.matched].feedback;
  if (question.type === "qroc") {
    return result.matched_kind === "answer"
      ? question.answers[result.matched].feedback
      : question.feedback_wrong;
  }
  return result.score === 1 ? question.feedback_right : question.feedback_wrong;
}

/** « Réponse attendue : « softmax ». » (qroc, numeric), as plain text; "" for the other types. */
export function expectedWords(question) {
  if (question.type === "qroc") {
    const named = (credit) =>
      question.answers
        .filter((answer) => answer.credit === credit)
        .map((answer) => quoted(answer.texts[0]))
        .join(" ou ");
    const half = named(0.5);
    return `Réponse attendue\u00a0: ${named(1)}.${half ? ` Réponse acceptable\u00a0: ${half}.` : ""}`;
  }
  if (question.type !== "numeric") return "";
  const margin = question.tolerance ? `, à ${french(question.tolerance)} près` : "";
  const unit = question.unit ? `\u00a0${question.unit}` : "";
  return `Réponse attendue\u00a0: ${french(question.answer)}${unit}${margin}.`;
}

/** The scale that was applied, and its year. */
export function scaleWords(question) {
  const weighted = (question.choices ?? []).some((choice) => choice.indispensable || choice.unacceptable);
  return (
    SCALES[question.type] +
    (weighted ? " Une indispensable oubliée ou une inacceptable cochée\u00a0: 0." : "")
  );
}

/** Which attempt counts; "" after a first one. */
export function attemptWords(record, moment) {
  if (record.attempts < 2) return "";
  const first = moment ? "" : `, ${points(record.first.score)} sur\u00a01,`;
  return `Entraînement, essai\u00a0${record.attempts}\u00a0: votre premier essai${first} reste celui qui compte.`;
}

/** What to do about an answer that cannot be marked. */
export function invalidWords(question, reason, wayOut) {
  const thing = question.type === "numeric" ? "un nombre" : "un mot";
  const otherwise = { pass: ", ou passez la question", show: ", ou voyez la correction" }[wayOut] ?? "";
  return {
    empty: `La réponse est vide. Écrivez ${thing}${otherwise}.`,
    too_many_words: "Cinq mots au plus\u00a0: raccourcissez votre réponse. Elle n’est pas encore notée.",
    not_a_number:
      "Ce n’est pas un nombre que l’on sait lire. Écrivez par exemple 12 ou 3,5" +
      `${question.unit ? `, seul ou suivi de ${quoted(question.unit)}` : ""}. Rien n’est encore noté.`,
    several: "Une seule réponse est attendue.",
  }[reason];
}

/** A response in words, as HTML: « the proposition », or what was typed. */
function responseHtml(question, response) {
  if (without(response)) return "sans réponse";
  if (!hasChoices(question)) return quoted(escaped(response));
  const picked = question.choices.filter((choice) => response.includes(choice.id));
  return picked.map((choice) => quoted(choice.text)).join(", ");
}

/**
 * « Avant de lire, vous aviez répondu : … Maintenant : … », as HTML.
 * @param {AnswerRecord | null} before  the answer given before reading, if any
 * @param {AnswerRecord} after
 */
export function comparisonHtml(question, before, after) {
  const verdict = ({ response, score }) =>
    without(response) ? "" : ` (${score === 1 ? "juste" : score ? "en partie juste" : "à revoir"})`;
  const told = (attempt) => responseHtml(question, attempt.response) + verdict(attempt);
  const now = `Maintenant\u00a0: ${told(after.first)}.`;
  if (!before) return `Vous n’aviez pas répondu avant de lire. ${now}`;
  const then = `Avant de lire, vous aviez répondu\u00a0: ${told(before.first)}.`;
  const same = String(before.first.response) === String(after.first.response);
  return `${then} ${now}${same ? " Votre réponse n’a pas changé." : ""}`;
}

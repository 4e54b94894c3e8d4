/**
 * Questions that one answers by writing, a text or a number: how it is read, marked and said.
 * fold, countWords, parseNumber and isNear are those of src/chevet/quiz/fold.py.
 */

import { french, node, rich } from "../../web/verdict.js";
import { escaped, quoted, SCALE_2023, without } from "./words.js";

export const MAX_WORDS = 5;

const SPACE = "[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES = new RegExp(SPACE, "u");
const BLANK = new RegExp(`^${SPACE}*$`, "u");
const END_SPACES = new RegExp(`${SPACE}+$`, "u");
const NUMBER = new RegExp(
  `^${SPACE}*([+\\-−]?)${SPACE}*` +
    "([0-9]{1,3}(?:[ \\u00a0\\u202f][0-9]{3})+|[0-9]+)?" +
    "(?:[.,]([0-9]+))?" +
    `${SPACE}*(.*)$`,
  "su",
);

export const isBlank = (text) => BLANK.test(text);

/** Text without case, accents, ligatures or punctuation: lower-case words parted by one space. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .toUpperCase() // ß becomes SS
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ς/g, "σ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Words as a reader counts them: « l'hôpital » and « celui-ci » are one word each. */
export function countWords(text) {
  return text.split(SPACES).filter((word) => fold(word)).length;
}

/**
 * The number a French reader typed, or null: sign (- or −), comma or dot before the decimals, groups of
 * three digits parted by a space, then the unit or nothing.
 */
export function parseNumber(text, unit = null) {
  const [, sign, whole, decimals, rest] = NUMBER.exec(text);
  if (!(whole || decimals) || !isUnit(rest, unit)) {
    return null;
  }
  const value = Number(`${(whole || "0").replace(/[^0-9]/g, "")}.${decimals || "0"}`);
  if (!Number.isFinite(value)) {
    return null;
  }
  return sign === "-" || sign === "−" ? 0 - value : value; // 0 - 0 is 0, where -0 would print as « -0 »
}

/**
 * |value − target| ≤ tolerance, bounds included whatever their binary rounding: 0.4 − 0.3 is more than 0.1
 * in a computer, so 10⁻¹² of the largest of the three numbers is added to the tolerance.
 */
export function isNear(value, target, tolerance) {
  const slack = 1e-12 * Math.max(Math.abs(value), Math.abs(target), tolerance);
  return Math.abs(value - target) <= tolerance + slack;
}

function isUnit(rest, unit) {
  const typed = rest.replace(END_SPACES, "");
  if (!typed) {
    return true;
  }
  if (!unit) {
    return false;
  }
  // « % », « ‰ », « € » fold to nothing: they are compared as they are.
  return fold(unit) ? fold(typed) === fold(unit) : typed === unit;
}

function scoreQroc(question, response) {
  const typed = typeof response === "string" ? response : "";
  const folded = fold(typed);
  if (!folded) return { reason: "empty" };
  if (countWords(typed) > MAX_WORDS) return { reason: "too_many_words" };
  const says = ({ texts }) => texts.some((text) => fold(text) === folded);
  const answer = question.answers.findIndex(says);
  if (answer >= 0) {
    return { score: question.answers[answer].credit, matched: answer, matched_kind: "answer" };
  }
  return trapped((question.traps ?? []).findIndex(says));
}

function scoreNumeric(question, response) {
  const typed = typeof response === "string" ? response : "";
  if (isBlank(typed)) return { reason: "empty" };
  const value = parseNumber(typed, question.unit);
  if (value === null) return { reason: "not_a_number" };
  if (isNear(value, question.answer, question.tolerance)) return { score: 1, value };
  const traps = question.traps ?? [];
  const trap = traps.findIndex((one) => isNear(value, one.value, one.tolerance));
  return { ...trapped(trap), value };
}

const trapped = (rank) => ({ score: 0, ...(rank >= 0 && { matched: rank, matched_kind: "trap" }) });

/** Where one types: the field stays, read-only once corrected, so that the focus is never lost. */
function textEntry(question, uid, { help: words, number }) {
  const input = node("input", {
    type: "text",
    class: "chevet-typed",
    id: `${uid}-entry`,
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "200",
    inputmode: number ? "decimal" : null,
  });
  const unit = question.unit ? node("span", { id: `${uid}-unit` }, question.unit) : null;
  const error = node("p", { class: "chevet-error", id: `${uid}-error`, hidden: "" });
  const help = node("p", { class: "chevet-help", id: `${uid}-help` }, words);
  const element = node(
    "div",
    { class: "chevet-field" },
    rich("label", { class: "chevet-stem", for: input.id }, question.stem),
    node("div", { class: `chevet-entry${number ? " chevet-number" : ""}` }, input, ...(unit ? [unit] : [])),
    error,
    help,
  );

  function complain(words) {
    error.textContent = words;
    error.hidden = !words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const parts = [words && error.id, unit?.id, input.readOnly ? "" : help.id].filter(Boolean);
    if (parts.length) input.setAttribute("aria-describedby", parts.join(" "));
    else input.removeAttribute("aria-describedby");
    if (words) input.focus();
  }

  function set(text, readOnly) {
    input.value = text;
    input.readOnly = readOnly;
    help.hidden = readOnly;
    complain("");
  }

  input.addEventListener("input", () => complain(""));

  return {
    element,
    read: () => input.value,
    touched: () => !input.readOnly && input.value !== "",
    focus: () => input.focus(),
    complain,
    ask: () => set("", false),
    show: (response) => set(response, true),
  };
}

/** What the types that are written share. */
const textType = (own) => ({
  nothing: "",
  fits: (_question, response) => typeof response === "string",
  told: (_question, response) => quoted(escaped(response)),
  entry: (question, uid) => textEntry(question, uid, own),
  ...own,
});

export const qroc = textType({
  kind: ["Réponse courte", " (QROC)"],
  help: "Cinq mots au plus. Accents, majuscules et tirets sont ignorés.",
  score: scoreQroc,
  scale: () =>
    `${SCALE_2023}1\u00a0point pour la réponse attendue, 0,5 pour une réponse acceptable, sinon 0.`,
  feedback({ answers, traps, feedback_wrong: wrong }, { matched, matched_kind: kind }, response) {
    if (without(response)) return "";
    return kind === "trap" ? traps[matched].feedback : kind === "answer" ? answers[matched].feedback : wrong;
  },
  expected({ answers }) {
    const named = (credit) =>
      answers
        .filter((answer) => answer.credit === credit)
        .map((answer) => quoted(answer.texts[0]))
        .join(" ou ");
    const half = named(0.5);
    return `Réponse attendue\u00a0: ${named(1)}.${half ? ` Réponse acceptable\u00a0: ${half}.` : ""}`;
  },
  invalid: (_question, reason, otherwise) =>
    reason === "empty"
      ? `La réponse est vide. Écrivez un mot${otherwise}.`
      : "Cinq mots au plus\u00a0: raccourcissez votre réponse. Elle n’est pas encore notée.",
});

export const numeric = textType({
  kind: ["Réponse chiffrée", ""],
  help: "Un nombre. La virgule comme le point marquent les décimales.",
  number: true,
  score: scoreNumeric,
  scale: () =>
    "Barème d’entraînement, propre à ce cours\u00a0: 1\u00a0point si le nombre est juste, sinon 0.",
  feedback(question, result, response) {
    if (without(response)) return "";
    if (result.matched_kind === "trap") return question.traps[result.matched].feedback;
    return result.score === 1 ? question.feedback_right : question.feedback_wrong;
  },
  expected({ answer, tolerance, unit }) {
    const margin = tolerance ? `, à ${french(tolerance)} près` : "";
    return `Réponse attendue\u00a0: ${french(answer)}${unit ? `\u00a0${unit}` : ""}${margin}.`;
  },
  invalid: ({ unit }, reason, otherwise) =>
    reason === "empty" ? `La réponse est vide. Écrivez un nombre${otherwise}.` : notANumber(unit),
});

/** What to do about something that does not read as a number. */
export const notANumber = (unit) =>
  "Ce n’est pas un nombre que l’on sait lire. Écrivez par exemple 12 ou 3,5" +
  `${unit ? `, seul ou suivi de ${quoted(unit)}` : ""}. Rien n’est encore noté.`;

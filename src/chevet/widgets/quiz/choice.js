/** Questions with propositions: discs or boxes, then a verdict on each of them. */

import { mark, node, rich, verdict } from "../../web/verdict.js";
import { COUNTS, counted, foundWords, quoted, SCALE_2023, shuffled, without } from "./words.js";

const QRM_SCALE = { 0: 1, 1: 0.5, 2: 0.2 }; // three discordances or more: 0
const WORDS = { chosen: "Choisie", notChosen: "Non choisie" };
const CAPS = {
  indispensable:
    "Une proposition indispensable a été oubliée\u00a0: la question vaut 0, quel que soit le reste.",
  unacceptable:
    "Une proposition inacceptable a été cochée\u00a0: la question vaut 0, quel que soit le reste.",
};

/** The letters ticked, among those the question has, and the right letters. */
export function tick(question, response) {
  const chosen = new Set(Array.isArray(response) ? response : []);
  const ids = (keep) => new Set(question.choices.filter(keep).map(({ id }) => id));
  return { ticked: ids(({ id }) => chosen.has(id)), right: ids(({ right }) => right) };
}

/** What sets the mark to 0 whatever the rest: a harm done is said before an omission. */
export function cap(question, ticked) {
  if (question.choices.some((choice) => choice.unacceptable && ticked.has(choice.id))) return "unacceptable";
  const left = question.choices.some((choice) => choice.indispensable && !ticked.has(choice.id));
  return left ? "indispensable" : null;
}

function scoreQru(question, response) {
  const { ticked, right } = tick(question, response);
  if (ticked.size === 0) return { reason: "empty" };
  if (ticked.size > 1) return { reason: "several" };
  return { score: [...ticked].every((id) => right.has(id)) ? 1 : 0 };
}

function scoreQrm(question, response) {
  const { ticked, right } = tick(question, response);
  if (ticked.size === 0) return { reason: "empty" };
  const discordances = question.choices.filter(({ id }) => ticked.has(id) !== right.has(id)).length;
  const capped = cap(question, ticked);
  return { score: capped ? 0 : (QRM_SCALE[discordances] ?? 0), discordances, ...(capped && { capped }) };
}

/** Where one chooses. @param {object} kind  one of the types below */
function choiceEntry(kind, question, seed) {
  const type = kind.single ? "radio" : "checkbox";
  const choices = kind.fixed ? question.choices : shuffled(question.choices, seed(), question.id);
  const element = node("div");
  let inputs = [];

  const box = (picked) => {
    const shape = `${type === "radio" ? "radio" : "box"}-${picked ? "on" : "off"}`;
    const svg = mark(shape, picked ? WORDS.chosen : WORDS.notChosen);
    svg.setAttribute("class", "chevet-box");
    return svg;
  };

  // Enter validates from a text field; on a box it would spend the first attempt by accident.
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && inputs.includes(event.target)) event.preventDefault();
  });

  return {
    element,
    read: () =>
      inputs
        .filter((input) => input.checked)
        .map((input) => input.value)
        .sort(),
    touched: () => inputs.some((input) => input.checked),
    focus: () => inputs[0]?.focus(),
    complain() {},
    ask() {
      inputs = choices.map((choice) => node("input", { type, name: "choice", value: choice.id }));
      const labels = choices.map((choice, rank) =>
        node(
          "label",
          { class: "chevet-opt" },
          inputs[rank],
          rich("span", { class: "chevet-txt" }, choice.text),
        ),
      );
      const legend = rich("legend", { class: "chevet-stem" }, question.stem + (kind.head?.(question) ?? ""));
      const figure = kind.figure ? [kind.figure(question, inputs)] : [];
      const note = kind.note ? [node("p", { class: "chevet-prov" }, kind.note(question))] : [];
      element.replaceChildren(node("fieldset", {}, legend, ...figure, ...labels, ...note));
    },
    show(response, corrected) {
      inputs = [];
      const items = choices.map((choice) => {
        const item = node("li", { class: "chevet-opt chevet-done" }, box(response.includes(choice.id)));
        item.append(rich("div", { class: "chevet-txt" }, choice.text));
        if (corrected) {
          const why = rich("span", { class: "chevet-why" }, choice.feedback ?? "");
          const told = verdict(kind.verdict(choice, response, question));
          item.append(node("p", { class: "chevet-fb" }, told, why));
        }
        return item;
      });
      const stem = rich("div", { class: "chevet-stem" }, question.stem + (kind.head?.(question) ?? ""));
      const figure = kind.figure ? [kind.figure(question, null, response, corrected)] : [];
      element.replaceChildren(stem, ...figure, node("ul", { class: "chevet-choices" }, ...items));
    },
  };
}

/** The verdict on one proposition of a QRU. @returns {{shape: import("./words.js").Shape, words: string}} */
function verdictOfOne(choice, response) {
  if (choice.right) return { shape: "right", words: "C’était la réponse." };
  return response.includes(choice.id)
    ? { shape: "wrong", words: "Choisie à tort\u00a0: elle est fausse." }
    : { shape: "none", words: "Fausse." };
}

/** The verdict on one proposition among several to tick. */
function verdictOfMany(choice, response) {
  const picked = response.includes(choice.id);
  const weight = choice.indispensable ? ", et indispensable" : choice.unacceptable ? ", et inacceptable" : "";
  const truth = `elle est ${choice.right ? "juste" : "fausse"}${weight}.`;
  if (without(response)) return { shape: choice.right ? "right" : "none", words: `E${truth.slice(1)}` };
  if (picked === choice.right) {
    return { shape: "right", words: `${picked ? "Bien cochée" : "Bien laissée"}\u00a0: ${truth}` };
  }
  return { shape: "wrong", words: `${picked ? "Cochée à tort" : "Oubliée"}\u00a0: ${truth}` };
}

/** One sentence on the judgement of the propositions of a QRM. */
function judgement(question, result, response) {
  if (!Number.isInteger(result.discordances) || without(response)) return "";
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

const weighted = ({ choices }) => choices.some((choice) => choice.indispensable || choice.unacceptable);
const ZEROS = " Une indispensable oubliée ou une inacceptable cochée\u00a0: 0.";

/** What the types with propositions share. */
export function choiceType(own) {
  const kind = {
    nothing: [],
    verdict: verdictOfMany,
    entry: (question, _uid, seed) => choiceEntry(kind, question, seed),
    fits: ({ choices }, response) =>
      Array.isArray(response) && response.every((id) => choices.some((choice) => choice.id === id)),
    told: ({ choices }, response) =>
      choices
        .filter(({ id }) => response.includes(id))
        .map(({ text }) => quoted(text))
        .join(", "),
    invalid: (_question, reason) => (reason === "several" ? "Une seule réponse est attendue." : ""),
    ...own,
  };
  return kind;
}

export const qru = choiceType({
  kind: ["Une seule réponse", " (QRU)"],
  single: true,
  score: scoreQru,
  verdict: verdictOfOne,
  scale: () => `${SCALE_2023}1\u00a0point pour la bonne réponse, sinon 0.`,
  missing: (_question, response) => (without(response) ? "Choisissez une proposition." : ""),
});

export const qrm = choiceType({
  kind: ["Plusieurs réponses", " (QRM)"],
  score: scoreQrm,
  judgement,
  partly: ({ discordances }) =>
    discordances ? `${COUNTS[discordances]} discordance${discordances > 1 ? "s" : ""}` : "En partie juste",
  scale: (question) =>
    `${SCALE_2023}sans discordance 1\u00a0point, une discordance 0,5, deux 0,2, trois ou plus 0.` +
    (weighted(question) ? ZEROS : ""),
  missing: (_question, response) => (without(response) ? "Cochez au moins une proposition." : ""),
});

/** x/n, n announced: nothing is subtracted, and an indispensable or an unacceptable can still set it to 0. */
function scoreExpected(question, response) {
  const { ticked, right } = tick(question, response);
  const expected = right.size;
  if (ticked.size === 0) return { reason: "empty" };
  if (ticked.size !== expected) return { reason: ticked.size < expected ? "incomplete" : "too_many" };
  const found = [...ticked].filter((id) => right.has(id)).length;
  const capped = cap(question, ticked);
  return { score: capped ? 0 : found / expected, found, expected, ...(capped && { capped }) };
}

/** « Cochez exactement trois propositions. » */
const toTick = (count) => `Cochez exactement ${counted(count)} proposition${count > 1 ? "s" : ""}.`;

/** What the types that announce a number share. */
export const announced = {
  kind: ["Nombre de réponses annoncé", " (QRP)"],
  score: scoreExpected,
  head: ({ expected }) => ` <span class="chevet-announced">${toTick(expected)}</span>`,
  judgement: (_question, { capped }, response) => (capped && !without(response) ? CAPS[capped] : ""),
  partly: foundWords,
  scale: (question) =>
    `${SCALE_2023}réponses justes cochées sur réponses attendues.${weighted(question) ? ZEROS : ""}`,
  missing({ expected }, response) {
    const count = response.length;
    if (count < expected) return `${toTick(expected)}${count ? ` Encore ${counted(expected - count)}.` : ""}`;
    return count > expected ? `${toTick(expected)} Décochez-en ${counted(count - expected)}.` : "";
  },
};

export const qrp = choiceType(announced);
export const qrpl = choiceType({
  ...announced,
  kind: ["Liste longue, nombre annoncé", " (QRP longue)"],
  fixed: true, // as the author ordered them: a long list is searched, not read
});

/** `estimation`: two bounds around a number. Loaded by the pages that ask it (types.js). */

import { french, node, rich } from "../../web/verdict.js";
import { isBlank, isNear, notANumber, parseNumber } from "./text.js";
import { escaped, quoted, SCALE_OURS, without } from "./words.js";

const SEPARATOR = " ; ";
const measured = (value, unit) => `${french(value)}${unit ? `\u00a0${unit}` : ""}`;

function boundsOf(response, unit) {
  const text = typeof response === "string" ? response : "";
  const cut = text.indexOf(";");
  const [low, high] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
  if (isBlank(low) || isBlank(high)) return { reason: "empty" };
  const bounds = { low: parseNumber(low, unit), high: parseNumber(high, unit) };
  if (bounds.low === null || bounds.high === null) return { reason: "not_a_number" };
  return bounds.low > bounds.high ? { reason: "reversed" } : bounds;
}

function score({ answer, widest, unit }, response) {
  const { reason, low, high } = boundsOf(response, unit);
  if (reason) return { reason };
  const width = high - low;
  const holds = low <= answer && answer <= high;
  return { score: holds ? (isNear(width, 0, widest) ? 1 : 0.5) : 0, details: { low, high, width } };
}

/** Two fields: they stay, read-only once corrected, so that the focus is never lost. */
function boundsEntry(question, uid) {
  const error = node("p", { class: "chevet-error", id: `${uid}-error`, hidden: "" });
  const unit = question.unit ? ` (${question.unit})` : "";
  const help = node(
    "p",
    { class: "chevet-help", id: `${uid}-help` },
    `Un intervalle où vous êtes sûr à ${question.confidence}\u00a0% de trouver la valeur${unit}.`,
  );
  const field = (words, name) => {
    const input = node("input", {
      type: "text",
      class: "chevet-typed",
      id: `${uid}-${name}`,
      autocomplete: "off",
      inputmode: "decimal",
      maxlength: "60",
      "aria-describedby": `${error.id} ${help.id}`,
    });
    input.addEventListener("input", () => complain(""));
    const label = node("label", { for: input.id }, words);
    return { input, row: node("div", { class: "chevet-bound" }, label, input) };
  };
  const fields = [field("Au moins", "low"), field("Au plus", "high")];
  const inputs = fields.map(({ input }) => input);
  const legend = rich("legend", { class: "chevet-stem" }, question.stem);
  const rows = node("div", { class: "chevet-bounds" }, ...fields.map(({ row }) => row));
  const element = node("fieldset", { class: "chevet-field" }, legend, help, rows, error);

  function complain(words) {
    error.textContent = words;
    error.hidden = !words;
    for (const input of inputs) {
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (words) (inputs.find(({ value }) => isBlank(value)) ?? inputs[0]).focus();
  }

  function set(texts, readOnly) {
    inputs.forEach((input, rank) => {
      input.value = texts[rank] ?? "";
      input.readOnly = readOnly;
    });
    complain("");
  }

  return {
    element,
    read: () =>
      inputs.every(({ value }) => isBlank(value)) ? "" : inputs.map(({ value }) => value).join(SEPARATOR),
    touched: () => inputs.some((input) => !input.readOnly && input.value !== ""),
    focus: () => inputs[0].focus(),
    complain,
    ask: () => set([], false),
    show: (response) => set(without(response) ? [] : response.split(SEPARATOR), true),
  };
}

export default {
  kind: ["Intervalle", ""],
  nothing: "",
  score,
  entry: boundsEntry,
  fits: (_question, response) => typeof response === "string",
  told: (_question, response) => quoted(escaped(response.replace(SEPARATOR, " à "))),
  invalid: ({ unit }, reason, otherwise) =>
    ({
      empty: `Il manque une borne. Écrivez deux nombres${otherwise}.`,
      reversed: "La borne basse dépasse la borne haute. Rien n’est encore noté.",
    })[reason] ?? notANumber(unit),
  partly: () => "Juste, mais trop large pour aider",
  judgement({ unit, answer, widest }, { details }, response) {
    if (without(response) || !details) return "";
    const { low, high, width } = details;
    const side = answer < low ? "au-dessus de" : answer > high ? "au-dessous de" : "autour de";
    const wide = width > widest ? `, au-delà des ${measured(widest, unit)} admis` : "";
    return `Votre intervalle, large de ${measured(width, unit)}${wide}, est ${side} la valeur.`;
  },
  expected: ({ answer, unit }) => `Valeur\u00a0: ${measured(answer, unit)}.`,
  scale: ({ widest, unit, confidence }) =>
    `${SCALE_OURS}1\u00a0point si l’intervalle contient la valeur, 0,5 s’il est plus large que ` +
    `${measured(widest, unit)}, sinon 0. À ${confidence}\u00a0%, ` +
    `${french(confidence / 10)} intervalles sur dix devraient contenir la leur.`,
};

/** How sure one is, said before the correction. Loaded by the pages that ask it (types.js). */

import { node } from "../../web/verdict.js";

/** Probabilities that the answer is entirely right, in per cent; none of them claims to be certain. */
export const LEVELS = [
  [10, "presque sûrement inexacte"],
  [30, "plutôt inexacte"],
  [50, "une chance sur deux"],
  [70, "plutôt juste"],
  [90, "presque sûrement juste"],
];
export const MISSING = "Dites à quel point vous êtes sûr.";

/** « Vous étiez sûr à 90 %. Elle n’est pas entièrement juste. » */
export const certaintyWords = (certainty, score) =>
  `Vous vous donniez ${certainty}\u00a0% de chances d’avoir juste\u00a0: votre réponse ` +
  `${score === 1 ? "est juste" : "n’est pas entièrement juste"}.`;

/** @returns {{element: HTMLElement, read: () => number | null, ask: () => void, hide: () => void}} */
export function certaintyEntry(uid) {
  const inputs = LEVELS.map(([percent]) =>
    node("input", { type: "radio", name: `${uid}-certainty`, value: percent }),
  );
  const labels = LEVELS.map(([percent, words], rank) =>
    node("label", {}, inputs[rank], node("span", {}, `${percent}\u00a0%\u00a0: ${words}`)),
  );
  const legend = node(
    "legend",
    { class: "chevet-sure" },
    "À quel point êtes-vous sûr que votre réponse est entièrement juste\u202f?",
  );
  const element = node("fieldset", { class: "chevet-certainty" }, legend, ...labels);
  // Enter validates from a text field; here it would spend the first attempt by accident.
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  return {
    element,
    read() {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? Number(chosen.value) : null;
    },
    ask() {
      for (const input of inputs) input.checked = false;
      element.hidden = false;
    },
    hide() {
      element.hidden = true;
    },
  };
}

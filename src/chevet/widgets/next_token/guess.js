/** Predict first: how sure is the model? The bars wait for an answer, or for a refusal to answer. */
import { fr, h, number } from "../../web/instrument.js";

/**
 * @param {{uid: string, refresh: () => void, wanted: boolean}} context
 */
export function guessBox({ uid, refresh, wanted }) {
  let refused = !wanted;
  const said = new Map(); // text to what was foreseen, and the settings it was foreseen for
  let now = { text: "", settings: "" };

  const range = h("input", {
    type: "range",
    id: `${uid}-guess`,
    min: 0,
    max: 100,
    step: 5,
    value: 50,
    "aria-describedby": `${uid}-guess-e`,
  });
  const output = h("output", { for: range.id });
  const show = () => {
    output.textContent = fr`${number(range.value)} %`;
    range.setAttribute("aria-valuetext", output.textContent);
  };
  range.addEventListener("input", show);
  const reveal = () => {
    said.set(now.text, { guess: Number(range.value), settings: now.settings });
    refresh();
  };
  const refuse = () => {
    refused = true;
    refresh();
  };
  const root = h(
    "div",
    { class: "chevet-guess" },
    h(
      "div",
      { class: "chevet-field" },
      h(
        "div",
        { class: "chevet-lab" },
        h("label", {
          for: range.id,
          text: fr`Selon vous, quelle probabilité le modèle donne-t-il à son premier choix ?`,
        }),
        output,
      ),
      range,
      h(
        "div",
        { class: "chevet-ends", id: `${uid}-guess-e` },
        h("span", { text: fr`0 % : il hésite entre tous` }),
        h("span", { text: fr`100 % : il est sûr` }),
      ),
    ),
    h(
      "div",
      { class: "chevet-actions" },
      h("button", {
        type: "button",
        class: "chevet-btn chevet-btn-main",
        text: fr`Dévoiler`,
        onclick: reveal,
      }),
      h("button", {
        type: "button",
        class: "chevet-btn chevet-btn-quiet",
        text: fr`Voir sans prédire`,
        onclick: refuse,
      }),
    ),
  );
  show();
  return {
    root,
    /** Whether to ask before showing what follows this text. @param {string} settings those in force */
    ask(text, settings) {
      now = { text, settings };
      return !refused && !said.has(text);
    },
    /** What was foreseen for this text under these settings, in percent, or null. */
    said(text, settings) {
      const one = said.get(text);
      return one?.settings === settings ? one.guess : null;
    },
    refuse,
    reset() {
      refused = !wanted;
      said.clear();
      range.value = 50;
      show();
    },
  };
}

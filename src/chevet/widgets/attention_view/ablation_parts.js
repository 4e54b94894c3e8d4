/** What the mode `ablation` shows: the switches, the bars of a bench with their intervals, its two tables. */
import { fillTable, fr, h, wilson } from "../../web/instrument.js";
import { press, rove } from "./parts.js";
import { NAMES, sayOff, sayScore } from "./saying.js";
import { isRight, KINDS } from "./trials.js";

const WHAT = {
  lecture: fr`La réponse est dans une fiche, qui parle de deux remèdes inventés pour l'épreuve.`,
  memoire: fr`Aucune fiche : des faits vus 30 fois ou plus pendant l'entraînement.`,
};

/** The switches: for each layer its heads, then the whole layer. */
export function switchesOf({ layers, heads, toggle }) {
  const cells = [];
  const cell = (layer, head) => {
    const state = h("span", { class: "chevet-best", "aria-hidden": "true" });
    const element = h(
      "button",
      { type: "button", class: "chevet-head", onclick: () => toggle(layer, head) },
      h("span", { class: "chevet-hide", text: fr`Éteindre, couche ${layer + 1} : ` }),
      h("b", { text: head === null ? fr`toute la couche` : fr`tête ${head + 1}` }),
      " ",
      state,
    );
    cells.push({ layer, head, element, state });
    return element;
  };
  const rows = Array.from({ length: layers }, (_, layer) =>
    h(
      "div",
      { class: "chevet-heads-row chevet-with-layer", role: "group", "aria-label": fr`Couche ${layer + 1}` },
      h("span", { class: "chevet-layer", "aria-hidden": "true", text: fr`Couche ${layer + 1}` }),
      ...Array.from({ length: heads }, (_, head) => cell(layer, head)),
      cell(layer, null),
    ),
  );
  const grid = h("div", { class: "chevet-heads" }, ...rows);
  grid.style.setProperty("--n", heads);
  rove(grid, { columns: () => heads + 1 }).hold(0);

  /** @param {[number, number | null][]} off */
  const draw = (off) => {
    const is = (layer, head) => off.some(([l, k]) => l === layer && k === head);
    for (const { layer, head, element, state } of cells) {
      const covered = head !== null && is(layer, null); // its whole layer is off
      const out = covered || is(layer, head);
      press(element, is(layer, head));
      element.setAttribute("aria-disabled", String(covered));
      element.classList.toggle("chevet-out", out);
      state.textContent = out ? fr`éteinte` : fr`allumée`;
    }
  };
  return { grid, draw };
}

/** Two bars, before and after, each with its interval. */
export function barsOf(kind) {
  const lines = [fr`avant`, fr`après`].map((label) => {
    const bar = h("span", { class: "chevet-fill" });
    const range = h("span", { class: "chevet-range" });
    const value = h("span", { class: "chevet-val" });
    const track = h("span", { class: "chevet-track", "aria-hidden": "true" }, bar, range);
    const name = h("span", { class: "chevet-lab", text: label });
    return { bar, range, value, item: h("li", {}, name, track, value) };
  });
  const root = h(
    "div",
    {},
    h("h4", { class: "chevet-mini", text: NAMES[kind] }),
    h("p", { class: "chevet-prov", text: WHAT[kind] }),
    h("ol", { class: "chevet-bars" }, ...lines.map(({ item }) => item)),
  );

  /**
   * @param {({right: number, n: number} | null | undefined)[]} scores before, after
   * @param {string} none said in place of a score that is not there
   */
  const draw = (scores, none) => {
    for (const [i, score] of scores.entries()) {
      const { bar, range, value } = lines[i];
      bar.hidden = range.hidden = !score;
      value.textContent = score ? sayScore(score) : none;
      if (!score) continue;
      const [low, high] = wilson(score.right, score.n);
      bar.style.setProperty("--p", (100 * score.right) / score.n);
      range.style.setProperty("--low", 100 * low);
      range.style.setProperty("--high", 100 * high);
    }
  };
  return { root, draw };
}

/** Every setting tried, with its two scores. */
export function fillResults(table, results) {
  const rows = results.map(({ off, scores, live }) => [
    sayOff(off),
    ...KINDS.map((kind) => sayScore(scores[kind])),
    live ? fr`ici` : fr`à la construction`,
  ]);
  fillTable(
    table,
    [fr`Réglage`, ...KINDS.map((kind) => NAMES[kind]), fr`Mesuré`],
    rows,
    [],
    fr`Réglages essayés`,
  );
}

/** What the model answered to each question, and whether it counts. */
export function fillAnswers(table, bench, { off, answers }) {
  const rows = bench.map(({ kind, prompt, expected }, i) => [
    fr`${NAMES[kind]} : ${/^Question : (.*)$/m.exec(prompt)?.[1] ?? prompt}`,
    expected,
    answers[i] || "–",
    isRight(answers[i], expected) ? fr`juste` : fr`pas juste`,
  ]);
  const heads = [fr`Question`, fr`Valeur attendue`, fr`Suite écrite par le modèle`, fr`Compte`];
  fillTable(table, heads, rows, [], fr`${sayOff(off)} : les ${bench.length} réponses`);
}

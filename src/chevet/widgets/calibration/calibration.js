/** Certainties said, against answers that were right: words, figures, then the table and its curve. */

import { store } from "../../web/store.js";
import { french, node } from "../../web/verdict.js";

const SVG = "http://www.w3.org/2000/svg";
const FEW = 10;
const WORDS = {
  none: {
    first:
      "Aucune première réponse avec certitude pour l’instant. Le tableau se remplit à mesure que vous répondez.",
    last: "Aucune dernière réponse avec certitude pour l’instant. Elle diffère de la première si vous réessayez.",
  },
  which: "Réponses comptées",
  attempts: { first: "premières", last: "dernières" },
  few: "Sur si peu de réponses, le hasard suffit à expliquer un écart.",
  caption: "Certitude dite et réponses justes",
  heads: ["Certitude dite", "Réponses", "Entièrement justes", "Part juste"],
  curve: "Courbe de calibration\u00a0: certitude dite en abscisse, part de réponses justes en ordonnée.",
};

/** First or last answers with a certainty, as {certainty, right}. @param {"first" | "last"} which */
export function sayings(questions, read, which = "first") {
  return questions.flatMap(({ id, digest }) => {
    const record = read(id);
    const certainty = record?.[which]?.certainty;
    const usable = record?.digest === digest && Number.isFinite(certainty);
    return usable ? [{ certainty, right: record[which].score === 1 }] : [];
  });
}

/** Mean of (p − o)², p from 0 to 1, o 1 if right (Brier 1950); null without a saying. */
export function brier(said) {
  if (!said.length) return null;
  return (
    said.reduce((sum, { certainty, right }) => sum + (certainty / 100 - (right ? 1 : 0)) ** 2, 0) /
    said.length
  );
}

/** @returns {{certainty: number, count: number, right: number}[]} by rising certainty, those that were said */
export function byLevel(said) {
  const levels = [...new Set(said.map(({ certainty }) => certainty))].sort((a, b) => a - b);
  return levels.map((certainty) => {
    const here = said.filter((one) => one.certainty === certainty);
    return { certainty, count: here.length, right: here.filter(({ right }) => right).length };
  });
}

const plural = (count, word) => `${count}\u00a0${word}${count > 1 ? "s" : ""}`;

/** « 6 réponses sur 8 demandées : 70 % de certitude en moyenne, 4 justes… » */
export function conclusion(said, asked, which = "first") {
  if (!said.length) return WORDS.none[which];
  const mean = said.reduce((sum, { certainty }) => sum + certainty, 0) / said.length;
  const right = said.filter((one) => one.right).length;
  const share = (100 * right) / said.length;
  const gap = Math.round(mean) - Math.round(share);
  const side = gap > 0 ? "plus sûr que juste" : gap < 0 ? "plus juste que sûr" : "aussi sûr que juste";
  return (
    `${plural(said.length, "réponse")} sur ${asked}\u00a0: en moyenne ${french(Math.round(mean))}\u00a0% de ` +
    `certitude, ${french(Math.round(share))}\u00a0% de réponses justes. Vous êtes ici ${side}. ` +
    `Score de Brier\u00a0: ${french(Math.round(brier(said) * 100) / 100)}.` +
    (said.length < FEW ? ` ${WORDS.few}` : "")
  );
}

function tableOf(levels) {
  const head = node("tr", {}, ...WORDS.heads.map((text) => node("th", { scope: "col" }, text)));
  const rows = levels.map(({ certainty, count, right }) =>
    node(
      "tr",
      {},
      node("th", { scope: "row" }, `${certainty}\u00a0%`),
      ...[count, right, `${french(Math.round((100 * right) / count))}\u00a0%`].map((cell) =>
        node("td", {}, String(cell)),
      ),
    ),
  );
  return node(
    "table",
    {},
    node("caption", {}, WORDS.caption),
    node("thead", {}, head),
    node("tbody", {}, ...rows),
  );
}

function curveOf(levels) {
  const shape = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };
  const svg = shape("svg", { viewBox: "-14 -6 122 120", role: "img", "aria-label": WORDS.curve });
  svg.append(shape("path", { class: "chevet-axis", d: "M0 0V100H100" }));
  svg.append(shape("path", { class: "chevet-ideal", d: "M0 100L100 0" }));
  for (const value of [0, 50, 100]) {
    svg.append(shape("text", { x: -2, y: 102 - value, "text-anchor": "end" }, String(value)));
    svg.append(shape("text", { x: value, y: 109, "text-anchor": "middle" }, String(value)));
  }
  const points = levels.map(({ certainty, count, right }) => [certainty, 100 - (100 * right) / count, count]);
  svg.append(
    shape("polyline", { class: "chevet-said", points: points.map(([x, y]) => `${x},${y}`).join(" ") }),
  );
  for (const [cx, cy, count] of points) {
    svg.append(shape("circle", { class: "chevet-point", cx, cy, r: 2 + Math.min(count, 9) / 3 }));
  }
  return svg;
}

function render({ model, el }) {
  let which = "first"; // what counts; the last ones show what was learnt since
  const name = `chevet-calibration-${Math.random().toString(36).slice(2, 10)}`;
  const radios = Object.entries(WORDS.attempts).map(([value, words]) => {
    const input = node("input", { type: "radio", name, value, ...(value === which && { checked: "" }) });
    input.addEventListener("change", () => {
      which = value;
      draw();
    });
    return node("label", {}, input, " ", node("span", {}, words));
  });
  const choice = node("fieldset", { class: "chevet-which" }, node("legend", {}, WORDS.which), ...radios);
  const status = node("p", { class: "chevet-calibration-said", role: "status" });
  const drawn = node("div", { class: "chevet-calibration-drawn" });
  const title = node("h3", {}, model.get("title"));
  title.id = `${name}-title`;
  const header = node("header", {}, title, node("p", {}, model.get("instruction")));
  const more = node(
    "details",
    { class: "chevet-text" },
    node("summary", {}, "Le score de Brier"),
    node("p", {}, model.get("brier")),
  );
  const body = node("div", { class: "chevet-body" }, choice, status, drawn, more);
  const root = node(
    "section",
    { class: "chevet-frame chevet-calibration", "aria-labelledby": title.id },
    header,
    body,
  );

  const draw = () => {
    const questions = model.get("questions");
    const said = sayings(questions, (id) => store.get(id), which);
    const levels = byLevel(said);
    const words = conclusion(said, questions.length, which);
    if (status.textContent !== words) status.textContent = words;
    drawn.replaceChildren(...(levels.length ? [tableOf(levels), curveOf(levels)] : []));
  };

  el.append(root);
  draw();
  const off = store.onChange(draw);
  model.on("change:questions", draw);
  return () => {
    off();
    model.off("change:questions", draw);
    root.remove();
  };
}

export default { render };

/** The correction of a letter: the two texts with each fault and each mark in words; why; what it all measures. */

import { node, verdict } from "../../web/verdict.js";
import { createSides, drawText } from "./annotation_lines.js";
import * as say from "./annotation_words.js";

const { WORDS } = say;

/** Why, at one's own pace: the severe faults that were missed, the others, the needless marks, the measures. */
export function drawReasons(letter, response) {
  return sections(say.compare(letter, response), response);
}

/** What was marked, without a word on what it is worth: the correction waits. */
export function drawKept(letter, response) {
  const { marks } = say.compare(letter, response);
  return node("ul", {}, ...marks.map((mark) => node("li", {}, say.markWords(letter, mark))));
}

function sections(compared, response) {
  const { letter, marks, found } = compared;
  const rows = say.faultRows(compared);
  const answered = response.length > 0;
  const severe = rows.filter(({ fault, state }) => state === "missed" && fault.span.gravity === 3);
  const others = rows.filter((row) => !severe.includes(row));
  const seen = new Set(marks.filter((mark) => mark.side === "L").map(({ line }) => line));
  const needless = found.spurious.map((rank) =>
    item(
      { shape: "wrong", words: "Sans faute dessous" },
      say.markWords(letter, marks[rank]),
      say.needlessWords(compared, rank),
    ),
  );
  const looked = letter.faithful
    .filter(([line]) => !seen.has(line))
    .map(([line, why]) =>
      node(
        "li",
        {},
        node("p", {}, `Phrase\u00a0${line}, ${say.quoted(letter.sentences[line - 1].text)}`),
        node("p", {}, why),
      ),
    );
  const fault = (row) => faultItem(letter, row);
  return [
    section(WORDS.severe, severe.map(fault)),
    section(severe.length ? "Les autres fautes" : WORDS.faults, others.map(fault)),
    section(WORDS.needless, needless),
    section(WORDS.looked, looked),
    ...(answered ? [measures(compared)] : []),
  ].filter(Boolean);
}

const section = (title, items) =>
  items.length
    ? node(
        "div",
        {},
        node("p", { class: "chevet-ann-title" }, title),
        node("ul", { class: "chevet-ann-faults" }, ...items),
      )
    : null;

const item = (state, ...sentences) =>
  node("li", {}, verdict(state), ...sentences.filter(Boolean).map((text) => node("p", {}, text)));

function faultItem(letter, row) {
  const { fault } = row;
  const place = `${say.placeWords(fault.span)}, ${say.quoted(say.passageOf(letter, fault.span))}`;
  const said = fault.note ? `Le dossier, note\u00a0${fault.note}\u00a0: ${say.quoted(fault.said)}.` : "";
  const state = say.stateVerdict(row);
  return item(
    { ...state, words: `${state.words}\u00a0: ${say.faultName(fault)}` },
    place[0].toUpperCase() + place.slice(1),
    said,
    fault.why,
    say.differenceWords(letter, row),
  );
}

function measures(compared) {
  const [ways, heads] = [say.otherWays(compared), ["Façon de compter", "Précision", "Rappel", "F1"]];
  const row = ([name, ...values]) =>
    node(
      "tr",
      {},
      node("th", { scope: "row" }, name),
      ...values.map((value) => node("td", { class: "chevet-n" }, value)),
    );
  const head = heads.map((name, rank) => node("th", { scope: "col", class: rank ? "chevet-n" : null }, name));
  const table = node(
    "table",
    {},
    node("thead", {}, node("tr", {}, ...head)),
    node("tbody", {}, ...ways.map(row)),
  );
  const why = node(
    "p",
    {},
    "Deux lecteurs coupent rarement un passage au même mot. Compter un demi pour un recouvrement est l’usage depuis les " +
      "évaluations MUC-4 (1992) et SemEval-2013\u202f; l’écart d’un mot admis à chaque bout est celui de BioNLP\u00a02009.",
  );
  return node(
    "div",
    { class: "chevet-ann-measures" },
    node("p", { class: "chevet-ann-title" }, WORDS.measures),
    ...say.ratioWords(compared).map((text) => node("p", {}, text)),
    node("p", {}, say.gradeWords(compared)),
    node("p", {}, say.kappaWords(compared)),
    node("details", { class: "chevet-text" }, node("summary", {}, WORDS.otherWays), why, table),
  );
}

/** The two texts again, with what was to be found and what was marked, each in words under its line. */
export function drawRead(letter, response, uid) {
  const compared = say.compare(letter, response);
  const { marks, found } = compared;
  const head = (_, line) => [node("span", { class: "chevet-ann-num" }, String(line))];
  const sides = createSides({ letter, uid: `${uid}-read`, head, labels: say.READ });
  const rows = say.faultRows(compared);
  for (const side of ["D", "L"]) {
    for (const [rank, { prose, tag, text }] of sides[side].lines.entries()) {
      const here = ({ side: one, line }) => one === side && line === rank + 1;
      const faults = rows.filter(({ fault }) => here(fault.span));
      const needless = found.spurious.filter((one) => here(marks[one]));
      const passages = [
        ...faults.map(({ fault }) => ({ ...fault.span, name: fault.span.kind })),
        ...needless.map((one) => ({ ...marks[one], name: "needless" })),
      ];
      prose.append(...drawText(text, passages, false));
      const told = [
        ...faults.map((row) => ({
          ...say.stateVerdict(row),
          words: `${say.stateVerdict(row).words}\u00a0: ${say.nameWords(row.fault.span)}`,
        })),
        ...needless.map((one) => ({
          shape: "wrong",
          words: say.needlessLabel(compared, one),
        })),
      ];
      tag.append(...told.map(verdict));
    }
  }
  return sides.element;
}

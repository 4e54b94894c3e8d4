/** The questions of a cell: each on its card (card.js), a case in its frame (case.js), all in an exam (exam.js). */

import { store } from "../../web/store.js";
import { node } from "../../web/verdict.js";
import { createCard } from "./card.js";
import { loadTypes } from "./types.js";
import { WORDS } from "./words.js";

/** Loaded by the pages that have one, as visits.py counts them. */
const LATER = {
  case: () => import("./case.js"),
  exam: () => import("./exam.js"),
};

/** Questions that come together: one alone, or the steps of a case. @returns {object[][]} */
function unitsOf(questions) {
  const units = [];
  for (const question of questions) {
    if (question.case?.rank > 1) units.at(-1).push(question);
    else units.push([question]);
  }
  return units;
}

/** Where each quiz of the page could say that answers are not kept; the first one says it. */
const unkeptPlaces = new Set();

function drawUnkept() {
  const words = { refused: WORDS.unkept, full: WORDS.full }[store.trouble] ?? "";
  for (const [rank, place] of [...unkeptPlaces].entries()) {
    place.hidden = rank > 0 || !words;
    place.textContent = words;
  }
}

async function render({ model, el }) {
  const root = node("div");
  const unkept = node("p", { class: "chevet-prov chevet-quiz-unkept", hidden: "" });
  let cards = [];

  async function build() {
    const questions = model.get("questions");
    const alone = questions.filter((question) => !question.case);
    const cased = alone.length < questions.length ? (await LATER.case()).createCase : null;
    const examined = model.get("exam") ? (await LATER.exam()).createExam : null;
    await loadTypes(questions);
    if (questions !== model.get("questions")) return; // changed again meanwhile: that change draws them
    for (const card of cards) card.stop();
    const moment = model.get("moment");
    const draw = (options) =>
      unitsOf(questions).map((unit) => {
        if (unit[0].case) return cased(unit, createCard, options);
        return createCard(unit[0], { moment, rank: alone.indexOf(unit[0]), count: alone.length, ...options });
      });
    cards = examined ? [examined(questions, draw)] : draw({});
    const title = model.get("title");
    const heading = title ? [node("p", { class: "chevet-quiz-title" }, title)] : [];
    root.replaceChildren(...heading, ...cards.map((card) => card.element), unkept);
  }

  el.append(root);
  await build();
  unkeptPlaces.add(unkept);
  drawUnkept();
  const off = store.onChange((id) => {
    for (const card of cards) card.follow(id);
    drawUnkept();
  });
  const changes = ["change:questions", "change:moment", "change:title", "change:exam"];
  for (const change of changes) model.on(change, build);
  return () => {
    off();
    unkeptPlaces.delete(unkept);
    drawUnkept();
    for (const change of changes) model.off(change, build);
    for (const card of cards) card.stop();
    root.remove();
  };
}

export default { render };

/** The questions of a cell, each on its card (card.js). */

import { store } from "../../web/store.js";
import { node } from "../../web/verdict.js";
import { createCard } from "./card.js";
import { loadTypes } from "./types.js";
import { WORDS } from "./words.js";

/** Where each quiz of the page could say that answers are not kept; the first one says it. */
const unkeptPlaces = new Set();

function drawUnkept() {
  for (const [rank, place] of [...unkeptPlaces].entries()) {
    place.hidden = rank > 0 || store.kind !== "memory";
  }
}

async function render({ model, el }) {
  const root = node("div");
  const unkept = node("p", { class: "chevet-prov chevet-quiz-unkept", hidden: "" }, WORDS.unkept);
  let cards = [];

  async function build() {
    const questions = model.get("questions");
    await loadTypes(questions);
    if (questions !== model.get("questions")) return; // changed again meanwhile: that change draws them
    for (const card of cards) card.stop();
    const moment = model.get("moment");
    cards = questions.map((question, rank) =>
      createCard(question, { moment, rank, count: questions.length }),
    );
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
  const changes = ["change:questions", "change:moment", "change:title"];
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

/** What is asked, on the cards of the chapters: one unit at a time, or a whole mock exam. */

import { addressOf } from "../../web/parts.js";
import { node } from "../../web/verdict.js";
import { size } from "./plan.js";
import { chapterWords, doneWords, examTitle, rankWords, WORDS } from "./words.js";

/** Fetched with the first question: nobody who only looks needs them (visits.py leaves out what is listed so). */
const LATER = { cards: () => import("../quiz/quiz.js") };

const button = (words, className, onClick) => {
  const made = node("button", { type: "button", class: `chevet-btn ${className}`.trim() }, words);
  made.addEventListener("click", onClick);
  return made;
};

/** The questions of a chapter, by id: its module is fetched once, the browser keeps it. */
export async function questionsOf({ cards }) {
  const { default: states } = await import(addressOf(cards, document.baseURI));
  return new Map(states.map((state) => [state.id, state]));
}

/**
 * Draws questions in `place` as a chapter does, with other settings of the quiz.
 * @param {HTMLElement} place @param {object[]} questions @param {Record<string, unknown>} settings
 * @returns {Promise<() => void>} takes them away
 */
export async function drawQuiz(place, questions, settings = {}) {
  const { default: quiz } = await LATER.cards();
  const values = { questions, moment: "", title: "", chapter: "", ...settings };
  const model = { get: (name) => values[name], set() {}, save_changes() {}, on() {}, off() {} };
  const away = await quiz.render({ model, el: place });
  return () => {
    away?.();
    place.replaceChildren();
  };
}

/**
 * @param {import("./plan.js").Unit[]} units  in the order they are asked
 * @param {(slug: string) => import("./plan.js").Chapter} chapterOf
 * @param {() => void} onEnd
 * @returns {{element: HTMLElement, begin: () => Promise<void>, stop: () => void}}
 */
export function createSession(units, chapterOf, onEnd) {
  const title = node("h3", { tabindex: "-1" });
  const where = node("p", { class: "chevet-prov" });
  const status = node("p", { role: "status", class: "chevet-prov" });
  const place = node("div");
  const actions = node("div", { class: "chevet-actions" });
  const element = node("section", { class: "chevet-revision-session", "aria-label": "Questions à revoir" });
  element.append(title, where, status, place, actions);
  const scores = new Map(); // id → first score of this session
  let clear = () => {};
  let current = -1;
  let stopped = false;

  element.addEventListener("chevet:answered", ({ detail: { id, score } }) => {
    if (!scores.has(id)) scores.set(id, score);
  });

  async function show(rank) {
    current = rank;
    clear();
    clear = () => {};
    const unit = units[rank];
    const chapter = chapterOf(unit.chapter);
    title.textContent = rankWords(rank, units.length);
    where.replaceChildren(node("a", { href: chapter.address }, chapterWords(chapter)));
    status.textContent = WORDS.loading;
    actions.replaceChildren();
    title.focus();
    try {
      const states = await questionsOf(chapter);
      const asked = unit.names.map(({ id }) => states.get(id));
      const taken = await drawQuiz(place, asked);
      if (stopped || current !== rank) return void taken();
      clear = taken;
      // One card, or the first of a case, which starts again with it.
      place.querySelector("[data-chevet-question]")?.dispatchEvent(new CustomEvent("chevet:ask"));
      status.textContent = "";
    } catch (error) {
      status.textContent = WORDS.unloaded;
      console.warn("Chevet : revision :", error); // for whoever repairs it
    }
    const last = rank === units.length - 1;
    actions.replaceChildren(
      button(last ? WORDS.last : WORDS.following, "", () => (last ? finish() : show(rank + 1))),
      ...(last ? [] : [button(WORDS.stop, "chevet-btn-quiet", finish)]),
    );
  }

  function finish() {
    clear();
    clear = () => {};
    const right = [...scores.values()].filter((score) => score === 1).length;
    title.textContent = WORDS.done;
    where.replaceChildren();
    status.textContent = doneWords({ asked: size(units), answered: scores.size, right });
    actions.replaceChildren();
    title.focus();
    onEnd();
  }

  return {
    element,
    /** Once the element is in the page, so that the focus can go there. */
    begin: () => show(0),
    stop() {
      stopped = true;
      clear();
      element.remove();
    },
  };
}

/**
 * A mock exam on the units drawn: the quiz of the chapters keeps the answers and corrects them at the end.
 * @param {import("./plan.js").Unit[]} units @param {number} draw
 * @param {(slug: string) => import("./plan.js").Chapter} chapterOf
 */
export function createExamSession(units, draw, chapterOf) {
  const title = node("h3", { tabindex: "-1" }, examTitle(draw));
  const status = node("p", { role: "status", class: "chevet-prov" }, WORDS.examLoading);
  const place = node("div");
  const element = node("section", { class: "chevet-revision-session", "aria-label": examTitle(draw) });
  element.append(title, status, place);
  let clear = () => {};
  let stopped = false;

  async function begin() {
    title.focus();
    try {
      const slugs = [...new Set(units.map(({ chapter }) => chapter))];
      const modules = await Promise.all(slugs.map((slug) => questionsOf(chapterOf(slug))));
      const states = new Map(modules.flatMap((one) => [...one]));
      const asked = units.flatMap(({ names }) => names.map(({ id }) => states.get(id)));
      clear = await drawQuiz(place, asked, { exam: true });
      if (stopped) return clear();
      place.querySelector(".chevet-exam").dispatchEvent(new CustomEvent("chevet:ask"));
      status.textContent = "";
    } catch (error) {
      status.textContent = WORDS.unloaded;
      console.warn("Chevet : revision :", error); // for whoever repairs it
    }
  }

  return {
    element,
    begin,
    stop() {
      stopped = true;
      clear();
      element.remove();
    },
  };
}

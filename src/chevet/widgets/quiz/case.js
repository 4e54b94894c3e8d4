/**
 * A progressive case: its text stays, its steps come one after the other, without way back. Loaded by the pages
 * that ask one (quiz.js).
 *
 * Where the learner stands is read from the answers: nothing else is kept. Each pass adds one attempt to each
 * step, in order, so the first step that has one attempt less than those before it is the one to answer.
 */

import { store } from "../../web/store.js";
import { node, points, rich, verdict } from "../../web/verdict.js";
import { typeOf } from "./types.js";
import { pendingRecord, usableRecord } from "./words.js";

const COUNTS = ["", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit"];
const NAMES = { dp: ["Dossier progressif", "(DP)"], kfp: ["Problème à élément clé", "(KFP)"] };
const WORDS = {
  next: "Question suivante",
  restart: "Recommencer le dossier",
  how: "Une question à la fois, dans l’ordre, sans retour\u00a0: une étape validée le reste jusqu’à la fin du dossier.",
  fact: "Nouvelle donnée. ",
  kept: "Toutes les étapes de ce dossier ont leur réponse gardée.",
};

/**
 * Rank of the step to answer; null when the case is finished.
 * @param {number[]} attempts  at each step
 */
export function nextStep(attempts) {
  const unanswered = attempts.indexOf(0);
  if (unanswered >= 0) return unanswered;
  if (attempts[0] <= attempts.at(-1)) return null;
  return attempts.findIndex((count) => count < attempts[0]);
}

/**
 * « Dossier terminé : 3,2 points sur 4. »
 * @param {import("../../web/store.js").AnswerRecord[]} records  of the steps
 */
export function endWords(records) {
  const sum = (which) => points(records.reduce((total, record) => total + record[which].score, 0));
  const count = `sur\u00a0${records.length}`;
  const told = `Dossier terminé\u00a0: ${sum("last")} ${count}.`;
  if (records.every(({ attempts }) => attempts === 1)) return told;
  return `${told} Entraînement\u00a0: vos premiers essais, ${sum("first")} ${count}, restent ceux qui comptent.`;
}

/**
 * @param {object[]} questions  the steps, in order
 * @param {typeof import("./card.js").createCard} createCard  given, so that a notebook carries it once
 * @param {object=} options
 * @param {boolean=} options.exam  a mock exam is under way: steps are kept, not corrected
 * @param {boolean=} options.over  it has ended: every correction is shown, the exam alone is taken again
 * @returns {{element: HTMLElement, follow: (id: string | null) => void, stop: () => void}}
 */
export function createCase(questions, createCard, { exam = false, over = false } = {}) {
  const { id, kind, vignette, count } = questions[0].case;
  const [name, format] = NAMES[kind];
  const facts = node("div", { class: "chevet-dossier-facts" });
  const head = node("p", { class: "chevet-kind" }, node("span", {}, name), " ");
  head.append(node("span", {}, `${COUNTS[count]} questions ${format}`));
  const how = node("p", { class: "chevet-prov" }, `${WORDS.how} · Dossier\u00a0${id}`);
  const text = node("div", { class: "chevet-body" }, head, rich("div", { class: "chevet-stem" }, vignette));
  text.append(facts, how);
  const steps = node("div");
  const status = node("p", { role: "status" }); // here before it has anything to announce
  const actions = node("div", { class: "chevet-actions" });
  const end = node("div", { class: "chevet-dossier-end", tabindex: "-1" }, status, actions);
  const element = node(
    "section",
    { class: "chevet-dossier", "aria-label": `${name}, ${id}` },
    node("div", { class: "chevet-frame chevet-dossier-text" }, text),
    steps,
    end,
  );
  let cards = [];

  const recordOf = (question) => usableRecord(typeOf(question), question, store.get(question.id));
  const pendingOf = (question) => pendingRecord(typeOf(question), question, store.get);
  const attempts = () => questions.map((one) => (exam ? pendingOf(one) : recordOf(one))?.attempts ?? 0);
  /** In an exam each step is kept once, whatever came before. */
  const waiting = () => nextStep(exam ? attempts().map((known) => Math.min(known, 1)) : attempts());

  const factOf = (rank) => questions[rank].case.facts[rank];
  const placed = (rank) => `Étape\u00a0${rank + 1} sur\u00a0${count}`;

  const button = (words, className, onClick) => {
    const made = node("button", { type: "button", class: `chevet-btn ${className}` }, words);
    made.addEventListener("click", onClick);
    return made;
  };

  const cardOf = (rank, fresh) => {
    const closing = () =>
      rank === cards.length - 1 && rank < count - 1 ? [button(WORDS.next, "chevet-btn-main", advance)] : [];
    const card = createCard(questions[rank], { moment: "", rank, count, exam, fresh, closing });
    card.element.addEventListener("chevet:ask", ({ detail }) => restart(detail?.focus));
    return card;
  };

  /** A step behind: its verdict, and its card for whoever opens it. */
  function folded(rank) {
    const card = cards[rank];
    const summary = node("summary", {}, `${placed(rank)}. `, verdict(card.told()));
    return node("details", { class: "chevet-dossier-step", open: over ? "" : null }, summary, card.element);
  }

  /** Draws the steps behind and the one to answer; null: all are behind. */
  function draw(current, fresh = false) {
    for (const card of cards) card.stop();
    const behind = current ?? count;
    cards = [];
    for (let rank = 0; rank < behind; rank++) cards.push(cardOf(rank, false));
    const shown = cards.map((_, rank) => folded(rank));
    const known = Array.from({ length: behind }, (_, rank) => [rank, factOf(rank)]).filter(
      ([, fact]) => fact,
    );
    facts.replaceChildren(
      ...known.map(([rank, fact]) => rich("p", {}, `<strong>${placed(rank)}.</strong> ${fact}`)),
    );
    if (current !== null) {
      cards.push(cardOf(current, fresh));
      const box = {
        class: "chevet-dossier-now",
        role: "group",
        tabindex: "-1",
        "aria-label": placed(current),
      };
      const fact = factOf(current);
      const learnt = fact
        ? [rich("p", { class: "chevet-dossier-fact" }, `<strong>${WORDS.fact}</strong>${fact}`)]
        : [];
      shown.push(node("div", box, ...learnt, cards.at(-1).element));
    }
    steps.replaceChildren(...shown);
    drawEnd(current === null);
  }

  function drawEnd(finished) {
    const records = questions.map(recordOf);
    const told = exam ? WORDS.kept : finished && records.every(Boolean) ? endWords(records) : "";
    status.textContent = finished ? told : "";
    actions.replaceChildren(
      ...(finished && !exam && !over ? [button(WORDS.restart, "", () => restart(true))] : []),
    );
  }

  /** The new step in view, below the text of the case where both fit in the window. */
  function goTo(target) {
    target.focus({ preventScroll: true });
    const top = target.getBoundingClientRect().top;
    const from = element.getBoundingClientRect().top;
    const aim = top - from < innerHeight * 0.45 ? from : top;
    // Not scrollIntoView, which would also scroll the page of an LMS around ours.
    scrollTo({ top: scrollY + aim - 8, behavior: "instant" });
  }

  const goOn = () => goTo(steps.querySelector(".chevet-dossier-now") ?? end);

  function advance() {
    draw(waiting());
    goOn();
  }

  /** A new pass; nothing while one is under way. */
  function restart(focus) {
    if (exam || over) return;
    if (waiting() === null) draw(0, true);
    if (focus) goOn();
  }

  /** Another tab answered, the answers were erased, or the card on screen has just written. */
  function follow(changed) {
    if (changed !== null && !questions.some((one) => changed.startsWith(one.id))) return;
    if (cards.every((card) => card.isFresh())) {
      if (waiting() === null) drawEnd(true); // the last step, validated here
      return;
    }
    if (cards.at(-1).touched()) return; // its own « Valider » will show what the other tab answered
    const held = element.contains(document.activeElement);
    draw(waiting());
    if (held) goOn();
  }

  draw(waiting());
  return {
    element,
    follow,
    stop() {
      for (const card of cards) card.stop();
    },
  };
}

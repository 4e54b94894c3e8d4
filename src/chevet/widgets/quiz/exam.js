/**
 * A mock exam: no correction before the end, then all of them and the total. Loaded by the pages that hold one
 * (quiz.js).
 *
 * What counts. An answer is kept beside the records of the course (pendingRecord, in words.js), where nothing that
 * shows marks reads it; it may change until the end, a step of a case excepted. « Terminer l’épreuve » makes each
 * an attempt as any other: the first one where the question had never been corrected, a later one elsewhere. A
 * question without an answer gets an empty attempt, 0 point. An LMS is told then, and not as answers are given: an
 * interaction of SCORM cannot be taken back once written, so an answer changed since would stay there for good.
 * Until then the answers are in suspend_data from the moment they are kept: leaving loses none. An exam that is
 * never ended gives no mark.
 *
 * The time is that of the national exam, told and never enforced: three hours for 90 to 110 questions (arrêté du
 * 21 décembre 2021, article 7; facts.md §2).
 */

import { store } from "../../web/store.js";
import { node, points } from "../../web/verdict.js";
import { scoreAnswer, typeOf } from "./types.js";
import { nextRecord, pendingRecord, usableRecord } from "./words.js";

const SESSION = 180; // minutes
const QUESTIONS = { fewest: 90, most: 110 };

const WORDS = {
  title: "Mode épreuve",
  rules:
    "Gardez une réponse à chaque question\u00a0: aucune n’est corrigée avant la fin. Une réponse gardée peut encore " +
    "changer, sauf dans un dossier, où l’on ne revient pas en arrière. Vous pouvez quitter la page et revenir\u00a0: " +
    "les réponses gardées vous attendent. Une épreuve ne propose pas d’indice.",
  counts:
    "Ce qui compte\u00a0: à la fin, votre réponse gardée devient votre premier essai, celui du score du chapitre. Si une " +
    "question vous a déjà été corrigée, son premier essai reste celui d’alors. Sans réponse, une question vaut 0.",
  end: "Terminer l’épreuve",
  again: "Recommencer l’épreuve",
  ask: "Terminer l’épreuve\u202f?",
  goOn: "Continuer l’épreuve",
};

const plural = (count, word) => `${count}\u00a0${word}${count > 1 ? "s" : ""}`;

/** « Pour 12 questions : de 20 à 24 min. » @param {number} count  of questions */
export function timeWords(count) {
  const [least, most] = [QUESTIONS.most, QUESTIONS.fewest].map((all) => Math.round((count * SESSION) / all));
  const here = least === most ? `environ ${least}\u00a0min` : `de ${least} à ${most}\u00a0min`;
  return (
    "Le temps des EDN\u00a0: trois heures pour 90 à 110\u00a0questions (arrêté du 21\u00a0décembre\u00a02021, " +
    `article\u00a07). Pour ${plural(count, "question")}, au même rythme\u00a0: ${here}. Ici, rien ne vous arrête.`
  );
}

/** « 3 réponses gardées sur 5 » */
export const keptWords = (kept, count) =>
  `${kept}\u00a0${kept > 1 ? "réponses gardées" : "réponse gardée"} sur\u00a0${count}`;

/** What ends without an answer. @param {number} missing */
export const missingWords = (missing) =>
  `${missing > 1 ? `${missing}\u00a0questions n’ont` : "Une question n’a"} pas de réponse gardée\u00a0: ` +
  `${missing > 1 ? "elles vaudront" : "elle vaudra"} 0. Une réponse commencée mais non gardée ne compte pas.`;

/**
 * « Total : 3,2 points sur 5. »
 * @param {import("../../web/store.js").AnswerRecord[]} records  once ended
 * @param {boolean} atOnce  at the end itself: later, a question may have been answered again since
 */
export function totalWords(records, atOnce) {
  const sum = (which) => points(records.reduce((total, record) => total + record[which].score, 0));
  const once = records.every(({ attempts }) => attempts === 1);
  const what = atOnce || once ? "Total" : "Vos dernières réponses à ces questions";
  const told = `Épreuve terminée. ${what}\u00a0: ${sum("last")} sur\u00a0${records.length}.`;
  if (once) return told;
  return `${told} Pour le score du chapitre, vos premiers essais comptent\u00a0: ${sum("first")} sur\u00a0${records.length}.`;
}

/** A native dialog: keeps the focus inside, closes on Escape, gives the focus back. */
function confirmEnd(missing, onEnd) {
  const title = node("h2", { id: "chevet-exam-title" }, WORDS.ask);
  const buttons = [
    node("button", { class: "chevet-btn chevet-btn-main", value: "go-on" }, WORDS.goOn),
    node("button", { class: "chevet-btn", value: "end" }, WORDS.end),
  ];
  const form = node("form", { method: "dialog", class: "chevet-actions" }, ...buttons);
  const dialog = node("dialog", { class: "chevet-dialog", "aria-labelledby": title.id }, title);
  dialog.append(node("p", {}, missingWords(missing)), form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "end") onEnd();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {object[]} questions  all of them, steps of cases included
 * @param {(options: {exam: boolean, over: boolean, closing?: () => Node[]}) => object[]} draw  cards and cases
 * @returns {{element: HTMLElement, follow: (id: string | null) => void, stop: () => void}}
 */
export function createExam(questions, draw) {
  const uid = `chevet-exam-${Math.random().toString(36).slice(2, 10)}`; // several modules may share a page
  const title = node("p", { id: uid, class: "chevet-quiz-title" }, WORDS.title);
  const rules = [WORDS.rules, WORDS.counts, timeWords(questions.length)].map((words) => node("p", {}, words));
  const place = node("div");
  const status = node("p", { role: "status" }); // here before it has anything to announce
  const actions = node("div", { class: "chevet-actions" });
  const foot = node("div", { class: "chevet-exam-foot", tabindex: "-1" }, status, actions);
  const element = node("section", { class: "chevet-exam", "aria-labelledby": uid }, title);
  element.append(node("div", { class: "chevet-exam-rules" }, ...rules), place, foot);
  const latencies = new Map(); // id → seconds, of the answers kept in this visit
  let cards = [];
  let started = ""; // attempts at each question when the exam began: other ones mean that it ended elsewhere
  let running = false;
  let ending = false;
  let total = ""; // of the exam that ended here: an error done again since changes none of it

  const recordOf = (question) => usableRecord(typeOf(question), question, store.get(question.id));
  const pendingOf = (question) => pendingRecord(typeOf(question), question, store.get);
  const attempts = () => questions.map((one) => recordOf(one)?.attempts ?? 0).join();
  /** Something is kept, or was never corrected: what is left of an exam that ended is neither. */
  const isRunning = () => questions.some((one) => !recordOf(one) || pendingOf(one));

  const button = (words, className, onClick) => {
    const made = node("button", { type: "button", class: `chevet-btn ${className}` }, words);
    made.addEventListener("click", onClick);
    return made;
  };

  function drawFoot() {
    const kept = questions.filter(pendingOf).length;
    status.textContent = running
      ? `${keptWords(kept, questions.length)}.`
      : total || totalWords(questions.map(recordOf), false);
    const next = running
      ? button(WORDS.end, "chevet-btn-main", () =>
          kept < questions.length ? confirmEnd(questions.length - kept, end) : end(),
        )
      : button(WORDS.again, "", () => begin(true));
    actions.replaceChildren(next);
  }

  function build() {
    for (const card of cards) card.stop();
    for (const rule of [rules[0], rules[2]]) rule.hidden = !running; // what counts stays true after the end
    started = attempts();
    cards = draw(running ? { exam: true, over: false } : { exam: false, over: true, closing: () => [] });
    place.replaceChildren(...cards.map((card) => card.element));
    drawFoot();
  }

  function begin(asked) {
    total = "";
    running = asked || isRunning();
    build();
    if (asked) place.querySelector("input, select, button, summary")?.focus();
  }

  /** Each answer kept becomes an attempt; the rest, an empty one. */
  function end() {
    ending = true;
    for (const question of questions) {
      const { id, type, digest } = question;
      const kept = pendingOf(question)?.last ?? { response: typeOf(question).nothing, score: 0 };
      const known = recordOf(question);
      const score = kept.response.length ? scoreAnswer(question, kept.response).score : 0;
      const record = nextRecord(known, digest, kept.response, score, kept.certainty);
      store.put(id, record);
      const { first, attempts: count } = record;
      const latency = latencies.get(id);
      const detail = {
        id,
        type,
        response: kept.response,
        score,
        first: !known,
        firstScore: first.score,
        attempts: count,
      };
      const event = { bubbles: true, composed: true, detail: { ...detail, latency, opening: false } };
      element.dispatchEvent(new CustomEvent("chevet:answered", event));
    }
    latencies.clear();
    ending = running = false;
    total = totalWords(questions.map(recordOf), true);
    build();
    foot.focus();
  }

  function follow(id) {
    if (ending) return;
    const moved = running ? attempts() !== started : isRunning(); // ended, or begun again, in another tab
    if (id === null || moved) return begin(false);
    for (const card of cards) card.follow(id);
    drawFoot();
  }

  element.addEventListener("chevet:ask", () => begin(true)); // drawn again by the page « Réviser »
  element.addEventListener("chevet:kept", ({ detail: { id, latency } }) => latencies.set(id, latency));
  begin(false);
  return {
    element,
    follow,
    stop() {
      for (const card of cards) card.stop();
    },
  };
}

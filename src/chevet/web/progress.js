/**
 * What has been answered, in words: per chapter, over the course; the button that asks a chapter's errors again,
 * and the button that erases it all. Each answer of a page also moves its question among the boxes of leitner.js.
 */

import { dayOf, keepAnswer } from "./leitner.js";
import { notes, tellTrouble } from "./notes.js";
import { store } from "./store.js";
import { mark, points } from "./verdict.js";

const WORDS = {
  unread: "À lire",
  whole: "dans tout le cours",
  done: "Terminé\u00a0: ",
  title: "Effacer toutes vos réponses\u202f?",
  loss: "Vos réponses à toutes les questions du cours, vos dates de révision, vos décisions datées et vos lectures, gardées dans ce navigateur, seront perdues.",
  redo: "Refaire mes erreurs",
  asked: (count) =>
    count > 1 ? `${count}\u00a0questions vous sont reposées` : "Une question vous est reposée",
  inExam: (count) =>
    `${count > 1 ? `${count}\u00a0questions sont` : "Une question est"} dans l’épreuve en cours\u00a0: terminez-la d’abord.`,
  first:
    "\u00a0: ce que vous n’aviez pas tout juste la dernière fois. Votre premier essai reste celui qui compte.",
  erase: "Effacer mes réponses",
  no: "Garder mes réponses",
  erased: "Vos réponses sont effacées.",
  nothing: "Aucune réponse n’est gardée ici.",
};

/**
 * @param {string} text  "tokens-01 tokens-02:1a2b3c4d tokens-03:5e6f7a8b:2 tokens-30-01:1a2b3c4d::tokens-30": ids, each
 *   with the digest of its content if known, what it is worth where questions are not all worth one point, and its
 *   progressive case if it is a step
 * @returns {{id: string, digest: string | null, weight?: number, unit: string}[]}  unit: what is asked at once
 */
export function parseQuestions(text) {
  const entries = text.split(/\s+/).filter(Boolean);
  return entries.map((entry) => {
    const [id, digest = null, weight, unit = id] = entry.split(":");
    return { id, digest, unit, ...(weight && { weight: Number(weight) }) };
  });
}

/**
 * The first attempt counts; a question without answer counts 0; a record made on another version of the
 * question (other digest) does not count.
 * @param {{id: string, digest?: string | null, weight?: number}[]} questions
 * @param {{get: (id: string) => import("./store.js").AnswerRecord | null}} answers
 * @returns {{questions: number, answered: number, score: number, mean: number, worth?: number}} score: sum of first
 *   scores; worth: what it is out of, where that is not the number of questions
 */
export function chapterTotal(questions, answers) {
  const records = questions
    .map(({ id, digest, weight = 1 }) => ({ digest, weight, record: answers.get(id) }))
    .filter(({ digest, record }) => record && (!digest || record.digest === digest));
  const score = records.reduce((sum, { record, weight }) => sum + weight * record.first.score, 0);
  const worth = questions.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return {
    questions: questions.length,
    answered: records.length,
    score,
    mean: worth ? score / worth : 0,
    ...(worth !== questions.length && { worth }),
  };
}

/**
 * The questions whose last answer was not wholly right, in their order; for a step, its whole case, once finished.
 * @param {{id: string, digest?: string | null, unit: string}[]} questions
 * @param {{get: (id: string) => import("./store.js").AnswerRecord | null}} answers
 */
export function lastErrors(questions, answers) {
  const read = ({ id, digest }) => {
    const record = answers.get(id);
    return record && (!digest || record.digest === digest) ? record : null;
  };
  const units = new Map();
  for (const one of questions) units.set(one.unit, [...(units.get(one.unit) ?? []), one]);
  const again = [...units.values()].filter(
    (unit) => unit.every(read) && unit.some((one) => read(one).last.score < 1),
  );
  return again.flat();
}

/** « 5 questions sur 14 » */
export const countWords = ({ answered, questions }) =>
  `${answered}\u00a0question${answered < 2 ? "" : "s"} sur\u00a0${questions}`;

/** « 5 réponses sur 14 », where nothing around says what is counted */
export const answeredWords = ({ answered, questions }) =>
  `${answered}\u00a0réponse${answered < 2 ? "" : "s"} sur\u00a0${questions}`;

/** « 3,7 points sur 14 » */
export const scoreWords = ({ score, questions, worth = questions }) =>
  `${points(score)} sur\u00a0${worth.toLocaleString("fr-FR")}`;

/** @returns {{words: string, shape: "right" | "partial" | null}} a chapter in the table of contents */
export function progressWords(total) {
  if (!total.answered) return { words: WORDS.unread, shape: null };
  if (total.answered < total.questions) return { words: countWords(total), shape: "partial" };
  return { words: WORDS.done + scoreWords(total), shape: "right" };
}

/** « 5 questions sur 14 · 3,7 points sur 14 » */
export const totalWords = (total) => `${countWords(total)} · ${scoreWords(total)}`;

/** « 5 questions sur 14 dans tout le cours » */
export const courseWords = (total) => `${countWords(total)} ${WORDS.whole}`;

/**
 * A native dialog: keeps the focus inside, closes on Escape, gives the focus back.
 * @param {Document} root
 * @param {{title: string, loss: string, no: string, erase: string}} words
 * @param {() => void} onErase
 */
export function confirmErase(root, words, onErase) {
  const dialog = root.body.appendChild(root.createElement("dialog"));
  dialog.className = "chevet-dialog";
  const title = dialog.appendChild(root.createElement("h2"));
  title.id = "chevet-erase-title";
  title.textContent = words.title;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.appendChild(root.createElement("p")).textContent = words.loss;
  const form = dialog.appendChild(root.createElement("form"));
  form.method = "dialog";
  form.className = "chevet-actions";
  for (const [value, className] of [
    ["no", "chevet-btn chevet-btn-main"],
    ["erase", "chevet-btn"],
  ]) {
    const button = form.appendChild(root.createElement("button"));
    Object.assign(button, { value, className, textContent: words[value] });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "erase") onErase();
  });
  dialog.showModal();
}

/**
 * Asks these questions of the page again and goes to the first. Those of an exam under way have other cards there.
 * @returns {number} how many are asked: with a step, its whole case
 */
function askAgain(root, questions) {
  const wanted = new Set(questions.map(({ id }) => id));
  const cards = [...root.querySelectorAll("[data-chevet-question]")];
  const asked = cards.filter((card) => wanted.has(card.dataset.chevetQuestion));
  const there = new Set(asked.map((card) => card.dataset.chevetQuestion));
  const units = new Set(questions.filter(({ id }) => there.has(id)).map(({ unit }) => unit));
  for (const [rank, card] of asked.entries()) {
    if (!card.isConnected) continue; // the step of a case that the first of them has drawn again
    card.dispatchEvent(new CustomEvent("chevet:ask", { detail: { focus: rank === 0 } }));
  }
  const first = [...root.querySelectorAll("[data-chevet-question]")].find((card) =>
    wanted.has(card.dataset.chevetQuestion),
  );
  // Not scrollIntoView, which would also scroll the page of an LMS around ours.
  const view = root.defaultView;
  if (first) view.scrollTo({ top: view.scrollY + first.getBoundingClientRect().top, behavior: "instant" });
  return questions.filter(({ unit }) => units.has(unit)).length;
}

/**
 * Fills the elements that show the progress and keeps them true.
 *
 * - `[data-chevet-progress]` with `data-questions`: a chapter in the contents;
 * - `[data-chevet-total]` with `data-questions`: the total of a chapter; `[data-chevet-answered]`: how far, always in view;
 * - `[data-chevet-course-progress]`: the course, from its `data-questions` or those of all the chapters;
 * - `button[data-chevet-redo]` with `data-questions`: asks again those not wholly right, hidden without any;
 * - `button[data-chevet-erase]`: erases the answers after a confirmation; hidden where it cannot.
 *
 * @param {Document} root
 * @param {{mountCards?: () => Promise<unknown>}} page  mountCards: those of the page still off screen too
 * @returns {() => void} stops following the store
 */
export function mountProgress(root = document, { mountCards = async () => {} } = {}) {
  const cleanups = [];
  const all = (name) => [...root.querySelectorAll(`[data-chevet-${name}]`)];
  const asked = (element) => parseQuestions(element.dataset.questions ?? "");
  const chapters = all("progress");

  // A text written again, even the same, is laid out and painted again: at each answer, a dozen of them.
  const write = (element, words, shape = null) => {
    if (element.textContent !== words) element.replaceChildren(...(shape ? [mark(shape)] : []), words);
  };

  const draw = () => {
    for (const element of chapters) {
      const { words, shape } = progressWords(chapterTotal(asked(element), store));
      write(element, words, shape);
    }
    for (const element of all("total")) {
      const total = chapterTotal(asked(element), store);
      write(element, totalWords(total));
      for (const other of all("answered")) write(other, answeredWords(total));
    }
    for (const element of all("course-progress")) {
      const questions = element.dataset.questions ? asked(element) : chapters.flatMap(asked);
      write(element, courseWords(chapterTotal(questions, store)));
    }
    for (const button of all("redo")) {
      const { length } = lastErrors(asked(button), store);
      button.textContent = `${WORDS.redo} (${length})`;
      button.hidden = length === 0;
    }
    for (const button of all("erase")) button.hidden = !store.erasable;
  };

  const statusAfter = (button) => {
    const status = root.createElement("span");
    status.className = "chevet-prov";
    status.setAttribute("role", "status");
    button.after(status);
    cleanups.push(() => status.remove());
    return status;
  };

  const keep = ({ detail: { id, score } }) => {
    const record = store.get(id);
    // In an LMS notes last as long as the page, and there is no page to review from.
    if (!record || store.kind === "lms") return;
    keepAnswer(notes, { id, digest: record.digest, score, today: dayOf(new Date()) });
  };
  root.addEventListener("chevet:answered", keep);
  cleanups.push(() => root.removeEventListener("chevet:answered", keep));

  for (const button of all("redo")) {
    const status = statusAfter(button);
    const redo = async () => {
      await mountCards();
      const errors = lastErrors(asked(button), store);
      const count = askAgain(root, errors);
      const left = errors.length - count;
      const told = [count && WORDS.asked(count) + WORDS.first, left && WORDS.inExam(left)];
      status.textContent = told.filter(Boolean).join(" ");
    };
    button.addEventListener("click", redo);
    cleanups.push(() => button.removeEventListener("click", redo));
  }

  for (const button of all("erase")) {
    const status = statusAfter(button);
    const ask = () => {
      status.textContent = store.ids().length + notes.ids().length ? "" : WORDS.nothing;
      if (status.textContent) return;
      confirmErase(root, WORDS, () => {
        store.clear();
        status.textContent = WORDS.erased;
      });
    };
    button.addEventListener("click", ask);
    cleanups.push(() => button.removeEventListener("click", ask));
  }

  cleanups.push(store.onChange(draw), tellTrouble(root));
  draw();
  return () => {
    for (const clean of cleanups) clean();
  };
}

/** One question card: what it says is in words.js, what depends on the type of question in types.js. */

import { store } from "../../web/store.js";
import { node, rich, verdict } from "../../web/verdict.js";
import { fold } from "./text.js";
import { certaintyOf, hintsOf, scoreAnswer, typeOf } from "./types.js";
import * as say from "./words.js";

const { WORDS } = say;

/** The section of the page with this title, as a link if it is there. */
function sectionLink(title) {
  const heading = [...document.querySelectorAll("h2, h3")].find(
    (one) => fold(one.textContent) === fold(title),
  );
  const id = heading?.id || heading?.closest("section[id]")?.id;
  return id ? node("a", { href: `#${id}` }, title) : `«\u00a0${title}\u00a0»`;
}

/** What an answer was worth, with its reasons; without them if it was cut short where it was kept. */
function recall(question, { response, score }) {
  const result = scoreAnswer(question, response);
  if (result.valid && Math.abs(result.score - score) < 1 / 3600) return result; // an LMS keeps 3,600ths
  return { score, verdict: score === 1 ? "right" : score ? "partial" : "wrong" };
}

/** Seconds since the element was first on screen, or since the last restart. */
function stopwatch(element) {
  let start = performance.now();
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    start = performance.now();
    observer.disconnect();
  });
  observer.observe(element);
  return {
    read: () => Math.round(performance.now() - start) / 1000,
    restart() {
      start = performance.now();
    },
    stop: () => observer.disconnect(),
  };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * One card; it announces its answers on its element. `loadTypes` of types.js must have been awaited.
 * @param {Object} question  as `question_state` gives it
 * @param {object} place  where it stands
 * @param {"" | "before" | "after"} place.moment
 * @param {number} place.rank  from 0
 * @param {number} place.count
 * @param {boolean=} place.exam  a mock exam is under way: answers are kept, not corrected (exam.js)
 * @param {boolean=} place.fresh  asked although it was answered earlier
 * @param {(() => Node[])=} place.closing  what stands below a correction instead of « Réessayer »
 * @returns {{element: HTMLElement, follow: (id: string | null) => void, stop: () => void, told: () => object,
 *   isFresh: () => boolean, touched: () => boolean}}  `follow` is told what changed in the store (null: all of it),
 *   `stop` before the element is thrown away; `told` is the verdict in words; `isFresh`: nothing was kept of it that
 *   it does not show; `touched`: an answer is being given
 */
export function createCard(question, { moment, rank, count, exam = false, fresh = false, closing }) {
  const uid = `chevet-quiz-${Math.random().toString(36).slice(2, 10)}`; // several modules may share a page
  const key = say.keyOf(question, exam ? "exam" : moment);
  const type = typeOf(question);
  const step = question.case ?? null; // of a progressive case: no way back, no attempt of its own
  const keeps = exam || moment === "before"; // the answer is kept, its correction comes later
  const readRecord = (id) => say.usableRecord(type, question, store.get(id));
  const readOwn = () => (exam ? say.pendingRecord(type, question, store.get) : readRecord(key));
  const place = say.placeWords(moment, rank, count, step);

  const entry = type.entry(question, uid, store.seed);
  const certainty = certaintyOf(question);
  const sure = certainty?.certaintyEntry(uid);
  const hints = exam ? null : hintsOf(question)?.hintsEntry(question.hints); // an exam gives none
  const status = node("div", { role: "status" }); // here before it has anything to announce
  const more = node("div", { class: "chevet-more" });
  const outcome = node("div", { class: "chevet-outcome" }, status, more); // the status never leaves the page
  const actions = node("div", { class: "chevet-actions" });
  const reasons = node("div", { class: "chevet-reasons" }); // what a type says at length, below the result
  const form = node(
    "form",
    { novalidate: "" },
    entry.element,
    ...[sure, hints].flatMap((one) => one?.element ?? []),
  );
  form.append(outcome, reasons, actions);
  const small = node("p", { class: "chevet-prov chevet-small" });
  if (question.source) small.append(WORDS.source, rich("span", {}, question.source), " · ");
  small.append(`${say.reviewWords(question.review)} · Question\u00a0${question.id}`);
  const kind = node("p", { class: "chevet-kind" }, node("span", {}, place), " ");
  kind.append(node("span", {}, say.kindWords(type, moment)));
  const body = node("div", { class: "chevet-body" }, kind, form, small);
  const element = node(
    "section",
    { class: "chevet-frame chevet-quiz", "aria-label": `${place}, ${question.id}` },
    body,
  );

  const watch = stopwatch(element);
  let record = null; // what the store keeps of this card
  let asking = true;

  const button = (words, className, onClick) => {
    const made = node(
      "button",
      { type: onClick ? "button" : "submit", class: `chevet-btn ${className}` },
      words,
    );
    if (onClick) made.addEventListener("click", onClick);
    return made;
  };

  /** « Valider » stays reachable by keyboard when nothing is chosen: it says why it does nothing. */
  const main = button(keeps ? WORDS.keep : WORDS.validate, "chevet-btn-main");
  const why = node("span", { class: "chevet-prov", id: `${uid}-why`, "aria-live": "polite" });
  function drawReadiness() {
    const waits = [type.missing?.(question, entry.read()), sure?.read() === null && certainty.MISSING];
    const missing = waits.filter(Boolean).join(" ");
    why.textContent = missing || (moment === "before" ? WORDS.askedAgain : "");
    if (missing) main.setAttribute("aria-disabled", "true");
    else main.removeAttribute("aria-disabled");
    // The button says it, and so do the choices that it is about.
    for (const one of [main, entry.element.querySelector("fieldset") ?? main]) {
      if (why.textContent) one.setAttribute("aria-describedby", why.id);
      else one.removeAttribute("aria-describedby");
    }
    return !missing;
  }

  function ask() {
    asking = true;
    entry.ask();
    sure?.ask();
    hints?.ask();
    outcome.className = "chevet-outcome";
    for (const name of ["role", "aria-label", "tabindex"]) outcome.removeAttribute(name);
    status.replaceChildren();
    more.replaceChildren();
    reasons.replaceChildren();
    const passing = exam ? WORDS.passExam : moment ? WORDS.passOpening : WORDS.pass;
    const others = {
      show: () => [button(exam ? WORDS.back : WORDS.show, "chevet-btn-quiet", showAgain)],
      pass: () => [button(passing, "chevet-btn-quiet", pass)],
      none: () => [],
    };
    actions.replaceChildren(main, why, ...others[wayOut()]());
    drawReadiness();
  }

  const verdictOf = (result) => {
    const { response } = record.last;
    if (!keeps) return say.headline(type, result, response, moment);
    return { shape: "none", words: exam && say.without(response) ? WORDS.passed : WORDS.kept };
  };

  /** The last answer with all that is said of it; `note`: why it is shown when nobody asked. */
  function show(note = "") {
    asking = false;
    const { response, certainty: said } = record.last;
    sure?.hide();
    hints?.hide();
    const result = recall(question, record.last);
    entry.show(response, !keeps, result);
    const head = verdictOf(result);
    outcome.className = `chevet-outcome chevet-result chevet-is-${head.shape}`;
    // A name of its own: focused, it is read « Résultat », and the status inside is read once.
    outcome.setAttribute("role", "group");
    outcome.setAttribute("aria-label", `${WORDS.result}, ${place}`);
    outcome.setAttribute("tabindex", "-1");
    const later = exam ? WORDS.examKept : WORDS.askedAgain;
    const judgement = keeps ? later : type.judgement?.(question, result, response);
    const answered = keeps ? "" : type.feedback?.(question, result, response);
    const told =
      !keeps && certainty && said !== undefined && certainty.certaintyWords(said, record.last.score);
    const short = [
      note && node("p", {}, note),
      judgement && node("p", {}, judgement),
      told && node("p", {}, told),
      answered && rich("p", {}, answered),
    ];
    status.replaceChildren(verdict(head), ...short.filter(Boolean));
    more.replaceChildren(...(keeps ? [] : details(result)));
    reasons.replaceChildren(...((!keeps && type.reasons?.(question, response)) || []));
    const next = moment === "before" ? [] : [button(exam ? WORDS.change : WORDS.retry, "", retry)];
    actions.replaceChildren(...(closing?.() ?? next));
  }

  /** What is read after the verdict, at one's own pace. */
  function details(result) {
    const perfect = result.score === 1;
    const expected = perfect ? "" : type.expected?.(question);
    const attempt = say.attemptWords(record, moment);
    const helped = hints?.hintWords(record.last.hints);
    return [
      expected && node("p", {}, expected),
      question.feedback && rich("p", {}, question.feedback),
      moment === "after" &&
        rich("p", {}, say.comparisonHtml(type, question, readRecord(`${question.id}@before`), record)),
      !perfect && question.section && node("p", {}, WORDS.reread, sectionLink(question.section), "."),
      helped && node("p", { class: "chevet-prov" }, helped),
      attempt && node("p", { class: "chevet-prov" }, attempt),
      !moment && node("p", { class: "chevet-prov" }, type.scale(question)),
    ].filter(Boolean);
  }

  /** The button pressed is about to go: without this the keyboard would start again at the top of the page. */
  function showAndFollow(note) {
    const held = form.contains(document.activeElement);
    show(note);
    if (held && !form.contains(document.activeElement)) outcome.focus();
  }

  function save(response, score, said) {
    const latency = watch.read();
    const known = readOwn(); // another tab may have answered first
    if (step && known && !same(known, record)) {
      record = known;
      showAndFollow(WORDS.elsewhere);
      return;
    }
    if (exam) return keep(response, score, said, latency);
    record = say.nextRecord(known, question.digest, response, score, said, hints?.read());
    store.put(key, record);
    showAndFollow();
    const detail = {
      id: key,
      type: question.type,
      response,
      score,
      first: known === null,
      firstScore: record.first.score,
      attempts: record.attempts,
      latency,
      opening: Boolean(moment),
    };
    element.dispatchEvent(new CustomEvent("chevet:answered", { bubbles: true, composed: true, detail }));
  }

  /** For the end of the exam: whoever reads records finds none until then, so that nothing tells what it is worth. */
  function keep(response, score, said, latency) {
    const attempts = (readRecord(question.id)?.attempts ?? 0) + 1;
    record = { ...say.nextRecord(null, question.digest, response, score, said), attempts };
    store.put(key, record);
    showAndFollow();
    const detail = { id: question.id, latency };
    element.dispatchEvent(new CustomEvent("chevet:kept", { bubbles: true, composed: true, detail }));
  }

  function submit(event) {
    event.preventDefault();
    if (!asking) return;
    if (!drawReadiness()) {
      why.textContent = WORDS.notYet + why.textContent; // the press was heard, and says why nothing more happens
      return;
    }
    const response = entry.read();
    const result = scoreAnswer(question, response);
    if (result.valid) save(response, result.score, sure?.read());
    else entry.complain(type.invalid(question, result.reason, say.otherwise(wayOut())));
  }

  const wayOut = () => (step ? "pass" : record ? "show" : keeps ? "none" : "pass");
  const pass = () => save(type.nothing, 0);
  const showAgain = () => showAndFollow();

  function askAgain() {
    ask();
    watch.restart();
  }

  function retry() {
    askAgain();
    entry.focus();
  }

  /** The store changed: another tab answered, the answers were erased, or this very card wrote. */
  function follow(id) {
    if (id === null || id === key) {
      const found = readOwn();
      if (same(found, record) || (found && entry.touched())) return; // never takes an answer from under the hand
      record = found;
      if (found) show();
      else ask();
    } else if (id === `${question.id}@before` && !asking) {
      show();
    }
  }

  // « Refaire mes erreurs », « Réviser »: the page asks again, and focuses the card it wants answered first.
  element.dataset.chevetQuestion = key;
  element.addEventListener("chevet:ask", ({ detail }) => {
    if (step || keeps) return; // a step is asked again by its case
    askAgain();
    if (detail?.focus) entry.focus();
  });
  form.addEventListener("submit", submit);
  form.addEventListener("change", () => asking && drawReadiness());
  record = readOwn();
  if (record && !fresh) show();
  else ask();
  return {
    element,
    follow,
    stop: watch.stop,
    told: () => verdictOf(recall(question, record.last)),
    isFresh: () => same(readOwn(), record),
    touched: () => asking && entry.touched(),
  };
}

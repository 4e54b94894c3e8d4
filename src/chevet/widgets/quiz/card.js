/** One question card: what it says is in words.js, what depends on the type of question in types.js. */

import { store } from "../../web/store.js";
import { node, rich, verdict } from "../../web/verdict.js";
import { fold } from "./text.js";
import { certaintyOf, scoreAnswer, typeOf } from "./types.js";
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

/**
 * One card; it announces its answers on its element. `loadTypes` of types.js must have been awaited.
 * @param {Object} question  as `question_state` gives it
 * @param {{moment: ""|"before"|"after", rank: number, count: number}} place  where it stands, rank from 0
 * @returns {{element: HTMLElement, follow: (id: string | null) => void, stop: () => void}}  `follow` is told what
 *   changed in the store (null: all of it); `stop` before the element is thrown away
 */
export function createCard(question, { moment, rank, count }) {
  const uid = `chevet-quiz-${Math.random().toString(36).slice(2, 10)}`; // several modules may share a page
  const key = say.keyOf(question, moment);
  const type = typeOf(question);
  const readRecord = (id) => say.usableRecord(type, question, store.get(id));
  const place = say.placeWords(moment, rank, count);

  const entry = type.entry(question, uid, store.seed);
  const certainty = certaintyOf(question);
  const sure = certainty?.certaintyEntry(uid);
  const status = node("div", { role: "status" }); // here before it has anything to announce
  const more = node("div", { class: "chevet-more" });
  const outcome = node("div", { class: "chevet-outcome" }, status, more); // the status never leaves the page
  const actions = node("div", { class: "chevet-actions" });
  const reasons = node("div", { class: "chevet-reasons" }); // what a type says at length, below the result
  const form = node("form", { novalidate: "" }, entry.element, ...(sure ? [sure.element] : []));
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
  const main = button(moment === "before" ? WORDS.keep : WORDS.validate, "chevet-btn-main");
  const why = node("span", { class: "chevet-prov", id: `${uid}-why`, "aria-live": "polite" });
  function drawReadiness() {
    const waits = [type.missing?.(question, entry.read()), sure?.read() === null && certainty.MISSING];
    const missing = waits.filter(Boolean).join(" ");
    why.textContent = missing || (moment === "before" ? WORDS.askedAgain : "");
    if (missing) main.setAttribute("aria-disabled", "true");
    else main.removeAttribute("aria-disabled");
    if (why.textContent) main.setAttribute("aria-describedby", why.id);
    else main.removeAttribute("aria-describedby");
    return !missing;
  }

  function ask() {
    asking = true;
    entry.ask();
    sure?.ask();
    outcome.className = "chevet-outcome";
    for (const name of ["role", "aria-label", "tabindex"]) outcome.removeAttribute(name);
    status.replaceChildren();
    more.replaceChildren();
    reasons.replaceChildren();
    const others = {
      show: () => [button(WORDS.show, "chevet-btn-quiet", showAgain)],
      pass: () => [button(moment ? WORDS.passOpening : WORDS.pass, "chevet-btn-quiet", pass)],
      none: () => [],
    };
    actions.replaceChildren(main, why, ...others[wayOut()]());
    drawReadiness();
  }

  /** The last answer with all that is said of it. */
  function show() {
    asking = false;
    const { response, certainty: said } = record.last;
    sure?.hide();
    const kept = moment === "before";
    const result = recall(question, record.last);
    entry.show(response, !kept, result);
    const head = kept ? { shape: "none", words: WORDS.kept } : say.headline(type, result, response, moment);
    outcome.className = `chevet-outcome chevet-result chevet-is-${head.shape}`;
    // A name of its own: focused, it is read « Résultat », and the status inside is read once.
    outcome.setAttribute("role", "group");
    outcome.setAttribute("aria-label", `${WORDS.result}, ${place}`);
    outcome.setAttribute("tabindex", "-1");
    const judgement = kept ? WORDS.askedAgain : type.judgement?.(question, result, response);
    const answered = kept ? "" : type.feedback?.(question, result, response);
    const told =
      !kept && certainty && said !== undefined && certainty.certaintyWords(said, record.last.score);
    const short = [
      judgement && node("p", {}, judgement),
      told && node("p", {}, told),
      answered && rich("p", {}, answered),
    ];
    status.replaceChildren(verdict(head), ...short.filter(Boolean));
    more.replaceChildren(...(kept ? [] : details(result)));
    reasons.replaceChildren(...((!kept && type.reasons?.(question, response)) || []));
    actions.replaceChildren(...(kept ? [] : [button(WORDS.retry, "", retry)]));
  }

  /** What is read after the verdict, at one's own pace. */
  function details(result) {
    const perfect = result.score === 1;
    const expected = perfect ? "" : type.expected?.(question);
    const attempt = say.attemptWords(record, moment);
    return [
      expected && node("p", {}, expected),
      question.feedback && rich("p", {}, question.feedback),
      moment === "after" &&
        rich("p", {}, say.comparisonHtml(type, question, readRecord(`${question.id}@before`), record)),
      !perfect && question.section && node("p", {}, WORDS.reread, sectionLink(question.section), "."),
      attempt && node("p", { class: "chevet-prov" }, attempt),
      !moment && node("p", { class: "chevet-prov" }, type.scale(question)),
    ].filter(Boolean);
  }

  /** The button pressed is about to go: without this the keyboard would start again at the top of the page. */
  function showAndFollow() {
    const held = form.contains(document.activeElement);
    show();
    if (held && !form.contains(document.activeElement)) outcome.focus();
  }

  function save(response, score, said) {
    const latency = watch.read();
    const known = readRecord(key); // another tab may have answered first
    record = say.nextRecord(known, question.digest, response, score, said);
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

  const wayOut = () => (record ? "show" : moment === "before" ? "none" : "pass");
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
      const found = readRecord(key);
      const known = JSON.stringify(found) === JSON.stringify(record);
      if (known || (found && entry.touched())) return; // never takes an answer from under the hand
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
    if (moment !== "before") askAgain();
    if (detail?.focus) entry.focus();
  });
  form.addEventListener("submit", submit);
  form.addEventListener("change", () => asking && drawReadiness());
  record = readRecord(key);
  if (record) show();
  else ask();
  return { element, follow, stop: watch.stop };
}

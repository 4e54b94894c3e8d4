/** The question cards: what they say is in words.js, what an answer is worth in score.js. */

import { store } from "../../web/store.js";
import { mark } from "../../web/verdict.js";
import { fold, scoreAnswer } from "./score.js";
import * as say from "./words.js";

const { WORDS } = say;

/** An element; attributes that are null are left out, children are elements or text. */
function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An element whose content is HTML that quiz.py rendered from Markdown, or that words.js escaped. */
function rich(tag, attributes, html) {
  const element = node(tag, attributes);
  element.innerHTML = html;
  return element;
}

const verdict = ({ shape, words }) =>
  node("span", { class: `chevet-verdict chevet-is-${shape}` }, mark(shape), node("span", {}, words));

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
  if (result.valid && result.score === score) return result;
  return {
    score,
    verdict: score === 1 ? "right" : score ? "partial" : "wrong",
    discordances: null,
    capped: null,
  };
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
 * Where one chooses: radios or boxes while asking, a list with a verdict on each proposition afterwards.
 * Every part of a card that takes an answer has the same methods.
 */
function choiceEntry(question) {
  const type = question.type === "qru" ? "radio" : "checkbox";
  const choices = say.shuffled(question.choices, store.seed(), question.id);
  const element = node("div");
  let inputs = [];

  const box = (picked) => {
    const shape = `${type === "radio" ? "radio" : "box"}-${picked ? "on" : "off"}`;
    const svg = mark(shape, picked ? WORDS.chosen : WORDS.notChosen);
    svg.setAttribute("class", "chevet-box");
    return svg;
  };

  // Enter validates from a text field; on a box it would spend the first attempt by accident.
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && inputs.includes(event.target)) event.preventDefault();
  });

  return {
    element,
    read: () =>
      inputs
        .filter((input) => input.checked)
        .map((input) => input.value)
        .sort(),
    touched: () => inputs.some((input) => input.checked),
    focus: () => inputs[0]?.focus(),
    complain() {},
    ask() {
      inputs = choices.map((choice) => node("input", { type, name: "choice", value: choice.id }));
      const labels = choices.map((choice, rank) =>
        node(
          "label",
          { class: "chevet-opt" },
          inputs[rank],
          rich("span", { class: "chevet-txt" }, choice.text),
        ),
      );
      const legend = rich("legend", { class: "chevet-stem" }, question.stem);
      element.replaceChildren(node("fieldset", {}, legend, ...labels));
    },
    /** @param {string[]} response @param {boolean} corrected  false: kept, the verdicts wait */
    show(response, corrected) {
      inputs = [];
      const items = choices.map((choice) => {
        const item = node("li", { class: "chevet-opt chevet-done" }, box(response.includes(choice.id)));
        item.append(rich("div", { class: "chevet-txt" }, choice.text));
        if (corrected) {
          const why = rich("span", { class: "chevet-why" }, choice.feedback);
          const told = verdict(say.choiceVerdict(question, choice, response));
          item.append(node("p", { class: "chevet-fb" }, told, why));
        }
        return item;
      });
      const stem = rich("p", { class: "chevet-stem" }, question.stem);
      element.replaceChildren(stem, node("ul", { class: "chevet-choices" }, ...items));
    },
  };
}

/** Where one types: the field stays, read-only once corrected, so that the focus is never lost. */
function textEntry(question, uid) {
  const input = node("input", {
    type: "text",
    class: "chevet-typed",
    id: `${uid}-entry`,
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "200",
    inputmode: question.type === "numeric" ? "decimal" : null,
  });
  const unit = question.unit ? node("span", { id: `${uid}-unit` }, question.unit) : null;
  const error = node("p", { class: "chevet-error", id: `${uid}-error`, hidden: "" });
  const help = node("p", { class: "chevet-help", id: `${uid}-help` }, say.HELP[question.type]);
  const isNumber = question.type === "numeric" ? " chevet-number" : "";
  const element = node(
    "div",
    { class: "chevet-field" },
    rich("label", { class: "chevet-stem", for: input.id }, question.stem),
    node("div", { class: `chevet-entry${isNumber}` }, input, ...(unit ? [unit] : [])),
    error,
    help,
  );

  function complain(words) {
    error.textContent = words;
    error.hidden = !words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const parts = [words && error.id, unit?.id, input.readOnly ? "" : help.id].filter(Boolean);
    if (parts.length) input.setAttribute("aria-describedby", parts.join(" "));
    else input.removeAttribute("aria-describedby");
    if (words) input.focus();
  }

  function set(text, readOnly) {
    input.value = text;
    input.readOnly = readOnly;
    help.hidden = readOnly;
    complain("");
  }

  input.addEventListener("input", () => complain(""));

  return {
    element,
    read: () => input.value,
    touched: () => !input.readOnly && input.value !== "",
    focus: () => input.focus(),
    complain,
    ask: () => set("", false),
    show: (response) => set(response, true),
  };
}

/** One card. `moment`, `rank` and `count` say where it stands; it announces its answers on its element. */
function createCard(question, { moment, rank, count }) {
  const uid = `chevet-quiz-${Math.random().toString(36).slice(2, 10)}`; // several modules may share a page
  const key = say.keyOf(question, moment);
  const readRecord = (id) => say.usableRecord(question, store.get(id));
  const place = say.placeWords(moment, rank, count);

  const entry = say.hasChoices(question) ? choiceEntry(question) : textEntry(question, uid);
  const status = node("div", { role: "status" }); // here before it has anything to announce
  const more = node("div", { class: "chevet-more" });
  const outcome = node("div", { class: "chevet-outcome" }, status, more); // the status never leaves the page
  const actions = node("div", { class: "chevet-actions" });
  const form = node("form", { novalidate: "" }, entry.element, outcome, actions);
  const small = node("p", { class: "chevet-prov chevet-small" });
  if (question.source) small.append(WORDS.source, rich("span", {}, question.source), " · ");
  small.append(`${say.reviewWords(question.review)} · Question\u00a0${question.id}`);
  const kind = node("p", { class: "chevet-kind" }, node("span", {}, place), " ");
  kind.append(node("span", {}, say.kindWords(question, moment)));
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
  const why = node("span", { class: "chevet-prov", id: `${uid}-why` });
  function drawReadiness() {
    const missing = say.hasChoices(question) && !entry.touched() ? say.MISSING[question.type] : "";
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
    outcome.className = "chevet-outcome";
    for (const name of ["role", "aria-label", "tabindex"]) outcome.removeAttribute(name);
    status.replaceChildren();
    more.replaceChildren();
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
    const { response } = record.last;
    const kept = moment === "before";
    entry.show(response, !kept);
    const result = recall(question, record.last);
    const head = kept ? { shape: "none", words: WORDS.kept } : say.headline(result, response, moment);
    outcome.className = `chevet-outcome chevet-result chevet-is-${head.shape}`;
    // A name of its own: focused, it is read « Résultat », and the status inside is read once.
    outcome.setAttribute("role", "group");
    outcome.setAttribute("aria-label", `${WORDS.result}, ${place}`);
    outcome.setAttribute("tabindex", "-1");
    const judgement = kept ? WORDS.askedAgain : say.judgementWords(question, result, response);
    const answered = kept ? "" : say.answerFeedback(question, result, response);
    const short = [judgement && node("p", {}, judgement), answered && rich("p", {}, answered)];
    status.replaceChildren(verdict(head), ...short.filter(Boolean));
    more.replaceChildren(...(kept ? [] : details(result)));
    actions.replaceChildren(...(kept ? [] : [button(WORDS.retry, "", retry)]));
  }

  /** What is read after the verdict, at one's own pace. */
  function details(result) {
    const perfect = result.score === 1;
    const expected = perfect ? "" : say.expectedWords(question);
    const attempt = say.attemptWords(record, moment);
    return [
      expected && node("p", {}, expected),
      question.feedback && rich("p", {}, question.feedback),
      moment === "after" &&
        rich("p", {}, say.comparisonHtml(question, readRecord(`${question.id}@before`), record)),
      !perfect && question.section && node("p", {}, WORDS.reread, sectionLink(question.section), "."),
      attempt && node("p", { class: "chevet-prov" }, attempt),
      !moment && node("p", { class: "chevet-prov" }, say.scaleWords(question)),
    ].filter(Boolean);
  }

  /** The button pressed is about to go: without this the keyboard would start again at the top of the page. */
  function showAndFollow() {
    const held = form.contains(document.activeElement);
    show();
    if (held && !form.contains(document.activeElement)) outcome.focus();
  }

  function save(response, score) {
    const latency = watch.read();
    const known = readRecord(key); // another tab may have answered first
    record = say.nextRecord(known, question.digest, response, score);
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
    if (!asking || !drawReadiness()) return;
    const response = entry.read();
    const result = scoreAnswer(question, response);
    if (result.valid) save(response, result.score);
    else entry.complain(say.invalidWords(question, result.reason, wayOut()));
  }

  const wayOut = () => (record ? "show" : moment === "before" ? "none" : "pass");
  const pass = () => save(say.hasChoices(question) ? [] : "", 0);
  const showAgain = () => showAndFollow();

  function retry() {
    ask();
    watch.restart();
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

  form.addEventListener("submit", submit);
  form.addEventListener("change", () => asking && drawReadiness());
  record = readRecord(key);
  if (record) show();
  else ask();
  return { element, follow, stop: watch.stop };
}

/** Where each quiz of the page could say that answers are not kept; the first one says it. */
const unkeptPlaces = new Set();

function drawUnkept() {
  for (const [rank, place] of [...unkeptPlaces].entries()) {
    place.hidden = rank > 0 || store.kind !== "memory";
  }
}

function render({ model, el }) {
  const root = node("div");
  const unkept = node("p", { class: "chevet-prov chevet-quiz-unkept", hidden: "" }, WORDS.unkept);
  let cards = [];

  function build() {
    for (const card of cards) card.stop();
    const moment = model.get("moment");
    const questions = model.get("questions");
    cards = questions.map((question, rank) =>
      createCard(question, { moment, rank, count: questions.length }),
    );
    const title = model.get("title");
    const heading = title ? [node("p", { class: "chevet-quiz-title" }, title)] : [];
    root.replaceChildren(...heading, ...cards.map((card) => card.element), unkept);
  }

  el.append(root);
  build();
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

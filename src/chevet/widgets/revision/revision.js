/**
 * The page « Réviser »: what is due today, one's last errors, a mock exam. What is asked is in plan.js, what is said
 * in words.js, the questions themselves in session.js; when a question comes back, in web/leitner.js.
 */

import { dayOf, readSlot } from "../../web/leitner.js";
import { notes } from "../../web/notes.js";
import { parseQuestions } from "../../web/progress.js";
import { store } from "../../web/store.js";
import { node } from "../../web/verdict.js";
import { dueUnits, errorUnits, inOrder, size, state, unitsOf } from "./plan.js";
import { createSession } from "./session.js";
import { chapterWords, delayWords, errorWords, todayWords, WORDS } from "./words.js";

const today = () => dayOf(new Date());
const slotOf = (name) => readSlot(notes, name);

/** What was answered to this very question: a record made on another version of it does not count. */
function read({ id, digest }) {
  const record = store.get(id);
  return record?.digest === digest ? record : null;
}

function render({ model, el }) {
  const uid = `chevet-revision-${Math.random().toString(36).slice(2, 10)}`; // several modules may share a page
  const chapters = model.get("chapters").map((one) => ({ ...one, names: parseQuestions(one.questions) }));
  const units = unitsOf(chapters);
  const chapterOf = (slug) => chapters.find((one) => one.slug === slug);
  let session = null;
  let asking = false; // the status waits meanwhile: the card says enough at each answer

  const radio = (value, ...words) => {
    const input = node("input", { type: "radio", name: uid, value });
    return { input, label: node("label", { class: "chevet-opt" }, input, node("span", {}, ...words)) };
  };
  const counts = { today: node("span"), errors: node("span") };
  const modes = {
    today: radio("today", WORDS.today, counts.today),
    errors: radio("errors", WORDS.errors, counts.errors),
  };
  const choice = node("fieldset", {}, node("legend", {}, WORDS.legend));
  choice.append(...Object.values(modes).map(({ label }) => label));

  const which = node("select", { id: `${uid}-chapter` });
  const field = node(
    "div",
    { class: "chevet-field" },
    node("label", { for: which.id }, WORDS.chapter),
    which,
  );
  const status = node("p", { role: "status", class: "chevet-status" });
  const begin = node("button", { type: "submit", class: "chevet-btn chevet-btn-main" }, WORDS.begin);
  const form = node("form", { class: "chevet-controls", novalidate: "" }, choice, field, status);
  form.append(node("div", { class: "chevet-actions" }, begin));
  const table = node("tbody");
  const head = node("tr", {}, ...WORDS.heads.map((text) => node("th", { scope: "col" }, text)));
  const boxes = node(
    "details",
    { class: "chevet-text" },
    node("summary", {}, WORDS.boxes),
    node("table", {}, node("caption", {}, WORDS.caption), node("thead", {}, head), table),
  );
  const frame = node(
    "section",
    { class: "chevet-frame chevet-revision", "aria-labelledby": `${uid}-title` },
    node(
      "header",
      {},
      node("h3", { id: `${uid}-title` }, model.get("title")),
      node("p", {}, WORDS.instruction),
    ),
    node("div", { class: "chevet-body" }, form, boxes),
  );
  const root = node("div", {}, frame);

  const mode = () => Object.keys(modes).find((name) => modes[name].input.checked);

  /** What would be asked now. */
  const waiting = {
    today: () => dueUnits(units, read, slotOf, today()),
    errors: (slug = which.value) =>
      errorUnits(units, read).filter(({ chapter }) => slug === "" || chapter === slug),
  };

  function drawChapters(errors) {
    const kept = which.value;
    const counted = chapters
      .map((chapter) => [chapter, size(errors.filter((unit) => unit.chapter === chapter.slug))])
      .filter(([, count]) => count);
    which.replaceChildren(
      node("option", { value: "" }, `${WORDS.all} (${size(errors)})`),
      ...counted.map(([chapter, count]) =>
        node("option", { value: chapter.slug }, `${chapterWords(chapter)} (${count})`),
      ),
    );
    which.value = counted.some(([{ slug }]) => slug === kept) ? kept : "";
  }

  function draw() {
    const told = state(units, read, slotOf, today());
    const due = size(waiting.today());
    const errors = waiting.errors("");
    counts.today.textContent = ` (${due})`;
    counts.errors.textContent = ` (${size(errors)})`;
    drawChapters(errors);
    field.hidden = mode() !== "errors" || errors.length === 0;
    const words = {
      today: () => todayWords(due, told, today()),
      errors: () => errorWords(size(waiting.errors()), told.answered),
    };
    const kept = store.kind === "memory" ? `${WORDS.unkept} ` : "";
    if (!asking) status.textContent = kept + words[mode()]();
    if (waiting[mode()]().length) begin.removeAttribute("aria-disabled");
    else begin.setAttribute("aria-disabled", "true");
    table.replaceChildren(
      ...told.boxes.map(({ delay, count }, rank) =>
        node(
          "tr",
          {},
          node("th", { scope: "row" }, String(rank + 1)),
          node("td", {}, delayWords(delay)),
          node("td", {}, String(count)),
        ),
      ),
    );
  }

  function start(event) {
    event.preventDefault();
    const asked = inOrder(waiting[mode()](), store.seed(), today());
    if (!asked.length) {
      draw();
      status.textContent = WORDS.notYet + status.textContent; // the press was heard
      return;
    }
    session?.stop();
    asking = true;
    session = createSession(asked, chapterOf, ended);
    root.append(session.element);
    session.begin();
  }

  /** Every question was asked, or another choice was made. */
  function ended() {
    asking = false;
    draw();
  }

  /** Erased here or in another tab: what was being asked has no answer left. */
  function follow(id) {
    if (id === null) {
      session?.stop();
      session = null;
      asking = false;
    }
    draw();
  }

  modes[waiting.today().length || !errorUnits(units, read).length ? "today" : "errors"].input.checked = true;
  form.addEventListener("change", ended);
  form.addEventListener("submit", start);
  const awake = () => document.hidden || draw(); // a page left open overnight
  document.addEventListener("visibilitychange", awake);
  const offs = [store.onChange(follow), notes.onChange(draw)];
  draw();
  el.append(root);
  return () => {
    for (const off of offs) off();
    document.removeEventListener("visibilitychange", awake);
    session?.stop();
    root.remove();
  };
}

export default { render };

/**
 * The page « Réviser »: what is due today, one's last errors, a mock exam. What is asked is in plan.js, what is said
 * in words.js, the questions themselves in session.js; when a question comes back, in web/leitner.js.
 */

import { dayOf, readSlot } from "../../web/leitner.js";
import { notes } from "../../web/notes.js";
import { parseQuestions } from "../../web/progress.js";
import { store } from "../../web/store.js";
import { node } from "../../web/verdict.js";
import { createDraw, DRAWS, readChoice } from "./draw.js";
import { drawn, dueUnits, errorUnits, inOrder, size, state, unitsOf } from "./plan.js";
import { createExamSession, createSession } from "./session.js";
import { badDrawWords, chapterWords, delayWords, errorWords, examWords, todayWords, WORDS } from "./words.js";

/** The note that holds the exam composed last: a draw left in the middle is found again. */
const EXAM = "epreuve";

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
  let asking = false; // one question after the other: the status waits, the card says enough at each answer

  const radio = (value, ...words) => {
    const input = node("input", { type: "radio", name: uid, value });
    return { input, label: node("label", { class: "chevet-opt" }, input, node("span", {}, ...words)) };
  };
  const counts = { today: node("span"), errors: node("span") };
  const modes = {
    today: radio("today", WORDS.today, counts.today),
    errors: radio("errors", WORDS.errors, counts.errors),
    exam: radio("exam", WORDS.exam),
  };
  const wanted = node("fieldset", {}, node("legend", {}, WORDS.legend));
  wanted.append(...Object.values(modes).map(({ label }) => label));

  const which = node("select", { id: `${uid}-chapter` });
  const field = node(
    "div",
    { class: "chevet-field" },
    node("label", { for: which.id }, WORDS.chapter),
    which,
  );
  const choice = readChoice(
    notes.get(EXAM),
    chapters.map(({ slug }) => slug),
  );
  const begun = chapters.filter(({ names }) => names.some(read)).map(({ slug }) => slug);
  const exam = createDraw(uid, chapters, choice, begun);
  const status = node("p", { role: "status", class: "chevet-status", id: `${uid}-status` });
  const begin = node("button", { type: "submit", class: "chevet-btn chevet-btn-main" }, WORDS.begin);
  const form = node(
    "form",
    { class: "chevet-controls", novalidate: "" },
    wanted,
    field,
    exam.element,
    status,
  );
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
      node("h2", { id: `${uid}-title` }, model.get("title")),
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
    exam() {
      const { slugs, count, draw } = exam.read();
      return draw === null ? [] : drawn(among(slugs), count, draw);
    },
  };
  const among = (slugs) => units.filter(({ chapter }) => slugs.includes(chapter));

  function sayExam() {
    const { slugs, draw } = exam.read();
    if (!slugs.length) return WORDS.noChapter;
    if (draw === null) return badDrawWords(DRAWS);
    const asked = waiting.exam();
    const unseen = asked.flatMap(({ names }) => names).filter((name) => !read(name)).length;
    return examWords({ asked: size(asked), among: size(among(slugs)), unseen, draw });
  }

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
    exam.element.hidden = mode() !== "exam";
    const words = {
      today: () => todayWords(due, told, today()),
      errors: () => errorWords(size(waiting.errors()), told.answered),
      exam: sayExam,
    };
    const kept = { refused: `${WORDS.unkept} `, full: `${WORDS.full} ` }[store.trouble] ?? "";
    const said = kept + words[mode()]();
    if ((!asking || mode() === "exam") && status.textContent !== said) status.textContent = said;
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
    const found = waiting[mode()]();
    if (!found.length) {
      draw();
      status.textContent = WORDS.notYet + status.textContent; // the press was heard
      return;
    }
    session?.stop();
    asking = true;
    if (mode() === "exam") {
      notes.put(EXAM, exam.read());
      session = createExamSession(found, exam.read().draw, chapterOf);
    } else session = createSession(inOrder(found, store.seed(), today()), chapterOf, ended);
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

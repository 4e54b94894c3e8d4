/** `annotate_text`: a letter to mark against a patient's file, by keyboard or by touch, then its correction. */

import { notes } from "../../web/notes.js";
import { node, rich } from "../../web/verdict.js";
import { createForm } from "./annotation_form.js";
import { createSides, drawText } from "./annotation_lines.js";
import { lengthsOf, readMarks, writeMark } from "./annotation_score.js";
import * as say from "./annotation_words.js";

const { WORDS } = say;

/**
 * The part of a card that takes an answer, with the methods that quiz.js calls.
 * @param {{drawKept: Function, drawRead: Function}} correction  what is shown once answered
 */
export function annotationEntry(question, uid, { drawKept, drawRead }) {
  const { letter } = question;
  const lengths = lengthsOf(letter);
  const draft = `annotation/${question.id}`;
  const element = node("div", { class: "chevet-ann" });
  const write = (span) => writeMark(span, lengths[span.side][span.line - 1]);
  let marks = [];
  let asking = null; // what is on the page while one marks

  const read = () => marks.map(write);

  /** Puts the marks in the order of the document, keeps them for a later visit, tells the card. */
  function change(next) {
    marks = readMarks(lengths, next.map(write));
    notes.put(draft, { digest: question.digest, marks: read() });
    asking.draw();
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function ask() {
    const kept = notes.get(draft);
    const usable = kept?.digest === question.digest && Array.isArray(kept.marks);
    marks = usable ? readMarks(lengths, kept.marks.map(String)) : [];
    asking = createAsking({ question, uid, lengths, marks: () => marks, change });
    element.replaceChildren(rich("p", { class: "chevet-stem" }, question.stem), asking.element);
    asking.draw();
    if (marks.length) asking.announce(`${WORDS.restored} ${say.countWords(marks.length)}.`);
  }

  return {
    element,
    read,
    touched: () => Boolean(asking) && marks.length > 0,
    focus: () => asking?.focus(),
    complain: (words) => asking?.announce(words),
    ask,
    show(response, corrected) {
      asking = null;
      marks = [];
      if (notes.get(draft)) notes.put(draft, null); // answered: the answer is kept with the others
      const shown = corrected ? drawRead(letter, response, uid) : drawKept(letter, response);
      element.replaceChildren(rich("p", { class: "chevet-stem" }, question.stem), shown);
    },
  };
}

/** The words of a line that a selection holds, none when it goes beyond the line. */
function wordsIn(prose, selection) {
  if (!selection || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!prose.contains(range.commonAncestorContainer)) return [];
  return [...prose.querySelectorAll("[data-word]")].filter((word) => {
    const inside = document.createRange();
    inside.selectNodeContents(word);
    return (
      range.compareBoundaryPoints(Range.END_TO_START, inside) < 0 &&
      range.compareBoundaryPoints(Range.START_TO_END, inside) > 0
    );
  });
}

/** The work table: two sides, one form at a time, the list of marks. */
function createAsking({ question, uid, marks, change }) {
  const { letter } = question;
  const status = node("p", { class: "chevet-ann-status", role: "status" });
  const list = node("ol", { class: "chevet-ann-marks" });
  const empty = node("p", { class: "chevet-prov" }, WORDS.none);
  const title = node("p", { class: "chevet-ann-title", id: `${uid}-M`, tabindex: "-1" }, WORDS.marks);
  const mine = node("div", { role: "group", "aria-labelledby": title.id }, title, empty, list);
  const sides = createSides({ letter, uid, head: lineHead, labels: say.ASKED });
  const held = { D: 1, L: 1 }; // the line where one was on each side
  let open = null; // { side, line, form, range, extended }

  const markOf = (side, line) => marks().find((mark) => mark.side === side && mark.line === line) ?? null;
  const announce = (words) => {
    status.textContent = words;
  };

  function lineHead(side, line, prose) {
    const button = node("button", {
      type: "button",
      class: "chevet-ann-num",
      "aria-expanded": "false",
      "aria-describedby": prose.id,
    });
    button.append(
      String(line),
      node("span", { class: "chevet-hide" }, `, marquer la ${say.placeWords({ side, line })}`),
    );
    button.addEventListener("click", () =>
      open?.side === side && open.line === line ? close() : edit(side, line),
    );
    button.addEventListener("keydown", (event) => move(event, side, line));
    button.addEventListener("focus", () => {
      held[side] = line;
    });
    prose.addEventListener("click", (event) => touch(event, side, line));
    return [button];
  }

  /** Up and down, first and last, among the lines of a side; left to the file, right to the text. */
  function move(event, side, line) {
    const { lines } = sides[side];
    const to = { ArrowUp: line - 1, ArrowDown: line + 1, Home: 1, End: lines.length }[event.key];
    const other = { ArrowLeft: "D", ArrowRight: "L" }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || (to === undefined && !other)) return;
    event.preventDefault();
    if (other) goTo(other);
    else lines[Math.min(Math.max(to, 1), lines.length) - 1].button.focus();
  }

  /** A word touched, or several selected with the mouse: they open the form, then stretch what it holds. */
  function touch(event, side, line) {
    const { prose } = sides[side].lines[line - 1];
    const selection = document.getSelection();
    const rank = (element) => Number(element.dataset.word);
    const here = open?.side === side && open.line === line;
    const word = event.target.closest("[data-word]");
    const selected = wordsIn(prose, selection);
    if (selected.length) {
      const range = { first: rank(selected[0]), last: rank(selected.at(-1)) };
      selection.removeAllRanges();
      if (here) open.form.take(range, false);
      else edit(side, line, range);
    } else if (word) {
      const range = { first: rank(word), last: rank(word) };
      // The first word touched replaces the whole line that the form holds at the start; the next ones stretch.
      if (here) open.form.take(range, open.touched);
      else edit(side, line, range);
      open.touched = true;
    }
  }

  function edit(side, line, range) {
    close(false);
    held[side] = line;
    const at = sides[side].lines[line - 1];
    const mark = markOf(side, line);
    const { length } = at.prose.querySelectorAll("[data-word]");
    const whole = { first: 1, last: length };
    open = { side, line, range: range ?? mark ?? whole, touched: false };
    open.form = createForm({
      say,
      side,
      line,
      words: [...at.prose.querySelectorAll("[data-word]")].map((word) => word.textContent),
      uid: `${uid}-${side}${line}`,
      mark,
      range: { first: open.range.first, last: open.range.last },
      count: () => marks().length,
      onRange(next) {
        open.range = next;
        drawLine(side, line);
      },
      onPut(span) {
        close();
        change([...marks().filter((one) => one !== mark), span]);
        announce(say.doneWords(span, mark ? "changed" : "put", marks().length));
      },
      onCancel: () => close(),
      onRemove: mark ? () => remove(mark) : null,
    });
    at.body.append(open.form.element);
    at.button.setAttribute("aria-expanded", "true");
    at.item.classList.add("chevet-ann-open");
    drawLine(side, line);
    open.form.focus();
    at.item.scrollIntoView({ block: "nearest" }); // the sentence above its form
  }

  function close(refocus = true) {
    if (!open) return;
    const { side, line, form } = open;
    const at = sides[side].lines[line - 1];
    open = null;
    form.element.remove();
    at.button.setAttribute("aria-expanded", "false");
    at.item.classList.remove("chevet-ann-open");
    drawLine(side, line);
    if (refocus) at.button.focus();
  }

  function remove(mark) {
    close();
    change(marks().filter((one) => one !== mark));
    announce(say.doneWords(mark, "removed", marks().length));
  }

  function drawLine(side, line) {
    const { prose, tag, text } = sides[side].lines[line - 1];
    const mark = markOf(side, line);
    const isOpen = open?.side === side && open.line === line;
    const passages = isOpen ? [{ ...open.range, name: "held" }] : mark ? [{ ...mark, name: mark.kind }] : [];
    prose.replaceChildren(...drawText(text, passages, true));
    tag.textContent = mark && !isOpen ? `Votre marque\u00a0: ${say.nameWords(mark)}` : "";
  }

  function drawMarks() {
    const items = marks().map((mark) => {
      const words = say.markWords(letter, mark);
      const act = (label, does) => {
        const button = node("button", { type: "button", class: "chevet-btn chevet-btn-quiet" }, label);
        button.append(node("span", { class: "chevet-hide" }, ` la marque de la ${say.placeWords(mark)}`));
        button.addEventListener("click", does);
        return button;
      };
      const change = act(WORDS.edit, () => edit(mark.side, mark.line));
      const take = act(WORDS.remove, () => {
        remove(mark);
        title.focus();
      });
      return node(
        "li",
        {},
        node("span", {}, words),
        node("span", { class: "chevet-ann-acts" }, change, take),
      );
    });
    list.replaceChildren(...items);
    empty.hidden = items.length > 0;
    title.textContent = items.length ? `${WORDS.marks} (${items.length})` : WORDS.marks;
  }

  function draw() {
    for (const side of ["D", "L"]) for (const rank of sides[side].lines.keys()) drawLine(side, rank + 1);
    drawMarks();
  }

  /** To the line where one was on that side: from a sentence to the file and back, without looking for it. */
  function goTo(side) {
    noteWhereOneReads(side === "D" ? "L" : "D");
    const { item, button } = sides[side].lines[held[side] - 1];
    button.focus({ preventScroll: true });
    item.scrollIntoView({ block: "start" });
  }

  /** On the side one leaves: its first line in sight, unless the line that one held there is in sight too. */
  function noteWhereOneReads(side) {
    const top = jump.getBoundingClientRect().bottom;
    const inSight = ({ item }) => {
      const box = item.getBoundingClientRect();
      return box.top < window.innerHeight && box.bottom > top + 8;
    };
    const { lines } = sides[side];
    const first = lines.findIndex(inSight);
    if (first >= 0 && !inSight(lines[held[side] - 1])) held[side] = first + 1;
  }

  const jumpTo = (label, act) => {
    const button = node("button", { type: "button", class: "chevet-btn chevet-btn-quiet" }, label);
    button.addEventListener("click", act);
    return button;
  };
  const jump = node(
    "nav",
    { class: "chevet-ann-jump", "aria-label": WORDS.jump },
    jumpTo(WORDS.toFile, () => goTo("D")),
    jumpTo(WORDS.toLetter, () => goTo("L")),
    jumpTo(WORDS.marks, () => {
      title.focus();
      title.scrollIntoView({ block: "center" });
    }),
    status,
  );
  // Printed before any answer, the card has where to write; on screen it is not there.
  const cells = (tag, texts) => node("tr", {}, ...texts.map((text) => node(tag, {}, text)));
  const rows = Array.from({ length: 12 }, () => cells("td", ["\u00a0", "", "", ""]));
  const paper = node(
    "table",
    { class: "chevet-ann-blanks chevet-ann-paper" },
    cells("th", WORDS.columns),
    ...rows,
  );
  const how = node("p", { class: "chevet-prov chevet-ann-how" }, WORDS.how);
  return {
    element: node("div", {}, how, jump, sides.element, paper, mine),
    draw,
    announce,
    focus: () => sides.L.lines[0].button.focus(),
  };
}

/** The file and the letter, side by side: numbered lines, the words of each, and the passages marked in them. */

import { node } from "../../web/verdict.js";
import { wordsOf } from "./annotation_score.js";

/**
 * The words of a line with passages on them, each passage in a span of its class.
 * @param {string} text
 * @param {{first: number, last: number, name: string}[]} passages  the first one given wins a word
 * @param {boolean} touchable  whether each word is an element too, with its rank, for the pointer
 */
export function drawText(text, passages, touchable) {
  const words = wordsOf(text);
  const owner = words.map((_, rank) => passages.find((p) => p.first <= rank + 1 && rank + 1 <= p.last));
  const drawn = [];
  let at = 0;
  let run = null;
  for (const [rank, [start, end]] of words.entries()) {
    const letters = text.slice(start, end);
    const word = touchable ? node("span", { "data-word": rank + 1 }, letters) : letters;
    if (run && owner[rank] === owner[rank - 1]) run.append(text.slice(at, start), word);
    else {
      run = owner[rank]
        ? node("span", { class: `chevet-ann-run chevet-ann-${owner[rank].name}` }, word)
        : null;
      drawn.push(text.slice(at, start), run ?? word);
    }
    at = end;
  }
  return [...drawn, text.slice(at)];
}

/**
 * One side of the work: its title, what it is for, its lines under their headings.
 * @param {object} options
 * @param {"D" | "L"} options.side @param {{heading: string, text: string}[]} options.lines
 * @param {string} options.uid
 * @param {string} options.title @param {string} options.help
 * @param {(side: "D" | "L", line: number, text: HTMLElement) => (Node | string)[]} options.head  before the text of a line
 */
export function createSide({ side, lines, uid, title, help, head }) {
  const drawn = lines.map(({ heading, text }, rank) => {
    const line = rank + 1;
    const prose = node("p", { class: "chevet-ann-text", id: `${uid}-${side}${line}` });
    const tag = node("p", { class: "chevet-ann-tag" });
    const body = node("div", {}, prose, tag);
    if (side === "D") prose.before(node("p", { class: "chevet-ann-when" }, heading));
    const item = node("li", { class: "chevet-ann-line" }, ...head(side, line, prose), body);
    return { item, body, prose, tag, text, heading, button: item.querySelector("button") };
  });
  const groups = [];
  for (const one of drawn) {
    const last = groups.at(-1);
    if (last && (side === "D" || last.heading === one.heading)) last.items.push(one.item);
    else groups.push({ heading: one.heading, items: [one.item] });
  }
  const lists = groups.flatMap(({ heading, items }) => [
    ...(side === "L" ? [node("p", { class: "chevet-ann-part" }, heading)] : []),
    node("ol", { class: "chevet-ann-lines" }, ...items),
  ]);
  const name = node("p", { class: "chevet-ann-title", id: `${uid}-${side}` }, title);
  const element = node(
    "div",
    { class: `chevet-ann-side chevet-ann-side-${side}`, role: "group", "aria-labelledby": name.id },
    name,
    ...(help ? [node("p", { class: "chevet-prov" }, help)] : []),
    ...lists,
  );
  return { element, lines: drawn };
}

/** Both sides of a letter; `head` as above, `labels` the title and the use of each. */
export function createSides({ letter, uid, head, labels }) {
  const D = createSide({
    side: "D",
    lines: letter.notes,
    uid,
    ...labels.D,
    head,
  });
  const L = createSide({
    side: "L",
    lines: letter.sentences,
    uid,
    ...labels.L,
    head,
  });
  // A text written in the manner of a machine says so, with the rule of the course for such texts.
  L.element.firstChild.after(node("p", { class: "chevet-ann-mention" }, letter.mention));
  return { D, L, element: node("div", { class: "chevet-ann-sides" }, D.element, L.element) };
}

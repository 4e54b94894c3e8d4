/** A mock exam to compose: which chapters, how many questions, and the number that gives the same ones again. */

import { node } from "../../web/verdict.js";
import { chapterWords, drawWords, WORDS } from "./words.js";

export const COUNTS = [10, 20, 30, 60];
export const DRAWS = { least: 1, most: 9999 };

const isDraw = (value) => Number.isInteger(value) && value >= DRAWS.least && value <= DRAWS.most;

/**
 * What was composed last, as it was kept: anything else is no choice.
 * @param {any} value @param {string[]} slugs  chapters of the course
 * @returns {{slugs: string[], count: number, draw: number} | null}
 */
export function readChoice(value, slugs) {
  if (!Array.isArray(value?.slugs) || !COUNTS.includes(value.count) || !isDraw(value.draw)) return null;
  const known = slugs.filter((slug) => value.slugs.includes(slug));
  return known.length ? { slugs: known, count: value.count, draw: value.draw } : null;
}

/** Another number than this one. @param {number} known */
const another = (known) => {
  const number = 1 + Math.floor(Math.random() * (DRAWS.most - 1));
  return number >= known ? number + 1 : number;
};

/**
 * @param {string} uid
 * @param {import("./plan.js").Chapter[]} chapters
 * @param {{slugs: string[], count: number, draw: number} | null} choice  where to start from
 * @param {string[]} begun  chapters where something was answered: those ticked when there is no choice
 * @returns {{element: HTMLElement, read: () => {slugs: string[], count: number, draw: number | null}}}
 */
export function createDraw(uid, chapters, choice, begun) {
  const ticked = choice?.slugs ?? begun;
  const boxes = chapters.map(({ slug }) => {
    const box = node("input", { type: "checkbox", value: slug });
    box.checked = ticked.includes(slug);
    return box;
  });
  const labels = chapters.map((chapter, rank) =>
    node("label", { class: "chevet-opt" }, boxes[rank], node("span", {}, chapterWords(chapter))),
  );
  const told = { "aria-describedby": `${uid}-status` };
  const which = node("fieldset", told, node("legend", {}, WORDS.chapters), ...labels);
  const count = node("select", { id: `${uid}-count` });
  count.append(...COUNTS.map((value) => node("option", { value }, String(value))));
  count.value = String(choice?.count ?? COUNTS[1]);
  const draw = node("input", {
    type: "number",
    id: `${uid}-draw`,
    min: DRAWS.least,
    max: DRAWS.most,
    step: 1,
    "aria-describedby": `${uid}-help ${uid}-status`,
  });
  draw.value = String(choice?.draw ?? another(0));
  const other = node("button", { type: "button", class: "chevet-btn chevet-btn-quiet" }, WORDS.otherDraw);
  other.addEventListener("click", () => {
    draw.value = String(another(Number(draw.value)));
    draw.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const field = (control, words, ...rest) =>
    node("div", { class: "chevet-field" }, node("label", { for: control.id }, words), control, ...rest);
  const help = node("p", { class: "chevet-prov", id: `${uid}-help` }, drawWords(DRAWS));
  const element = node("div", { class: "chevet-revision-draw" }, which);
  element.append(
    node("div", { class: "chevet-revision-row" }, field(count, WORDS.count), field(draw, WORDS.draw), other),
    help,
  );
  const fits = () => isDraw(Number(draw.value));
  for (const kind of ["input", "change"])
    draw.addEventListener(kind, () => draw.setAttribute("aria-invalid", String(!fits())));
  return {
    element,
    read: () => ({
      slugs: boxes.filter((box) => box.checked).map(({ value }) => value),
      count: Number(count.value),
      draw: fits() ? Number(draw.value) : null,
    }),
  };
}

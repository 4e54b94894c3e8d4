/** `qzp`: zones of a picture, by pointer on it or by keyboard in their list. Loaded by the pages that ask it (types.js). */

import { addressOf } from "../../web/parts.js";
import { node } from "../../web/verdict.js";
import { announced, choiceType } from "./choice.js";
import { SCALE_2023 } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

/**
 * The picture, each zone drawn and numbered over it. The list beside it says and does the same: what lies over the
 * picture is for the pointer only, and hidden from a screen reader.
 */
function pictureOf(
  { picture, alt, size: [width, height], choices },
  inputs,
  response = [],
  corrected = false,
) {
  const image = node("img", { src: addressOf(picture, document.baseURI), alt });
  const size = Math.max(height / 14, width / 26); // of the numbers: readable in a narrow column
  const over = shape("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false" });
  const zones = choices.map(({ id, right, place: [x, y, w, h] }, rank) => {
    const [left, top, wide, high] = [
      (x * width) / 100,
      (y * height) / 100,
      (w * width) / 100,
      (h * height) / 100,
    ];
    const zone = shape("g", { class: "chevet-zone" });
    const told = response.includes(id) ? (right ? "right" : "wrong") : right ? "none" : "";
    if (corrected && told) zone.classList.add(`chevet-is-${told}`);
    zone.append(
      shape("rect", { x: left, y: top, width: wide, height: high }),
      shape(
        "text",
        { x: left + wide / 2, y: top + high / 2, "font-size": size, "stroke-width": size / 5 },
        String(rank + 1),
      ),
    );
    zone.addEventListener("click", () => inputs?.[rank].click());
    return zone;
  });
  over.append(...zones);
  const draw = () =>
    zones.forEach((zone, rank) => {
      const chosen = inputs ? inputs[rank].checked : response.includes(choices[rank].id);
      zone.classList.toggle("chevet-chosen", chosen);
    });
  for (const input of inputs ?? []) input.addEventListener("change", draw);
  draw();
  return node("div", { class: "chevet-zones" }, image, over);
}

const many = (words) => words.replace(/proposition/g, "zone");

export default choiceType({
  ...announced,
  kind: ["Zones à pointer", " (QZP)"],
  fixed: true,
  figure: pictureOf,
  head: (question) => many(announced.head(question)),
  missing: (question, response) => many(announced.missing(question, response)),
  scale: () => `${SCALE_2023}zones justes sur zones attendues.`,
});

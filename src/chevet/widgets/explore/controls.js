/** A setting of the call: a slider for numbers, radios for a few choices, a list for more. */
import { fr, h } from "../../web/instrument.js";

const RADIOS = 4;

/**
 * @param {{ label: string, kind: string, texts: string[], start: number }} axis
 * @param {string} id unique in the page
 * @param {(i: number) => void} onchange receives the rank of the value
 * @returns {{ root: HTMLElement, show: (i: number) => void }}
 */
export function control(axis, id, onchange) {
  if (axis.kind === "number") return slider(axis, id, onchange);
  return axis.texts.length <= RADIOS ? radios(axis, id, onchange) : list(axis, id, onchange);
}

function slider({ label, texts }, id, onchange) {
  const output = h("output", { for: id });
  const input = h("input", {
    type: "range",
    id,
    min: 0,
    max: texts.length - 1,
    step: 1,
    oninput: () => {
      show(input.valueAsNumber);
      onchange(input.valueAsNumber);
    },
  });
  const show = (i) => {
    input.value = i;
    // The reader hears the value, not its rank.
    input.setAttribute("aria-valuetext", texts[i]);
    output.textContent = texts[i];
  };
  const ends = h("div", { class: "chevet-ends", "aria-hidden": "true" });
  ends.append(h("span", { text: texts[0] }), h("span", { text: texts.at(-1) }));
  const named = h("div", { class: "chevet-lab" }, h("label", { for: id, text: label }), output);
  return { root: h("div", { class: "chevet-field" }, named, input, ends), show };
}

function radios({ label, texts }, id, onchange) {
  const inputs = texts.map((_, i) => h("input", { type: "radio", name: id, onchange: () => onchange(i) }));
  const options = texts.map((text, i) => h("label", {}, inputs[i], h("span", { text })));
  const root = h(
    "fieldset",
    { class: "chevet-field" },
    h("legend", { text: label }),
    h("div", { class: "chevet-seg" }, ...options),
  );
  const show = (i) => {
    inputs[i].checked = true;
  };
  return { root, show };
}

function list({ label, texts }, id, onchange) {
  const options = texts.map((text, value) => h("option", { value, text }));
  const select = h("select", { id, onchange: () => onchange(Number(select.value)) }, ...options);
  const show = (i) => {
    select.value = String(i);
  };
  return { root: h("div", { class: "chevet-field" }, h("label", { for: id, text: label }), select), show };
}

/** A table that scrolls in its own box; the first cell of a row names it. */
export function table({ caption, head, rows }) {
  const titles = head.map((text) => h("th", { scope: "col", text }));
  const lines = rows.map(([first, ...cells]) =>
    h("tr", {}, h("th", { scope: "row", text: first }), ...cells.map((text) => h("td", { text }))),
  );
  const name = caption || fr`Tableau qui défile`;
  return h(
    "div",
    { class: "chevet-scroll", tabindex: 0, role: "region", "aria-label": name },
    h(
      "table",
      {},
      caption ? h("caption", { text: caption }) : null,
      h("thead", {}, h("tr", {}, ...titles)),
      h("tbody", {}, ...lines),
    ),
  );
}

/** Fields, tables and drawings that several instruments share: native elements, each with its label. */
import { h } from "./lm_bars.js";

/** An element of a drawing; every key is an attribute but `text`. */
export function svg(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** A labelled range; `show` moves it and says its value in words, `ends` are its two bounds in words. */
export function slider(id, label, { min = 0, max, step = 1, ends, oninput, onchange }) {
  const control = h("input", { type: "range", id, min, max, step, oninput, onchange });
  control.setAttribute("aria-describedby", `${id}-d`);
  const output = h("output", { for: id });
  const root = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: id }, h("span", { text: label }), output),
    control,
    h("div", { class: "chevet-ends", id: `${id}-d` }, ...ends.map((text) => h("span", { text }))),
  );
  const show = (value, words) => {
    control.value = value;
    output.textContent = words;
    control.setAttribute("aria-valuetext", words);
  };
  return { root, control, show };
}

/** Radios that read as one choice among a few. @param {{value: string, text: string}[]} choices */
export function segments(name, legend, choices, onchange) {
  const radios = choices.map(({ value }) =>
    h("input", { type: "radio", name, value, onchange: () => onchange(value) }),
  );
  const labels = choices.map(({ text }, i) => h("label", {}, radios[i], h("span", { text })));
  const row = h("div", { class: "chevet-seg" }, ...labels);
  row.style.setProperty("--n", choices.length);
  const root = h("fieldset", {}, h("legend", { text: legend }), row);
  const show = (value) => {
    for (const radio of radios) radio.checked = radio.value === value;
  };
  return { root, show };
}

/** A table that scrolls in its own box when it is wider than the frame; `fillTable` fills its `table`. */
export function scrolled(caption) {
  const table = h("table");
  const root = h("div", { class: "chevet-scroll", tabindex: 0, role: "group", "aria-label": caption }, table);
  return { root, table };
}

/** A labelled list of choices. @param {{value: string, text: string}[]} choices */
export function select(id, label, choices, onchange) {
  const control = h(
    "select",
    { id, onchange },
    ...choices.map(({ value, text }) => h("option", { value, text })),
  );
  const root = h("div", { class: "chevet-field" }, h("label", { for: id, text: label }), control);
  return { root, control };
}

export function button(text, onclick, kind = "") {
  return h("button", { type: "button", class: `chevet-btn ${kind}`.trim(), text, onclick });
}

/** A table: its first column names the row; a column of whole numbers is set to the right. */
export function tableOf({ caption, heads, rows }) {
  const right = heads.map((_, i) => rows.length > 0 && rows.every((row) => Number.isInteger(row[i])));
  const side = (i) => (right[i] ? "chevet-n" : null);
  const cell = (value, i) =>
    i === 0
      ? h("th", { scope: "row", text: String(value) })
      : h("td", { class: side(i), text: String(value) });
  const head = h("tr", {}, ...heads.map((text, i) => h("th", { scope: "col", class: side(i), text })));
  return h(
    "div",
    { class: "chevet-scroll", tabindex: 0, role: "group", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { text: caption }),
      h("thead", {}, head),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
    ),
  );
}

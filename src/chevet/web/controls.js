/** Fields and tables that several instruments share: native elements, each with its label. */
import { fillTable, h, scrolled } from "./instrument.js";

/** A labelled range; `show` moves it and says its value in words, `ends` are its two bounds in words. */
export function slider(id, label, { min = 0, max, step = 1, ends, oninput, onchange }) {
  const control = h("input", { type: "range", id, min, max, step, oninput, onchange });
  control.setAttribute("aria-describedby", `${id}-d`);
  const output = h("output", { for: id });
  const root = h(
    "div",
    { class: "chevet-field" },
    h("div", { class: "chevet-lab" }, h("label", { for: id, text: label }), output), // a label names one control
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

/** A table: its first column names the row; a column of whole numbers is set to the right. */
export function tableOf({ caption, heads, rows }) {
  const whole = (i) => rows.length > 0 && rows.every((row) => Number.isInteger(row[i]));
  const right = [...heads.keys()].filter(whole);
  const table = h("table");
  fillTable(table, heads, rows, right, caption);
  return scrolled(table, caption);
}

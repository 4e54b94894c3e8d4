/** What the reader sets: an example or a text of one's own, the draw, how many statements. */
import { fr, h } from "../../web/instrument.js";
import { sayTemperature, sayTopK, sayTopP, WORDS } from "./words.js";

const RANGES = {
  temperature: {
    bounds: [0, 2, 0.1],
    ends: [fr`0 : toujours la même suite`, fr`2 : presque au hasard`],
    say: sayTemperature,
  },
  top_k: { bounds: [0, 40, 1], ends: [fr`0 : tous les tokens`, fr`40 tokens`], say: sayTopK },
  top_p: { bounds: [0.05, 1, 0.05], ends: [fr`0,05 : les premiers`, fr`1 : tous`], say: sayTopP },
};
const COUNTS = [1, 10, 50];

/** A labelled range whose value is said in words. */
export function range(uid, name, label, { bounds, ends, say }, { edit, settle, get }) {
  const id = `${uid}-${name}`;
  const [min, max, step] = bounds;
  const control = h("input", { type: "range", id, min, max, step, "aria-describedby": `${id}-e` });
  // A sum of tenths is not a tenth: 0.30000000000000004 would be another series.
  control.addEventListener("input", () => edit(name, Math.round(control.valueAsNumber * 100) / 100));
  control.addEventListener("change", settle);
  const output = h("output", { for: id });
  const root = h(
    "div",
    { class: "chevet-field" },
    h("div", { class: "chevet-lab" }, h("label", { for: id, text: label }), output),
    control,
    h("div", { class: "chevet-ends", id: `${id}-e` }, ...ends.map((text) => h("span", { text }))),
  );
  const show = () => {
    control.value = get(name);
    output.textContent = say(get(name));
    control.setAttribute("aria-valuetext", output.textContent);
  };
  return { root, show };
}

/** Radios that read as one choice among a few. @param {{value: unknown, text: string}[]} choices */
export function segments(uid, name, legend, choices, choose) {
  const radios = choices.map(({ value }) =>
    h("input", {
      type: "radio",
      name: `${uid}-${name}`,
      value: String(value),
      onchange: () => choose(value),
    }),
  );
  const seg = h(
    "div",
    { class: "chevet-seg" },
    ...choices.map(({ text }, i) => h("label", {}, radios[i], h("span", { text }))),
  );
  const root = h("fieldset", { class: `chevet-choice-${name}` }, h("legend", { text: legend }), seg);
  /** @param {number} rank of the one chosen, -1: none */
  const show = (rank) => {
    for (const [i, radio] of radios.entries()) radio.checked = i === rank;
  };
  return { root, show };
}

/** @param {{uid: string, get: Function, edit: Function, settle: () => void}} context */
export function controls(context) {
  const { uid, get, edit, settle } = context;
  const presets = get("presets");
  const put = (name) => (value) => {
    edit(name, value);
    settle();
  };
  const examples = segments(
    uid,
    "preset",
    WORDS.presets,
    presets.map(({ label, prompt }) => ({ value: prompt, text: label })),
    put("prompt"),
  );
  const note = h("p", { class: "chevet-prov chevet-note" });
  const area = h("textarea", {
    id: `${uid}-prompt`,
    rows: 3,
    maxlength: 600,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${uid}-help`,
    oninput: () => edit("prompt", area.value, true),
    onchange: settle,
  });
  const field = h(
    "div",
    { class: "chevet-field" },
    h("label", { for: area.id, text: WORDS.prompt }),
    area,
    h("p", { class: "chevet-help", id: `${uid}-help`, text: WORDS.help }),
  );
  const counts = segments(
    uid,
    "count",
    WORDS.count,
    COUNTS.map((n) => ({ value: n, text: String(n) })),
    put("count"),
  );
  const [temperature, topK, topP] = Object.entries(RANGES).map(([name, given]) =>
    range(uid, name, WORDS[name], given, context),
  );
  const offers = (name) => get("levers").includes(name);
  const filters = [offers("top_k") ? topK.root : null, offers("top_p") ? topP.root : null].filter(Boolean);
  const more = filters.length
    ? h(
        "details",
        { class: "chevet-more" },
        h("summary", { text: WORDS.more }),
        h("div", { class: "chevet-pair" }, ...filters),
      )
    : null;
  return {
    parts: [
      presets.length ? h("div", {}, examples.root, note) : null,
      field,
      h("div", { class: "chevet-pair" }, offers("temperature") ? temperature.root : null, counts.root),
      more,
    ],
    show() {
      if (area.value !== get("prompt")) area.value = get("prompt");
      const rank = presets.findIndex(({ prompt }) => prompt === get("prompt"));
      examples.show(rank);
      note.textContent = presets[rank]?.note ?? "";
      counts.show(COUNTS.indexOf(get("count")));
      for (const one of [temperature, topK, topP]) one.show();
    },
  };
}

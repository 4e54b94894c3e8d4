/** The controls of the draw: a range and a number for each setting, with words for what it does. */
import { decimal, fr, h } from "../../web/instrument.js";

const LEVERS = {
  temperature: {
    label: fr`Température`,
    bounds: [0.1, 2, 0.1],
    ends: [fr`0,1 : presque fixe`, fr`2 : presque au hasard`],
    help: fr`Sous 1, elle creuse les écarts entre les tokens ; au-dessus, elle les réduit.`,
    say: (value) => decimal(value, 1),
  },
  top_k: {
    label: fr`Top-k`,
    bounds: [0, 40, 1],
    ends: [fr`0 : tous les tokens`, fr`40 tokens`],
    help: fr`Ne laisse tirer que les k tokens les plus probables. 0 : pas de limite.`,
    say: (value) => (value === 0 ? fr`pas de limite` : decimal(value, 0)),
  },
  top_p: {
    label: fr`Top-p`,
    bounds: [0.05, 1, 0.05],
    ends: [fr`0,05 : les premiers`, fr`1 : tous les tokens`],
    help: fr`Garde les plus probables, jusqu'à ce que leur somme atteigne cette part.`,
    say: (value) => decimal(value, 2),
  },
};
const plain = (value) => decimal(value, 2).replace(/,?0+$/, "") || "0"; // « 0,05 », « 2 »
const GREEDY = {
  label: fr`Glouton : toujours le token le plus probable`,
  help: fr`Rien n'est tiré au sort : les autres réglages sont sans effet.`,
};

/** The settings of the draw, as sampling reads them. @param {(name: string) => any} get */
export function settingsOf(get) {
  return { temperature: get("temperature"), topK: get("top_k"), topP: get("top_p"), greedy: get("greedy") };
}

function lever(name, { uid, edit, settle, get, vocabulary }) {
  const { label, bounds, ends, help, say } = LEVERS[name];
  const [min, max, step] = bounds;
  const most = name === "top_k" ? vocabulary : max; // beyond the range, the number still goes
  const id = `${uid}-${name}`;
  const range = h("input", { type: "range", id, min, max, step, "aria-describedby": `${id}-e ${id}-h` });
  const box = h("input", {
    type: "number",
    min,
    max: most,
    step,
    "aria-label": fr`${label}, en chiffres`,
    "aria-describedby": `${id}-x`,
  });
  const error = h("p", { class: "chevet-error", id: `${id}-x`, role: "status" });

  const show = () => {
    const value = get(name);
    range.value = value;
    range.setAttribute("aria-valuetext", say(value));
    range.disabled = box.disabled = get("greedy");
    if (document.activeElement !== box || Number(box.value) === value) box.value = value;
    const wrong = !box.disabled && box.value !== String(value) && Number(box.value) !== value;
    box.setAttribute("aria-invalid", String(wrong));
    error.textContent = wrong ? fr`Donnez un nombre de ${plain(min)} à ${plain(most)}.` : "";
  };
  range.addEventListener("input", () => edit(name, Number(range.value)));
  range.addEventListener("change", settle);
  box.addEventListener("input", () => {
    const value = box.valueAsNumber;
    const fits = value >= min && value <= most && (name !== "top_k" || Number.isInteger(value));
    if (fits) edit(name, value, true);
    else show();
  });
  box.addEventListener("change", settle);
  box.addEventListener("blur", () => {
    box.value = get(name); // the setting in force, not what could not be one
    show();
  });
  const root = h(
    "div",
    { class: "chevet-field chevet-lever" },
    h("div", { class: "chevet-lab" }, h("label", { for: id, text: label }), box),
    range,
    h("div", { class: "chevet-ends", id: `${id}-e` }, ...ends.map((text) => h("span", { text }))),
    h("p", { class: "chevet-help", id: `${id}-h`, text: help }),
    error,
  );
  return { root, show };
}

function greedyBox({ uid, edit, settle, get }) {
  const box = h("input", { type: "checkbox", "aria-describedby": `${uid}-g` });
  box.addEventListener("change", () => {
    edit("greedy", box.checked);
    settle();
  });
  const root = h(
    "div",
    { class: "chevet-field chevet-lever" },
    h("label", { class: "chevet-check" }, box, h("span", { text: GREEDY.label })),
    h("p", { class: "chevet-help", id: `${uid}-g`, text: GREEDY.help }),
  );
  const show = () => {
    box.checked = get("greedy");
  };
  return { root, show };
}

/**
 * @param {{uid: string, edit: Function, settle: Function, get: Function, vocabulary: number}} context
 * @returns {{root: HTMLElement | null, traits: string[], show: () => void}}
 */
export function levers(context) {
  const names = context.get("levers");
  const made = names.map((name) => (name === "greedy" ? greedyBox(context) : lever(name, context)));
  const root = made.length ? h("div", { class: "chevet-levers" }, ...made.map((one) => one.root)) : null;
  const show = () => {
    for (const one of made) one.show();
  };
  return { root, traits: ["temperature", "top_k", "top_p", "greedy"], show };
}

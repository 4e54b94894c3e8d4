/**
 * The audit by subgroup: one threshold for all or one per group, and every measure with its interval.
 * What is computed and said is in reading.js and web/metrics.js, what is drawn in drawing.js.
 */
import { segments, slider } from "../../web/controls.js";
import {
  decimal,
  fillTable,
  fr,
  framed,
  h,
  inWords,
  newId,
  onChange,
  scrolled,
} from "../../web/instrument.js";
import { intervals } from "./drawing.js";
import { NAMES, POLICIES, readAudit, sayRate } from "./reading.js";

const TRAITS = ["step", "policy"];

function render({ model, el }) {
  const uid = newId("sa");
  const get = (name) => model.get(name);
  const start = TRAITS.map((name) => [name, get(name)]);
  const steps = get("steps");
  let editing = false;
  let width = 560;
  let paint = () => {};

  const status = h("div", { class: "chevet-read", role: "status" });
  const edit = (changes) => {
    // The slider says nothing while it moves; a choice is told at once.
    status.setAttribute("aria-busy", String("step" in changes));
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    editing = false;
    draw();
    if (!("step" in changes)) model.save_changes();
  };
  const settle = () => {
    status.setAttribute("aria-busy", "false");
    model.save_changes();
  };
  const threshold = slider(`${uid}-step`, fr`Seuil commun`, {
    max: steps.length,
    ends: [fr`tout le monde alerté`, fr`personne`],
    oninput: ({ target }) => edit({ step: Number(target.value) }),
    onchange: settle,
  });
  const choices = Object.entries(POLICIES).map(([value, text]) => ({ value, text }));
  const policy = segments(`${uid}-policy`, fr`Égaliser`, choices, (value) => edit({ policy: value }));
  const drawing = h("div", { class: "chevet-chart" });
  const gaps = h("ul");
  const table = h("table");
  const known = get("groups").filter(({ auc }) => auc.length);
  const areas = known.map(({ name, auc }) => {
    const [value, low, high] = auc.map((one) => decimal(one, 2));
    return fr`${name} ${value} [${low} ; ${high}]`;
  });

  function draw() {
    const read = readAudit(get);
    const [first, widest, ...others] = read.sayAll();
    threshold.show(get("step"), read.sayThreshold(get("step")));
    policy.show(get("policy"));
    status.replaceChildren(h("p", { text: first }), h("p", { text: widest }));
    gaps.replaceChildren(...others.map((text) => h("li", { text })));
    paint = () => drawing.replaceChildren(intervals(read.measured, width));
    paint();
    const rows = read.measured.map(({ name, step, rates }) => [
      name,
      read.sayThreshold(step),
      ...Object.keys(NAMES).map((measure) => sayRate(rates[measure])),
    ]);
    fillTable(table, [fr`Groupe`, fr`Seuil`, ...Object.values(NAMES)], rows);
  }

  const reset = () => {
    edit(Object.fromEntries(start));
    settle();
  };
  const root = framed(get, {
    uid,
    name: "subgroup-audit",
    body: [
      h("div", { class: "chevet-controls" }, threshold.root, policy.root),
      status,
      gaps,
      drawing,
      areas.length
        ? h("p", {
            class: "chevet-prov",
            text: fr`Aire sous la courbe (AUC), intervalle à 95 % par rééchantillonnage : ${areas.join(" · ")}. Aucun seuil ne la change.`,
          })
        : null,
      inWords(fr`Lire chaque mesure en tableau`, scrolled(table, fr`Chaque mesure, groupe par groupe`)),
    ],
    reset,
  });
  draw();
  el.append(root);
  // The drawing is in pixels of the page: painted again when its width changes, and only then.
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const now = Math.max(240, Math.min(700, Math.floor(contentRect.width)));
    if (now === width) return;
    width = now;
    paint();
  });
  observer.observe(drawing);

  const changed = () => {
    if (!editing) draw();
  };
  const forget = onChange(model, TRAITS, changed);
  return () => {
    observer.disconnect();
    forget();
    root.remove();
  };
}

export default { render };

/**
 * The threshold explorer: a threshold and a prevalence, 1,000 people, and every measure computed again at each gesture.
 * What is computed is in reading.js and web/metrics.js, what is said in words.js, what is drawn in drawings.js.
 */
import { segments, slider } from "../../web/controls.js";
import {
  decimal,
  fillTable,
  fr,
  framed,
  h,
  newId,
  onChange,
  percent,
  scrolled,
} from "../../web/instrument.js";
import { auc } from "../../web/metrics.js";
import { calibrationCurve, crowd, legend, rocCurve } from "./drawings.js";
import { readThreshold } from "./reading.js";
import { MEASURE_NAMES, sayBenefit, sayFrequencies, sayPrevalence, sayRate } from "./words.js";

const TRAITS = ["step", "prevalence", "price"];
const ROWS = 10;

function render({ model, el }) {
  const uid = newId("te");
  const get = (name) => model.get(name);
  const start = TRAITS.map((name) => [name, get(name)]);
  const groups = get("groups");
  const [steps, prevalences, mark] = [get("steps"), get("prevalences"), get("mark")];
  let shown = 0; // the group drawn as a crowd
  let editing = false;

  const status = h("div", { class: "chevet-read", role: "status" });
  const edit = (changes) => {
    // Nothing is announced while a slider moves; the last sentence is, when it stops.
    status.setAttribute("aria-busy", "true");
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    editing = false;
    draw();
  };
  const settle = () => {
    status.setAttribute("aria-busy", "false");
    model.save_changes();
    if (details.open) fillSteps();
  };
  const field = (name, label, max, ends, min = 0) =>
    slider(`${uid}-${name}`, label, {
      min,
      max,
      ends,
      oninput: ({ target }) => edit({ [name]: Number(target.value) }),
      onchange: settle,
    });
  const fields = {
    step: field("step", fr`Seuil d'alerte`, steps.length, [fr`tout le monde alerté`, fr`personne`]),
    prevalence: field("prevalence", fr`Prévalence`, prevalences.length - 1, [
      fr`rare`,
      fr`une personne sur deux`,
    ]),
    price: field("price", fr`Fausses alertes acceptées pour une juste`, 50, ["1", "50"], 1),
  };

  const people = crowd();
  const key = legend();
  const curve = rocCurve(
    groups.map((group) => ({ steps, ...group })),
    "",
  );
  const benefit = h("p");
  const place = h("p", { class: "chevet-prov" });
  const table = h("table");
  const other = h("table");
  const who =
    groups.length > 1 &&
    segments(
      `${uid}-group`,
      fr`Les 1 000 du groupe`,
      groups.map(({ name }, i) => ({ value: String(i), text: name })),
      (value) => {
        shown = Number(value);
        draw();
      },
    );
  const details = h(
    "details",
    { class: "chevet-text", ontoggle: () => details.open && fillSteps() },
    h("summary", { text: fr`Lire d'autres seuils en tableau` }),
    scrolled(other, fr`Et à d'autres seuils, pour 1 000`),
  );

  function fillSteps() {
    const read = readThreshold(get);
    const ranks = new Set([
      get("step"),
      ...Array.from({ length: ROWS + 1 }, (_, k) => Math.round((k * steps.length) / ROWS)),
    ]);
    const short = [fr`malades alertés`, fr`malades manqués`, fr`fausses alertes`];
    const heads = [fr`Seuil`, ...groups.flatMap(({ name }) => short.map((text) => `${name} ${text}`.trim()))];
    const rows = [...ranks]
      .sort((a, b) => a - b)
      .map((rank) => [
        read.sayThreshold(rank),
        ...groups.flatMap((group) => {
          const { tp, fn, fp } = read.persons(group, rank);
          return [tp, fn, fp].map((n) => decimal(n, 0));
        }),
      ]);
    fillTable(other, heads, rows, [...heads.keys()].slice(1));
  }

  function draw() {
    const read = readThreshold(get);
    const step = get("step");
    const here = mark.name && mark.step === step ? fr` (${mark.name})` : "";
    const own = get("prevalence") === get("own") ? fr` (celle des données)` : "";
    fields.step.show(step, read.sayThreshold() + here);
    fields.prevalence.show(get("prevalence"), sayPrevalence(read.share) + own);
    fields.price.show(get("price"), decimal(get("price"), 0));
    const said = groups.map((group) => sayFrequencies(read.persons(group), get("people"), get("condition")));
    status.replaceChildren(
      ...said.map((text, i) =>
        h("p", {}, groups[i].name ? h("b", { text: `${groups[i].name}. ` }) : null, text),
      ),
    );
    const cells = read.persons(groups[shown]);
    people.draw(cells, said[shown]);
    key.draw(cells);
    who?.show?.(String(shown));
    benefit.replaceChildren(
      ...groups.flatMap((group, i) => {
        const text = sayBenefit(...read.benefits(group), get("price"));
        return [i ? h("br") : null, group.name ? h("b", { text: `${group.name}. ` }) : null, text].filter(
          Boolean,
        );
      }),
    );
    const measured = groups.map((group) => read.measures(group));
    const heads = [fr`Mesure`, ...groups.map(({ name }) => name || fr`À ce seuil`)];
    const rows = Object.entries(MEASURE_NAMES).map(([name, text]) => [
      text,
      ...measured.map((one) => sayRate(one[name])),
    ]);
    rows.push([fr`Aire sous la courbe (AUC)`, ...groups.map((group) => decimal(auc(group), 2))]);
    fillTable(table, heads, rows);
    const places = groups.map((group) => read.point(group));
    const told = places.map(
      ([alarms, caught], i) =>
        fr`${groups[i].name ? `${groups[i].name} : ` : ""}sensibilité ${percent(caught)}, fausses alertes ${percent(alarms)}`,
    );
    curve.draw(places, fr`Courbe ROC. Au seuil choisi, ${told.join(" ; ")}.`);
    place.textContent = fr`Courbe ROC, un point par seuil. Ici : ${told.join(" ; ")}. La prévalence ne la change pas.`;
  }

  const bins = get("calibration");
  const calibration =
    bins.length > 0 &&
    h(
      "figure",
      {},
      calibrationCurve(
        bins,
        fr`Calibration. ${bins.map(({ predicted, observed }) => fr`Annoncé ${percent(predicted)}, observé ${percent(observed)}`).join(" ; ")}.`,
      ),
      h("figcaption", {
        class: "chevet-prov",
        text: fr`Calibration, sur les données. ${bins.map(({ predicted, observed, n }) => fr`Annoncé ${percent(predicted)}, observé ${percent(observed)} (${decimal(n, 0)})`).join(" ; ")}.`,
      }),
    );
  const reset = () => {
    shown = 0;
    edit(Object.fromEntries(start));
    settle();
  };
  const root = framed(get, {
    uid,
    name: "threshold-explorer",
    body: [
      h("div", { class: "chevet-controls chevet-cols" }, fields.step.root, fields.prevalence.root),
      status,
      who ? who.root : null,
      h("figure", {}, people.root, key.root),
      h("div", { class: "chevet-two" }, scrolled(table, fr`Les mesures`), h("figure", {}, curve.root, place)),
      calibration || null,
      h("div", { class: "chevet-benefit" }, fields.price.root, benefit),
      details,
    ],
    reset,
  });
  draw();
  el.append(root);

  const changed = () => {
    if (!editing) draw();
  };
  const forget = onChange(model, TRAITS, changed);
  return () => {
    forget();
    root.remove();
  };
}

export default { render };

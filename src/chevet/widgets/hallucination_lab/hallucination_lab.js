/**
 * The hallucination laboratory: predict a rate, see it measured, then ask the model oneself. One frame for the
 * four modes; each mode is a view that builds its DOM once and redraws it. The measures come from Python (readings.py),
 * what is said from lab_words.js, what is counted from lab_numbers.js.
 */
import { slider, tableOf } from "../../web/controls.js";
import { button, fr, framed, h, inWords, newId, onChange } from "../../web/instrument.js";
import { isReady, modelBytes } from "../../web/lm_client.js";
import { judge, World } from "../../web/lm_facts.js";
import { gate, sizeWords } from "../../web/lm_gate.js";
import { detectionView } from "./lab_detection.js";
import { liveDraws } from "./lab_live.js";
import { mentionsView, sheetView } from "./lab_rates.js";
import { temperatureView } from "./lab_temperature.js";
import { sayGap, sayWaiting, sayWidest } from "./lab_words.js";

const VIEWS = {
  mentions: mentionsView,
  temperature: temperatureView,
  sheet: sheetView,
  detection: detectionView,
};

/**
 * The reader predicts before anything is shown: one slider for each rate. Then one button reveals the measure; where
 * the mode measures first (`view.measure`, the words of the button), the model is asked before.
 * @typedef {{id: string, label: string, said: string, rate: object, optional?: boolean}} Target a rate to predict
 * @param {{uid: string, get: Function, edit: Function, settle: Function}} frame
 * @param {{targets: Target[], measure?: string, live: object}} view
 */
function predictor({ uid, get, edit, settle }, { targets, measure, live }) {
  const sliders = targets.map(({ id, label }, i) =>
    slider(`${uid}-predict-${i}`, label, {
      max: 100,
      ends: [fr`0 sur 100`, fr`100 sur 100`],
      oninput: (event) => edit("predictions", { ...get("predictions"), [id]: Number(event.target.value) }),
      onchange: settle,
    }),
  );
  const given = ({ id }) => typeof get("predictions")[id] === "number";
  const missing = () => targets.filter((target) => !target.optional && !given(target));
  let hurried = false; // whether a button was pressed too early
  const once = (act) => () => {
    const [first] = missing();
    if (!first) return act();
    hurried = true;
    edit("predictions", { ...get("predictions") }); // the sentence says what is missing
    settle();
    sliders[targets.indexOf(first)].control.focus();
  };
  const reveal = once(() => {
    edit("revealed", true);
    settle();
  });
  const main = button(fr`Dévoiler la mesure`, measure ? once(live.measure) : reveal, "chevet-btn-main");
  const other = measure ? button(fr`Voir seulement la mesure enregistrée`, reveal, "chevet-btn-quiet") : null;
  const part = (optional) =>
    sliders.flatMap(({ root }, i) => (Boolean(targets[i].optional) === optional ? [root] : []));
  const others = part(true);
  const more = others.length
    ? h(
        "details",
        { class: "chevet-more" },
        h("summary", { text: fr`Prédire aussi les autres paliers (facultatif)` }),
        h("div", { class: "chevet-pair" }, ...others),
      )
    : null;
  const root = h(
    "div",
    { class: "chevet-controls" },
    h("div", { class: "chevet-pair" }, ...part(false)),
    more,
    h("div", { class: "chevet-actions" }, main, other),
  );

  const draw = () => {
    const predictions = get("predictions");
    for (const [i, target] of targets.entries()) {
      const known = given(target);
      const value = known ? predictions[target.id] : 50;
      sliders[i].show(value, known ? fr`${value} sur 100` : fr`à vous`);
    }
    const bytes = isReady() ? null : modelBytes();
    if (measure) main.textContent = bytes ? `${measure} (${sizeWords(bytes)})` : measure;
    main.setAttribute("aria-disabled", String(missing().length > 0 || live.isAsking()));
    root.hidden = get("revealed");
  };
  /** What is still to predict, in a sentence. */
  const waiting = () => {
    const words = missing().map(({ said }) => said);
    return sayWaiting(words, hurried, Boolean(measure));
  };
  /** The predictions against the measures, in sentences. */
  const gaps = () => {
    const made = targets
      .filter(given)
      .map((target) => ({ ...target, predicted: get("predictions")[target.id] }));
    const told = made.filter(({ optional }) => !optional);
    const all = told.map(({ said, predicted, rate }) => sayGap(said, predicted, rate));
    return [...all, made.length > told.length ? sayWidest(made) : ""].filter(Boolean).join(" ");
  };
  return { root, draw, waiting, gaps };
}

function render({ model, el }) {
  const uid = newId("hl");
  const get = (name) => model.get(name);
  const status = h("p", { class: "chevet-read", role: "status" });
  const gap = h("p", { class: "chevet-note-in", role: "status" });
  let editing = false;

  // A live region marked busy waits: dragging announces nothing, releasing announces once.
  const hush = (busy) => {
    for (const region of [status, gap]) region.setAttribute("aria-busy", String(busy));
  };
  const settle = () => {
    hush(false);
    model.save_changes();
  };
  const edit = (name, value) => {
    hush(true);
    editing = true;
    model.set(name, value);
    editing = false;
    redraw();
  };

  const tools = { judge, world: new World(get("world")), open: (place) => gate(place, { model }) };
  const predicted = (id) => get("predictions")[id] ?? null; // out of 100
  const frame = { uid, get, edit, settle, predicted };
  frame.live = (options) => liveDraws({ ...frame, redraw: () => redraw(), tools, ...options });
  const view = VIEWS[get("mode")](frame);
  const { live } = view;
  const predictions = predictor(frame, view);
  const traits = ["predictions", "revealed", "draws", ...view.traits];
  const start = traits.map((name) => [name, get(name)]);

  const results = h("h4", {
    class: "chevet-mini chevet-results",
    tabindex: -1,
    text: fr`La mesure enregistrée`,
  });
  const details = inWords(fr`Lire les mesures en tableaux`, ...get("tables").map(tableOf), live.table);
  const after = h("div", { class: "chevet-after" }, ...view.after.filter(Boolean), details);
  let revealed = false;
  const redraw = () => {
    const now = get("revealed");
    const opening = now && !revealed;
    revealed = now;
    const held = el.contains(document.activeElement);
    predictions.draw();
    results.hidden = gap.hidden = after.hidden = !now;
    status.textContent = now ? view.said() : predictions.waiting();
    gap.textContent = now ? predictions.gaps() : "";
    view.draw();
    // The button of the reveal is gone: the reader goes on from what it has opened.
    if (opening && held) (get("draws").length ? live.title : results).focus();
    if (opening) for (const one of view.stages) one.draw();
  };
  const reset = () => {
    live.forget();
    editing = true;
    for (const [name, value] of start) model.set(name, value);
    editing = false;
    redraw();
    settle();
  };

  const body = [
    predictions.root,
    view.measure ? live.root : null,
    results,
    status,
    gap,
    ...view.before,
    after,
  ];
  if (!view.measure) details.before(live.root);
  const root = framed(get, { uid, name: `hallucination-lab chevet-mode-${get("mode")}`, body, reset });
  el.append(root);
  redraw();

  const changed = () => {
    if (!editing) redraw(); // edit() draws
  };
  const forget = onChange(model, traits, changed);
  return () => {
    forget();
    for (const one of view.stages) one.stop();
    live.stop();
    root.remove();
  };
}

export default { render };

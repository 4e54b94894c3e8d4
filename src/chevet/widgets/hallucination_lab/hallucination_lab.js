/**
 * The hallucination laboratory: predict a rate, see it measured, then ask the model oneself. One frame for the
 * four modes; each mode is a view that builds its DOM once and redraws it. The measures come from Python (readings.py),
 * what is said from lab_words.js, what is counted from lab_numbers.js.
 */
import { fr, h } from "../../web/lm_bars.js";
import { judge, World } from "../../web/lm_facts.js";
import { gate } from "../../web/lm_gate.js";
import { button, tableOf } from "./lab_dom.js";
import { detectionView } from "./lab_detection.js";
import { liveDraws } from "./lab_live.js";
import { mentionsView } from "./lab_mentions.js";
import { predictor } from "./lab_predict.js";
import { sheetView } from "./lab_sheet.js";
import { temperatureView } from "./lab_temperature.js";

const VIEWS = {
  mentions: mentionsView,
  temperature: temperatureView,
  sheet: sheetView,
  detection: detectionView,
};

function render({ model, el }) {
  const uid = `hl-${Math.random().toString(36).slice(2, 9)}`;
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
  const frame = { uid, get, edit, settle, predictions: null };
  frame.live = (options) => liveDraws({ ...frame, tools, ...options });
  const view = VIEWS[get("mode")](frame);
  const predictions = predictor({ ...frame, targets: view.targets });
  frame.predictions = predictions;
  const traits = ["predictions", "revealed", "draws", ...view.traits];
  const start = traits.map((name) => [name, get(name)]);

  const results = h("h4", { class: "chevet-mini chevet-results", tabindex: -1, text: fr`La mesure` });
  const details = h(
    "details",
    { class: "chevet-text" },
    h("summary", { text: fr`Lire les mesures en tableaux` }),
    ...get("tables").map(tableOf),
    view.live.table,
  );
  const after = h("div", { class: "chevet-after" }, ...view.after.filter(Boolean), details);
  let revealed = false;
  const redraw = () => {
    const now = get("revealed");
    const opening = now && !revealed;
    revealed = now;
    predictions.draw();
    results.hidden = gap.hidden = after.hidden = !now;
    status.textContent = now ? view.said() : predictions.waiting();
    gap.textContent = now ? predictions.gaps() : "";
    view.draw();
    // The button of the reveal is gone: the reader goes on from what it has opened.
    if (opening && el.contains(document.activeElement)) results.focus();
    if (opening) for (const one of view.stages) one.draw();
  };
  const reset = () => {
    editing = true;
    for (const [name, value] of start) model.set(name, value);
    editing = false;
    redraw();
    settle();
  };

  const body = h(
    "div",
    { class: "chevet-body" },
    predictions.root,
    results,
    status,
    gap,
    ...view.before,
    after,
  );
  const root = h(
    "section",
    {
      class: `chevet-frame chevet-hallucination-lab chevet-mode-${get("mode")}`,
      "aria-labelledby": `${uid}-title`,
    },
    h(
      "header",
      {},
      h("h3", { id: `${uid}-title`, text: get("title") }),
      h("p", { text: get("instruction") }),
    ),
    body,
    h(
      "footer",
      {},
      button(fr`Remettre au départ`, reset, "chevet-btn-quiet"),
      h("p", { class: "chevet-prov", text: get("provenance") }),
    ),
  );
  el.append(root);
  redraw();

  const changed = () => {
    if (!editing) redraw(); // edit() draws
  };
  for (const name of traits) model.on(`change:${name}`, changed);
  return () => {
    for (const name of traits) model.off(`change:${name}`, changed);
    for (const one of view.stages) one.stop();
    view.live.stop();
    root.remove();
  };
}

export default { render };

/**
 * The embedding map: neighbours, an angle, a sum of words, two terms pulled apart, one word in several sentences. One
 * frame for the five modes; each mode is a view that builds its DOM once and redraws it. What is computed and said is
 * in reading.js, the map in map.js.
 */
import { fr, framed, h, inWords, newId, onChange, scrolled } from "../../web/instrument.js";
import { analogyView, angleView, neighboursView } from "./views.js";
import { contextView, pullView } from "./pull.js";

const VIEWS = {
  neighbours: neighboursView,
  angle: angleView,
  analogy: analogyView,
  pull: pullView,
  context: contextView,
};
const DATA = ["terms", "kinds", "vectors", "points", "plane", "contexts", "occurrences"];

function render({ model, el }) {
  const uid = newId("em");
  const get = (name) => model.get(name);
  const status = h("p", { class: "chevet-read", role: "status" });
  let editing = false;
  let calm = []; // what can wait until the gesture ends

  // Nothing new to say, nothing to announce.
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  // A live region marked busy waits: dragging announces nothing, releasing announces once.
  const hush = (busy) => status.setAttribute("aria-busy", String(busy));
  const relax = () => {
    for (const task of calm.splice(0)) task();
  };
  const settle = () => {
    relax();
    hush(false);
    model.save_changes();
  };
  const edit = (changes) => {
    hush(true);
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    editing = false;
    view.draw();
  };
  const whenCalm = (task) => {
    calm = [task];
  };

  const data = Object.fromEntries(DATA.map((name) => [name, get(name)]));
  const view = VIEWS[get("mode")]({
    uid,
    get,
    edit,
    settle,
    say,
    whenCalm,
    data,
    presets: get("presets"),
  });
  const start = Object.fromEntries(view.traits.map((name) => [name, get(name)]));
  const reset = () => {
    view.reset?.();
    edit(start);
    settle();
  };

  const details = inWords(fr`Lire en texte`, scrolled(view.table));
  details.addEventListener("toggle", relax);
  const root = framed(get, {
    uid,
    name: `embedding-map chevet-mode-${get("mode")}`,
    body: [
      h("div", { class: "chevet-controls" }, ...view.controls.filter(Boolean)),
      status,
      ...view.drawing,
      details,
    ],
    reset,
  });
  view.draw();
  relax();
  el.append(root);
  // The map takes the width of its frame, which it may have only later, once in the page.
  view.map?.start(() => view.draw());

  const changed = () => {
    if (editing) return; // edit() draws
    view.draw();
    relax();
  };
  const forget = onChange(model, view.traits, changed);
  return () => {
    forget();
    view.map?.stop();
    root.remove();
  };
}

export default { render };

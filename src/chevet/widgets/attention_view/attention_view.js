/**
 * The attention view: look at what each head looks at, switch heads off and count, permute the words.
 * One frame for the three modes; each mode is a view that builds its DOM once and redraws it. What was
 * recorded when the page was built shows at once; the rest waits for the model, behind its gate.
 */
import { fr, framed, h, inWords, newId, onChange, scrolled } from "../../web/instrument.js";
import { gate } from "../../web/lm_gate.js";
import { ablationView } from "./ablation.js";
import { lookView } from "./look.js";
import { orderView } from "./order.js";
import { NOTES } from "./saying.js";

const CALM = 300; // ms after the last gesture

const VIEWS = { look: lookView, ablation: ablationView, order: orderView };

function render({ model, el }) {
  const uid = newId("av");
  const get = (name) => model.get(name);
  const status = h("p", { class: "chevet-read", role: "status" });
  let editing = false;
  let alive = true;
  let waiting = null;
  let timer = 0;

  const settle = () => model.save_changes();
  /** Writes one trait, or several, and redraws once. */
  const edit = (name, value) => {
    editing = true;
    for (const [key, one] of typeof name === "object" ? Object.entries(name) : [[name, value]])
      model.set(key, one);
    editing = false;
    view.draw();
  };

  /** Leaves a table, which nobody reads during a gesture, for a calm moment. */
  const calm = (task) => {
    waiting = task;
    clearTimeout(timer);
    timer = setTimeout(relax, CALM);
  };
  const relax = () => {
    clearTimeout(timer);
    waiting?.();
    waiting = null;
  };

  const fail = () => {
    status.textContent = fr`Le modèle s'est arrêté. Rechargez la page pour continuer.`;
  };

  const place = h("div", { class: "chevet-gate-place" });
  const view = VIEWS[get("mode")]({ uid, get, edit, settle, calm, fail, status, place });
  const start = Object.fromEntries(view.traits.map((name) => [name, get(name)]));
  const reset = () => {
    const still = view.traits.every((name) => JSON.stringify(get(name)) === JSON.stringify(start[name]));
    view.reset?.();
    if (still) return view.draw(fr`Vous êtes déjà au départ. `);
    edit(start);
    settle();
  };

  const details = inWords(fr`Lire en texte`, scrolled(view.table));
  const root = framed(get, {
    uid,
    name: `attention-view chevet-mode-${get("mode")}`,
    body: [
      h("div", { class: "chevet-controls" }, ...view.controls),
      status,
      ...view.drawing,
      details,
      ...(view.more ?? []),
      h("p", { class: "chevet-note-in", text: NOTES[get("mode")] }),
    ],
    reset,
  });
  details.addEventListener("toggle", relax);
  view.draw();
  relax();
  el.append(root);
  gate(place, { model, kind: "gpt", label: view.gate }).then((lm) => alive && view.ready(lm));

  const changed = () => {
    if (!editing) view.draw(); // edit() draws
  };
  const forget = onChange(model, view.traits, changed);
  return () => {
    alive = false;
    clearTimeout(timer);
    view.close?.();
    forget();
    root.remove();
  };
}

export default { render };

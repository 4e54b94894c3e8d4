/**
 * The footprint calculator: two uses, every hypothesis in sight, intervals and a ratio instead of a number. What is
 * computed and said is in reading.js and intervals.js, the hypotheses in form.js and field.js, what they give in results.js.
 */
import { segments } from "../../web/controls.js";
import { fr, framed, h, newId, onChange } from "../../web/instrument.js";
import { hypothesesForm } from "./form.js";
import { METRICS, bounds, readFootprint } from "./reading.js";
import { barsView, staticParts, totalsTable } from "./results.js";

const TRAITS = ["usages", "places", "same", "alike", "days", "metric"];

function render({ model, el }) {
  const uid = newId("fp");
  const get = (name) => model.get(name);
  const status = h("div", { class: "chevet-read", role: "status" });
  const now = h("p", { class: "chevet-now", "aria-hidden": "true" });
  const wide = h("div", { class: "chevet-widths" });
  let editing = false;

  // What is typed changes the sentence at each key; it is announced once, when the field is left.
  const settle = () => {
    status.setAttribute("aria-busy", "false");
    model.save_changes();
  };
  const edit = (changes) => {
    status.setAttribute("aria-busy", "true");
    editing = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    editing = false;
    draw();
  };

  const frame = { uid, get, edit, settle };
  const choices = Object.entries(METRICS).map(([value, text]) => ({ value, text }));
  const metric = segments(`${uid}-metric`, fr`Quelle grandeur comparer ?`, choices, (value) => {
    edit({ metric: value });
    settle();
  });
  const form = hypothesesForm(frame);
  const bars = barsView();
  const totals = totalsTable(get);
  const start = TRAITS.map((name) => [name, get(name)]);

  const draw = () => {
    const reading = readFootprint(get);
    const shown = get("metric");
    metric.show(shown);
    form.draw();
    const said = [reading.sayTotal(0, shown), reading.sayTotal(1, shown), reading.sayRatio(shown)];
    // Nothing new to say, nothing to announce.
    if (status.textContent !== said.join("")) status.replaceChildren(...said.map((text) => h("p", { text })));
    const ratio = reading.ratio(shown);
    now.textContent = ratio
      ? fr`${METRICS[shown]} : le second usage vaut ${bounds(ratio)} fois le premier.`
      : said[2];
    bars.draw(
      reading,
      shown,
      get("usages").map(({ name }) => name),
    );
    wide.replaceChildren(...[0, 1].map((use) => h("p", { text: reading.sayWidths(use, shown) })));
    totals.draw(reading);
  };
  const reset = () => {
    edit(Object.fromEntries(start));
    settle();
  };

  const root = framed(get, {
    uid,
    name: "footprint",
    body: [
      h("div", { class: "chevet-controls" }, metric.root),
      h("div", {}, h("h4", { text: fr`Les hypothèses` }), form.root, now),
      h("h4", { text: fr`Ce qu'elles donnent` }),
      status,
      bars.root,
      h("h4", { text: fr`Ce qui élargit l'intervalle` }),
      wide,
      totals.root,
      ...staticParts(get),
    ],
    reset,
  });
  draw();
  el.append(root);

  const changed = () => {
    if (!editing) draw(); // edit() draws
  };
  const forget = onChange(model, TRAITS, changed);
  return () => {
    forget();
    root.remove();
  };
}

export default { render };

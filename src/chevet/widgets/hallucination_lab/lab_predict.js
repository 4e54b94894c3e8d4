/** The reader predicts before anything is shown: one slider for each rate, then the button of the reveal. */
import { fr, h } from "../../web/lm_bars.js";
import { button, slider } from "./lab_dom.js";
import { sayGap, sayWaiting, sayWidest } from "./lab_words.js";

/**
 * @typedef {{id: string, label: string, said: string, rate: object, optional?: boolean}} Target a rate to predict
 * @param {{uid: string, targets: Target[], get: Function, edit: Function, settle: Function}} frame
 */
export function predictor({ uid, targets, get, edit, settle }) {
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
  let hurried = false; // whether the reveal was asked for too early
  const reveal = button(
    fr`Dévoiler la mesure`,
    () => {
      const [first] = missing();
      if (first) {
        hurried = true;
        edit("predictions", { ...get("predictions") }); // the sentence says what is missing
        settle();
        sliders[targets.indexOf(first)].control.focus();
        return;
      }
      edit("revealed", true);
      settle();
    },
    "chevet-btn-main",
  );
  const split = (optional) =>
    sliders.flatMap(({ root }, i) => (Boolean(targets[i].optional) === optional ? [root] : []));
  const others = split(true);
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
    h("div", { class: "chevet-pair" }, ...split(false)),
    more,
    h("div", { class: "chevet-actions" }, reveal),
  );

  const draw = () => {
    const predictions = get("predictions");
    for (const [i, target] of targets.entries()) {
      const known = given(target);
      const value = known ? predictions[target.id] : 50;
      sliders[i].show(value, known ? fr`${value} sur 100` : fr`à vous`);
    }
    reveal.setAttribute("aria-disabled", String(missing().length > 0));
    root.hidden = get("revealed");
  };
  /** What is still to predict, in a sentence. */
  const waiting = () =>
    sayWaiting(
      missing().map(({ said }) => said),
      hurried,
    );
  /** The predictions against the measures, in sentences. */
  const gaps = () => {
    const made = targets
      .filter(given)
      .map((target) => ({ ...target, predicted: get("predictions")[target.id] }));
    const told = made.filter(({ optional }) => !optional);
    const all = told.map(({ said, predicted, rate }) => sayGap(said, predicted, rate));
    return [...all, made.length > told.length ? sayWidest(made) : ""].filter(Boolean).join(" ");
  };
  /** The prediction of a target, as a share; null when there is none. */
  const share = (id) => {
    const value = get("predictions")[id];
    return typeof value === "number" ? value / 100 : null;
  };
  return { root, draw, waiting, gaps, share };
}

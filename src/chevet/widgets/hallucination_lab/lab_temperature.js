/** Mode `temperature`: true, false and malformed answers stacked by temperature, in a bin of the reader's choice. */
import { select } from "../../web/controls.js";
import { fr, h } from "../../web/instrument.js";
import { legend, shareSwatch, stackChart, stage, swatch } from "./lab_charts.js";
import { answersOf } from "./lab_draws.js";
import { falseRate, tally, unpack } from "./lab_numbers.js";
import { sayGuesses, sayTemperature, temperatureLabel, temperatureName, UNSEEN } from "./lab_words.js";

const ORDER = ["true", "false", "malformed", "abstention", "off"]; // from the bottom up
const WORDS = {
  true: fr`Vraies`,
  false: fr`Fausses : des hallucinations`,
  malformed: fr`Mal formées : du charabia`,
  abstention: fr`Abstentions`,
  off: fr`Hors sujet : vraies, mais d'autre chose`,
};

export function temperatureView(frame) {
  const { uid, get, edit, settle } = frame;
  const { bins, shares } = get("measures");
  const unpacked = (share) => ({
    t: share.t,
    ...Object.fromEntries(ORDER.filter((kind) => share[kind]).map((kind) => [kind, unpack(share[kind])])),
  });
  const all = Object.fromEntries(Object.entries(shares).map(([id, list]) => [id, list.map(unpacked)]));
  const whole = all.toutes;
  const [coldest, hottest] = [whole[0], whole.at(-1)];
  const targets = [coldest, hottest].map((share) => ({
    id: `temperature/${share.t}`,
    label: fr`Réponses fausses sur 100 à ${temperatureName(share.t)}`,
    said: fr`à ${temperatureName(share.t)}`,
    rate: share.false,
  }));
  const heats = whole.map(({ t }) => t);
  const chosen = () => (all[get("bin")] ? get("bin") : "toutes");
  const binOf = (id) => bins.find((bin) => bin.id === id);
  const heat = () => (heats.includes(get("temperature")) ? get("temperature") : heats[0]);
  const shareAt = (bin, t) => all[bin].find((share) => share.t === t);

  const choice = select(
    `${uid}-bin`,
    fr`Le fait demandé a été vu`,
    bins.map(({ id, words }) => ({ value: id, text: words })),
    (event) => {
      edit("bin", event.target.value);
      settle();
    },
  );
  const live = frame.live({
    choices: { temperatures: heats },
    runs: () => [{ bin: chosen(), temperature: heat(), sheet: false }],
    measured: ({ bin, temperature }) => shareAt(bin, temperature)?.false ?? null,
    said: ({ bin, temperature }) => fr`${binOf(bin).said}, ${temperatureName(temperature)}`,
  });

  const chart = stage((width) => {
    const revealed = get("revealed");
    const bin = chosen();
    const answers = heats.map((temperature) => answersOf(get("draws"), { bin, temperature, sheet: false }));
    const marks = [];
    const guessed = !revealed || bin === "toutes";
    const guesses = [coldest, hottest].map(({ t }, i) => [
      temperatureName(t),
      frame.predicted(targets[i].id),
    ]);
    if (guessed) {
      for (const [i, share] of [coldest, hottest].entries()) {
        const predicted = frame.predicted(targets[i].id);
        const category = heats.indexOf(share.t);
        const value = predicted / 100;
        if (predicted !== null) marks.push({ category, value, kind: "chevet-predicted", shape: "diamond" });
      }
    }
    if (revealed) {
      for (const [category, list] of answers.entries()) {
        const rate = falseRate(list);
        if (rate) marks.push({ category, ...rate, kind: "chevet-own", shape: "square", beside: true });
      }
    }
    return stackChart(width, {
      uid,
      label:
        `${revealed ? sayTemperature(all[bin], binOf(bin).said) : UNSEEN} ${guessed ? sayGuesses(guesses) : ""}`.trim(),
      yWords: fr`Réponses sur 100`,
      xWords: fr`Température`,
      categories: heats.map(temperatureLabel),
      order: ORDER,
      bars: heats.map((t) => (revealed ? (shareAt(bin, t) ?? null) : null)),
      own: answers.map((list) => (revealed && list.length ? sharesOf(list) : null)),
      marks,
    });
  });

  const listed = Object.values(all).flat();
  const kinds = ORDER.filter((kind) => listed.some((share) => share[kind]?.value > 0));
  const key = legend([
    ...kinds.map((kind) => [shareSwatch(uid, kind), WORDS[kind]]),
    [swatch("diamond", "chevet-predicted"), fr`Votre prédiction, toutes les questions`],
    [swatch("square", "chevet-own"), fr`La part de fausses parmi vos réponses, en barre étroite`],
  ]);
  const controls = h("div", { class: "chevet-view-controls" }, choice.root);
  return {
    traits: ["bin", "temperature"],
    targets,
    stages: [chart],
    before: [chart.root],
    after: [key, controls],
    live,
    said: () => sayTemperature(all[chosen()], binOf(chosen()).said),
    draw() {
      choice.control.value = chosen();
      chart.draw();
      live.draw();
    },
  };
}

function sharesOf(answers) {
  const counts = tally(answers);
  return Object.fromEntries(ORDER.map((kind) => [kind, { value: counts[kind] / counts.n }]));
}

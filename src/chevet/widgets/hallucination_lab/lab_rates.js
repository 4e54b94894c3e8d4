/**
 * False answers by number of mentions, at T → 0. Mode `mentions`: what the model remembers. Mode `sheet`: the same
 * questions without then with the retrieved sheet, and what the model makes of other contexts. Both measure first.
 */
import { fr, h } from "../../web/instrument.js";
import { legend, pointChart, rowChart, stage, swatch } from "./lab_charts.js";
import { answersOf } from "./lab_draws.js";
import { falseRate, unpack } from "./lab_numbers.js";
import {
  perHundred,
  sayBins,
  sayContexts,
  sayGuesses,
  sayMentions,
  saySheet,
  temperatureName,
  UNSEEN,
} from "./lab_words.js";

const TEMPERATURES = [0, 0.7, 1.3];
const MAIN = "1"; // the bin everyone predicts: « vu une seule fois »
const Y_WORDS = fr`Réponses fausses sur 100`;
const X_WORDS = fr`Nombre de fois où le corpus dit le fait`;

export function mentionsView(frame) {
  const { get } = frame;
  const bins = get("measures").bins.map((bin) => ({ ...bin, rate: unpack(bin.rate) }));
  const main = bins.some(({ id }) => id === MAIN) ? MAIN : bins[0].id;
  const targets = bins.map(({ id, said, rate }) => ({
    id: `mentions/${id}`,
    label: fr`Réponses fausses sur 100, ${said}`,
    said,
    rate,
    optional: id !== main,
  }));
  targets.sort((a, b) => Number(Boolean(a.optional)) - Number(Boolean(b.optional)));

  const binOf = (id) => bins.find((bin) => bin.id === id);
  const live = frame.live({
    choices: { bins, temperatures: TEMPERATURES },
    runs: () => [{ bin: get("bin"), temperature: get("temperature"), sheet: false }],
    measured: ({ bin, temperature }) => (temperature === 0 ? binOf(bin).rate : null),
    said: ({ bin, temperature }) => fr`${binOf(bin).said}, ${temperatureName(temperature)}`,
    predicted: ({ bin, temperature }) => (temperature === 0 ? frame.predicted(`mentions/${bin}`) : null),
  });
  const mine = (temperature) =>
    bins.map(({ id }) => falseRate(answersOf(get("draws"), { bin: id, temperature, sheet: false })));

  const chart = stage((width) => {
    const revealed = get("revealed");
    const guesses = bins.map(({ id }) => share(frame.predicted(`mentions/${id}`)));
    const series = [{ kind: "chevet-predicted", shape: "diamond", at: revealed ? -0.8 : 0, rates: guesses }];
    if (revealed) {
      const rates = bins.map(({ rate }) => rate);
      series.unshift({ kind: "chevet-measured", shape: "circle", at: 0, joined: true, rates });
      series.push({ kind: "chevet-own", shape: "square", at: 0.8, rates: mine(0) });
      const now = get("temperature");
      if (now > 0) series.push({ kind: "chevet-own-hot", shape: "triangle", at: 1.5, rates: mine(now) });
    }
    return pointChart(width, {
      label: `${revealed ? sayBins(bins) : UNSEEN} ${sayGuesses(bins.map(({ id, said }) => [said, frame.predicted(`mentions/${id}`)]))}`,
      yWords: Y_WORDS,
      xWords: X_WORDS,
      categories: bins.map(({ label }) => label),
      series,
    });
  });

  const key = legend([
    [swatch("circle", "chevet-measured"), fr`Mesure à T → 0, avec son intervalle`],
    [swatch("diamond", "chevet-predicted"), fr`Votre prédiction`],
    [swatch("square", "chevet-own"), fr`Vos réponses tirées à T → 0, avec leur intervalle`],
    [swatch("triangle", "chevet-own-hot"), fr`Vos réponses tirées à une autre température`],
  ]);
  return {
    traits: ["bin", "temperature"],
    targets,
    stages: [chart],
    measure: fr`Mesurer sur le modèle : 20 réponses`,
    before: [chart.root],
    after: [key],
    live,
    said: () => sayMentions(bins, binOf(main)),
    draw() {
      chart.draw();
      live.draw();
    },
  };
}

/** A prediction as a point of a chart. @param {number | null} predicted out of 100 */
const share = (predicted) => (predicted === null ? null : { value: predicted / 100 });

export function sheetView(frame) {
  const { uid, get } = frame;
  const bins = get("measures").bins.map((bin) => ({
    ...bin,
    without: unpack(bin.without),
    with: unpack(bin.with),
  }));
  const contexts = get("measures").contexts.map((one) => ({ ...one, rate: unpack(one.rate) }));
  const main = bins.find(({ id }) => id === MAIN) ?? bins[0];
  const target = {
    id: `sheet/${main.id}`,
    label: fr`Avec la fiche, réponses fausses sur 100, ${main.said}`,
    said: fr`avec la fiche, ${main.said}`,
    rate: main.with,
  };
  const binOf = (id) => bins.find((bin) => bin.id === id) ?? main;
  const runs = () => [false, true].map((sheet) => ({ bin: binOf(get("bin")).id, temperature: 0, sheet }));
  const live = frame.live({
    choices: { bins },
    runs,
    measured: ({ bin, sheet }) => binOf(bin)[sheet ? "with" : "without"],
    said: ({ bin, sheet }) => fr`${binOf(bin).said}, ${sheet ? "avec" : "sans"} la fiche`,
    predicted: ({ bin, sheet }) => (sheet ? frame.predicted(`sheet/${bin}`) : null),
    words: fr`Poser 20 autres questions, sans puis avec`,
  });
  const mine = (sheet) =>
    bins.map(({ id }) => falseRate(answersOf(get("draws"), { bin: id, temperature: 0, sheet })));

  const curves = stage((width) => {
    const revealed = get("revealed");
    const without = bins.map((bin) => bin.without);
    const guesses = bins.map((bin) => (bin === main ? share(frame.predicted(target.id)) : null));
    const series = [
      {
        kind: revealed ? "chevet-measured chevet-faded" : "chevet-measured",
        shape: "circle",
        joined: true,
        at: -0.5,
        rates: without,
      },
      { kind: "chevet-predicted", shape: "diamond", at: 0, rates: guesses },
    ];
    if (revealed) {
      const rates = bins.map((bin) => bin.with);
      series.push({ kind: "chevet-measured-with", shape: "square", joined: true, at: 0.5, rates });
      series.push({ kind: "chevet-own", shape: "square", at: -1.2, rates: mine(false) });
      series.push({ kind: "chevet-own-hot", shape: "triangle", at: 1.2, rates: mine(true) });
    }
    return pointChart(width, {
      label: `${
        revealed
          ? bins.map((bin) => saySheet(bin.said, bin.without, bin.with)).join(" ")
          : fr`Sans la fiche : ${bins.map(({ said }, i) => `${said}, ${perHundred(without[i].value)} sur 100`).join(fr` ; `)}.`
      } ${sayGuesses([[target.said, frame.predicted(target.id)]])}`,
      yWords: Y_WORDS,
      xWords: X_WORDS,
      categories: bins.map(({ label }) => label),
      series,
    });
  });
  const rows = stage((width) =>
    rowChart(width, {
      label: sayContexts(contexts),
      xWords: fr`Réponses justes sur 100`,
      rows: contexts.map(({ label, rate }) => ({
        words: label,
        value: perHundred(rate.value),
        rates: [{ rate, kind: "chevet-measured", shape: "circle" }],
      })),
    }),
  );

  const key = legend([
    [swatch("circle", "chevet-measured"), fr`Mesure sans la fiche`],
    [swatch("square", "chevet-measured-with"), fr`Mesure avec la fiche`],
    [swatch("diamond", "chevet-predicted"), fr`Votre prédiction, avec la fiche`],
    [swatch("square", "chevet-own"), fr`Vos réponses sans la fiche`],
    [swatch("triangle", "chevet-own-hot"), fr`Vos réponses avec la fiche`],
  ]);
  const reading = h(
    "section",
    { class: "chevet-live", "aria-labelledby": `${uid}-contexts` },
    h("h4", { class: "chevet-mini", id: `${uid}-contexts`, text: fr`Et si le contexte est moins simple ?` }),
    h("p", { class: "chevet-wide", text: sayContexts(contexts) }),
    rows.root,
  );
  return {
    traits: ["bin"],
    targets: [target],
    stages: [curves, rows],
    measure: fr`Mesurer : 20 questions, sans puis avec la fiche`,
    before: [curves.root],
    after: [key, contexts.length ? reading : null],
    live,
    said: () => {
      const { said, without, with: given } = binOf(get("bin"));
      return saySheet(said, without, given);
    },
    draw() {
      curves.draw();
      live.draw();
    },
  };
}

/** Mode `sheet`: the same bins without and with the retrieved sheet, then what the model makes of other contexts. */
import { fr, h } from "../../web/lm_bars.js";
import { legend, pointChart, rowChart, stage, swatch } from "./lab_charts.js";
import { answersOf } from "./lab_draws.js";
import { falseRate, unpack } from "./lab_numbers.js";
import { perHundred, sayContexts, saySheet } from "./lab_words.js";

const MAIN = "1";

export function sheetView(frame) {
  const { uid, get, edit, settle } = frame;
  const bins = get("measures").bins.map((bin) => ({
    ...bin,
    without: unpack(bin.without),
    with: unpack(bin.with),
  }));
  const contexts = get("measures").contexts.map((one) => ({ ...one, rate: unpack(one.rate) }));
  const main = bins.find(({ id }) => id === MAIN) ?? bins[0];
  const targets = [
    {
      id: `sheet/${main.id}`,
      label: fr`Avec la fiche, réponses fausses sur 100, ${main.said}`,
      said: fr`avec la fiche, ${main.said}`,
      rate: main.with,
    },
  ];
  const binOf = (id) => bins.find((bin) => bin.id === id) ?? main;

  const box = h("input", {
    type: "checkbox",
    onchange: () => {
      edit("sheet", box.checked);
      settle();
    },
  });
  const toggle = h(
    "label",
    { class: "chevet-check" },
    box,
    h("span", { text: fr`Mettre la fiche du remède dans le contexte` }),
  );
  const live = frame.live({
    choices: { bins },
    series: () => ({ bin: binOf(get("bin")).id, temperature: 0, sheet: get("sheet") }),
    measured: ({ bin, sheet }) => binOf(bin)[sheet ? "with" : "without"],
    said: ({ bin, sheet }) => fr`${binOf(bin).said}, ${sheet ? "avec" : "sans"} la fiche`,
  });
  const mine = (sheet) =>
    bins.map(({ id }) => falseRate(answersOf(get("draws"), { bin: id, temperature: 0, sheet })));

  const curves = stage((width) => {
    const revealed = get("revealed");
    const given = revealed && get("sheet");
    const guess = frame.predictions.share(targets[0].id);
    const series = [
      {
        kind: given ? "chevet-measured chevet-faded" : "chevet-measured",
        shape: "circle",
        joined: true,
        at: -0.5,
        rates: bins.map(({ without }) => without),
      },
      {
        kind: "chevet-predicted",
        shape: "diamond",
        at: 0,
        rates: bins.map((bin) => (bin === main && guess !== null ? { value: guess } : null)),
      },
    ];
    if (given) {
      const rates = bins.map((bin) => bin.with);
      series.push({ kind: "chevet-measured-with", shape: "square", joined: true, at: 0.5, rates });
    }
    if (revealed) {
      series.push({ kind: "chevet-own", shape: "square", at: -1.2, rates: mine(false) });
      if (given) series.push({ kind: "chevet-own-hot", shape: "triangle", at: 1.2, rates: mine(true) });
    }
    return pointChart(width, {
      label: revealed
        ? bins.map((bin) => saySheet(bin.said, bin.without, bin.with)).join(" ")
        : fr`Sans la fiche : ${bins.map(({ said, without }) => `${said}, ${Math.round(100 * without.value)} sur 100`).join(fr` ; `)}.`,
      yWords: fr`Réponses fausses sur 100`,
      xWords: fr`Nombre de fois où le corpus dit le fait`,
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
  const controls = h("div", { class: "chevet-view-controls" }, toggle);
  return {
    traits: ["bin", "sheet"],
    targets,
    stages: [curves, rows],
    before: [curves.root],
    after: [controls, key, live.root, contexts.length ? reading : null],
    live,
    said: () => {
      const { said, without, with: given } = binOf(get("bin"));
      return saySheet(said, without, given);
    },
    draw() {
      box.checked = get("sheet");
      curves.draw();
      live.draw();
    },
  };
}

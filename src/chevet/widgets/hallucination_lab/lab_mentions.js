/** Mode `mentions`: false answers by number of mentions, at T → 0; the learner's answers beside them. */
import { fr } from "../../web/lm_bars.js";
import { legend, pointChart, stage, swatch } from "./lab_charts.js";
import { answersOf } from "./lab_draws.js";
import { falseRate, unpack } from "./lab_numbers.js";
import { sayBins, sayMentions, temperatureName } from "./lab_words.js";

const TEMPERATURES = [0, 0.7, 1.3];
const MAIN = "1"; // the bin everyone predicts: « vu une seule fois »

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
    series: () => ({ bin: get("bin"), temperature: get("temperature"), sheet: false }),
    measured: ({ bin, temperature }) => (temperature === 0 ? binOf(bin).rate : null),
    said: ({ bin, temperature }) => fr`${binOf(bin).said}, ${temperatureName(temperature)}`,
  });
  const mine = (temperature) =>
    bins.map(({ id }) => falseRate(answersOf(get("draws"), { bin: id, temperature, sheet: false })));

  const chart = stage((width) => {
    const revealed = get("revealed");
    const predicted = targets.map(({ id }) => [id, frame.predictions.share(id)]);
    const guesses = new Map(predicted.filter(([, value]) => value !== null));
    const series = [
      {
        kind: "chevet-predicted",
        shape: "diamond",
        at: revealed ? -0.8 : 0,
        rates: bins.map(({ id }) =>
          guesses.has(`mentions/${id}`) ? { value: guesses.get(`mentions/${id}`) } : null,
        ),
      },
    ];
    if (revealed) {
      series.unshift({
        kind: "chevet-measured",
        shape: "circle",
        at: 0,
        joined: true,
        rates: bins.map(({ rate }) => rate),
      });
      series.push({ kind: "chevet-own", shape: "square", at: 0.8, rates: mine(0) });
      const hot = TEMPERATURES.filter((t) => t > 0);
      const now = hot.includes(get("temperature")) ? get("temperature") : null;
      if (now) series.push({ kind: "chevet-own-hot", shape: "triangle", at: 1.5, rates: mine(now) });
    }
    return pointChart(width, {
      label: revealed ? sayBins(bins) : fr`Vos prédictions ; la mesure n'est pas encore montrée.`,
      yWords: fr`Réponses fausses sur 100`,
      xWords: fr`Nombre de fois où le corpus dit le fait`,
      categories: bins.map(({ label }) => label),
      series,
    });
  });

  const key = legend([
    [swatch("circle", "chevet-measured"), fr`Mesure à T → 0, avec son intervalle`],
    [swatch("diamond", "chevet-predicted"), fr`Votre prédiction`],
    [swatch("square", "chevet-own"), fr`Vos réponses tirées à T → 0, avec leur intervalle`],
    [swatch("triangle", "chevet-own-hot"), fr`Vos réponses tirées à la température choisie plus bas`],
  ]);
  return {
    traits: ["bin", "temperature"],
    targets,
    stages: [chart],
    before: [chart.root],
    after: [key, live.root],
    live,
    said: () => sayMentions(bins, binOf(main)),
    draw() {
      chart.draw();
      live.draw();
    },
  };
}

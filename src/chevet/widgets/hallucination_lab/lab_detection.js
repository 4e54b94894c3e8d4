/** Mode `detection`: an alarm when P is low; what it catches, what it misses, and whether P says the truth. */
import { slider } from "../../web/controls.js";
import { decimal, fr, h } from "../../web/instrument.js";
import {
  hundredChart,
  moveOver,
  moveThreshold,
  refillHundred,
  squareChart,
  stripChart,
} from "./lab_charts.js";
import { legend, rowChart, stage, swatch } from "./lab_charts.js";
import { answersOf } from "./lab_draws.js";
import { alarmPoint, naturalFrequencies, nearest, unpack } from "./lab_numbers.js";
import { perHundred, sayAlarm, sayCalibration, sayOwnAlarm, saySignals } from "./lab_words.js";

const SERIES = { bin: "toutes", temperature: 0, sheet: false };

export function detectionView(frame) {
  const { uid, get, edit, settle } = frame;
  const measures = get("measures");
  const points = measures.points.map(({ threshold, caught, alarms }) => ({
    threshold,
    caught: unpack(caught),
    alarms: unpack(alarms),
  }));
  const calibration = measures.calibration.map(({ sure, true: right }) => ({
    sure: unpack(sure),
    true: unpack(right),
  }));
  const signals = measures.signals.map((one) => ({ ...one, rate: unpack(one.rate) }));
  const thresholds = points.map(({ threshold }) => threshold);
  const at = () => nearest(thresholds, get("threshold"));
  const first = points[at()];
  const targets = [
    {
      id: "detection/attrapees",
      label: fr`Alerte si P < ${decimal(first.threshold, 2)} : hallucinations attrapées sur 100`,
      said: fr`alerte si P < ${decimal(first.threshold, 2)}, hallucinations attrapées`,
      rate: first.caught,
    },
  ];

  const choice = slider(`${uid}-threshold`, fr`Alerter quand P est sous`, {
    max: points.length - 1,
    ends: [fr`${decimal(thresholds[0], 2)} : peu d'alertes`, fr`${decimal(thresholds.at(-1), 2)} : beaucoup`],
    oninput: (event) => edit("threshold", thresholds[event.target.value]),
    onchange: settle,
  });
  const counts = () =>
    naturalFrequencies(measures.base, points[at()].caught.value, points[at()].alarms.value);
  const mine = () => answersOf(get("draws"), SERIES);
  const told = () => ({ label: sayAlarm(thresholds[at()], counts()), counts: counts() });
  const hundred = stage(
    (width) => hundredChart(Math.min(width, 480), told()),
    (drawn) => refillHundred(drawn, told()),
  );
  const rocLabel = () =>
    fr`Fausses alertes et hallucinations attrapées, pour chaque seuil. ${sayAlarm(thresholds[at()], counts())}`;
  const chosen = () => {
    const { caught, alarms } = points[at()];
    const [x, y] = [
      { x: alarms.value, left: alarms.low, right: alarms.high },
      { y: caught.value, low: caught.low, high: caught.high },
    ];
    const own = alarmPoint(mine(), thresholds[at()]);
    return [
      { ...x, ...y, kind: "chevet-chosen", shape: "diamond" },
      ...(own ? [{ ...own, kind: "chevet-own", shape: "square" }] : []),
    ];
  };
  const roc = stage(
    (width) =>
      squareChart(width, {
        label: rocLabel(),
        xWords: fr`Fausses alertes sur 100 réponses vraies`,
        yWords: fr`Hallucinations attrapées sur 100`,
        joined: true,
        points: points.map(({ caught, alarms }) => ({
          x: alarms.value,
          y: caught.value,
          kind: "chevet-measured chevet-small",
          shape: "circle",
        })),
        over: chosen(),
      }),
    (drawn, width) => moveOver(drawn, width, rocLabel(), chosen()),
  );
  const trust = stage((width) =>
    squareChart(width, {
      label: sayCalibration(calibration),
      xWords: fr`Probabilité P annoncée, sur 100`,
      yWords: fr`Réponses vraies sur 100`,
      points: calibration.map(({ sure, true: right }) => ({
        x: sure.value,
        y: right.value,
        low: right.low,
        high: right.high,
        kind: "chevet-measured",
        shape: "circle",
      })),
    }),
  );
  const compare = stage((width) =>
    rowChart(width, {
      label: saySignals(signals),
      from: signals.every(({ rate }) => rate.low >= 0.5) ? 0.5 : 0,
      xWords: fr`Fois sur 100 où il désigne la fausse`,
      rows: signals.map(({ label, rate }) => ({
        words: label,
        value: perHundred(rate.value),
        rates: [{ rate, kind: "chevet-measured", shape: "circle" }],
      })),
    }),
  );
  const shown = () => mine().filter(({ p }) => p !== null);
  let placed = 0; // answers in the drawing: more of them, and it is painted anew
  const strip = stage(
    (width) => {
      placed = shown().length;
      return stripChart(width, {
        label: sayOwnAlarm(mine(), thresholds[at()]),
        xWords: fr`Probabilité P de chaque réponse`,
        threshold: thresholds[at()],
        answers: shown(),
      });
    },
    (drawn, width) => {
      const [threshold, answers] = [thresholds[at()], shown()];
      if (answers.length === placed) {
        moveThreshold(drawn, width, { label: sayOwnAlarm(mine(), threshold), threshold, answers });
      } else strip.repaint();
    },
  );
  const own = h("p", { class: "chevet-note-in", role: "status" });
  const ownBlock = h("div", { class: "chevet-own-answers", hidden: true }, strip.root, own);
  const live = frame.live({
    choices: {},
    runs: () => [SERIES],
    measured: () => null,
    said: () => fr`toutes les questions, T\u00a0→\u00a00`,
    own: ownBlock,
  });

  const titled = (title, ...children) =>
    h("div", { class: "chevet-panel" }, h("h4", { class: "chevet-mini", text: title }), ...children);
  const key = legend([
    [swatch("circle", "chevet-answer-caught"), fr`Fausse, attrapée (rond plein)`],
    [swatch("circle", "chevet-answer-missed"), fr`Fausse, manquée (rond vide)`],
    [swatch("square", "chevet-answer-alarms"), fr`Vraie, alertée à tort (carré plein)`],
    [swatch("square", "chevet-answer-quiet"), fr`Vraie, laissée en paix (carré vide)`],
  ]);
  const panels = h(
    "div",
    { class: "chevet-panels" },
    titled(
      fr`Chaque seuil est un point`,
      h("p", {
        text: fr`Le losange est votre seuil ; un carré, ce qu'il donne sur vos réponses. Sur la diagonale, l'alerte ne vaudrait pas mieux que le hasard.`,
      }),
      roc.root,
    ),
    titled(fr`P dit-elle la vérité ?`, h("p", { text: sayCalibration(calibration) }), trust.root),
    signals.length
      ? titled(
          fr`Trois signaux comparés`,
          h("p", {
            text: fr`On prend au hasard une réponse fausse et une vraie. Combien de fois sur 100 le signal désigne-t-il la fausse ? Au hasard, 50.`,
          }),
          compare.root,
        )
      : null,
  );
  const controls = h("div", { class: "chevet-view-controls" }, choice.root);
  return {
    traits: ["threshold"],
    targets,
    stages: [hundred, roc, trust, compare, strip],
    before: [],
    after: [controls, hundred.root, key, panels],
    live,
    said: () => sayAlarm(thresholds[at()], counts()),
    draw() {
      choice.show(at(), decimal(thresholds[at()], 2));
      if (get("revealed")) {
        hundred.draw();
        roc.draw();
      }
      live.draw();
      ownBlock.hidden = !mine().length;
      if (mine().length) {
        strip.draw();
        own.textContent = sayOwnAlarm(mine(), thresholds[at()]);
      }
    },
  };
}

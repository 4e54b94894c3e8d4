import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, World } from "../../web/lm_facts.js";
import {
  answersOf,
  askedIn,
  askFacts,
  factsIn,
  retrieveSheet,
  seriesIn,
  valueProbability,
  verdictOf,
} from "./lab_draws.js";
import {
  alarmPoint,
  falseRate,
  inBin,
  naturalFrequencies,
  nearest,
  pickFacts,
  scale,
  wholeParts,
  rateOf,
} from "./lab_numbers.js";
import {
  perHundred,
  sayAlarm,
  sayDraws,
  sayGap,
  sayGuesses,
  sayMentions,
  sayOwnAlarm,
  sayPair,
  sayTemperature,
  sayWaiting,
  sayWidest,
} from "./lab_words.js";

const rate = (value, low, high, n = 100) => ({ n, value, low, high });
const round = (values) => values.map((value) => Math.round(value * 1e4) / 1e4);

test("intervals are those of chevet.lm.statistics.wilson", () => {
  const cases = [
    [0, 35, 0, 0.0989],
    [18, 24, 0.551, 0.88],
    [20, 20, 0.8389, 1],
    [1, 2, 0.0945, 0.9055],
  ];
  for (const [hits, n, low, high] of cases) {
    const found = rateOf(hits, n);
    assert.deepEqual(round([found.low, found.high]), [low, high], `${hits}/${n}`);
  }
  assert.throws(() => rateOf(0, 0), RangeError);
  assert.throws(() => rateOf(3, 2), RangeError);
});

test("a hundred answers are always a hundred, and the threshold never changes how many are false", () => {
  assert.deepEqual(wholeParts([1, 1, 1]), [34, 33, 33]);
  assert.deepEqual(wholeParts([0, 0]), [0, 0]);
  for (const base of [0, 0.004, 0.295, 0.333, 0.5, 1]) {
    for (const caught of [0, 0.005, 0.5, 0.995, 1]) {
      for (const alarms of [0, 0.333, 1]) {
        const found = naturalFrequencies(base, caught, alarms);
        assert.equal(
          Object.values(found).reduce((a, b) => a + b),
          100,
        );
        assert.equal(found.caught + found.missed, Math.round(base * 100 + 1e-9));
      }
    }
  }
  assert.deepEqual(naturalFrequencies(0.2, 0.7, 0.1), { caught: 14, missed: 6, alarms: 8, quiet: 72 });
});

test("bins hold the mentions they say", () => {
  const cases = [
    ["0", [0], [1]],
    ["1", [1], [0, 2]],
    ["2-3", [2, 3], [1, 4]],
    ["10-29", [10, 29], [9, 30]],
    ["30+", [30, 900], [29]],
    ["toutes", [0, 900], []],
  ];
  for (const [bin, inside, outside] of cases) {
    assert.ok(
      inside.every((n) => inBin(bin, n)),
      bin,
    );
    assert.ok(!outside.some((n) => inBin(bin, n)), bin);
  }
});

test("a scale maps its ends, and the nearest threshold is found", () => {
  const y = scale([0, 1], [200, 20]);
  assert.deepEqual([y(0), y(1), y(0.5)], [200, 20, 110]);
  assert.deepEqual(
    [0.04, 0.5, 0.52, 9].map((wanted) => nearest([0.05, 0.5, 0.55], wanted)),
    [0, 1, 1, 2],
  );
});

test("at T → 0 a fact is asked once; above, the least asked come first and may come again", () => {
  const facts = ["a", "b", "c"];
  let turn = 0;
  const random = () => (turn++ % 7) / 7;
  const asked = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  assert.deepEqual(pickFacts(facts, asked, { n: 5, greedy: true, random }), ["c"]);
  assert.deepEqual(pickFacts(facts, new Map(facts.map((f) => [f, 1])), { n: 5, greedy: true, random }), []);
  assert.deepEqual(pickFacts(facts, asked, { n: 2, greedy: false, random }), ["c", "a"]);
  assert.deepEqual(pickFacts(facts, asked, { n: 5, greedy: false, random }), ["c", "a", "b", "c", "a"]);
  assert.deepEqual(pickFacts([], asked, { n: 5, greedy: false, random }), []);
});

// ── The learner's answers, with a false model ──────────────────────────────────────────────────────

const attribute = (noun, values, extra = {}) => ({
  sentence: `La ${noun} du {x} est {v}.`,
  others: [],
  question: `quelle est la ${noun} du {x} ?`,
  closed: `la ${noun} du {x} est-elle {v} ?`,
  absent: `La ${noun} du {x} n’est pas dans la fiche.`,
  values,
  unit: "",
  acronyms: [],
  years: [],
  ...extra,
});
const WORLD = new World({
  starts: ["Bra", "Tou"],
  middles: ["ba"],
  ends: ["lune"],
  order: ["voie", "dose"],
  attributes: {
    dose: attribute("dose", [], { unit: "zilles" }),
    voie: attribute("voie", ["l’épaule nue", "le talon"]),
  },
  remedies: [
    ["Brabalune", ["l’épaule nue", "35 zilles"], [1, 0]],
    ["Toubalune", ["le talon", "12 zilles"], [1, 40]],
  ],
  doses: [11, 98],
});
const SERIES = { bin: "1", temperature: 0, sheet: false };

/** Answers from a list, one character a token, each with the probability given. */
function falseModel(texts, p = 0.9) {
  const seen = [];
  return {
    seen,
    tokens: (ids) => ids.map((id) => String.fromCodePoint(id)),
    async generateMany({ prompts, temperature, seed, onDone }) {
      seen.push({ prompts, temperature, seed });
      return prompts.map((_, i) => {
        onDone(i, {});
        const ids = [...texts[i]].map((character) => character.codePointAt(0));
        return { text: texts[i], ids, ps: ids.map(() => p) };
      });
    },
  };
}

test("each answer is judged, and carries the probability of its value", async () => {
  const facts = factsIn(WORLD, "1");
  assert.deepEqual(
    facts.map(({ sentence }) => sentence),
    ["La voie du Brabalune est l’épaule nue.", "La voie du Toubalune est le talon."],
  );
  const lm = falseModel([" La voie du Brabalune est le talon.", " La voie du Toubalune est le ta"], 0.5);
  const done = [];
  const found = await askFacts({
    lm,
    judge,
    world: WORLD,
    facts,
    series: SERIES,
    seed: 7,
    onDone: (n) => done.push(n),
  });
  assert.deepEqual(done, [1, 2]);
  assert.deepEqual(lm.seen, [
    {
      prompts: [
        "Question : quelle est la voie du Brabalune ?\nRéponse :",
        "Question : quelle est la voie du Toubalune ?\nRéponse :",
      ],
      temperature: 0,
      seed: 7,
    },
  ]);
  assert.deepEqual(
    found.map(({ verdict, p }) => [verdict, p]),
    [
      ["false", 0.5 ** 8],
      ["malformed", null],
    ],
  );
  assert.equal(found[0].truth, "La voie du Brabalune est l’épaule nue.");
  assert.deepEqual(answersOf(found, SERIES), found);
  assert.deepEqual(answersOf(found, { ...SERIES, sheet: true }), []);
  assert.deepEqual(seriesIn(found), [SERIES]);
  assert.equal(askedIn(found, SERIES, WORLD).get(facts[0]), 1);
});

test("with the sheet, the sentences found come before the question and the right one is judged by them", async () => {
  const [fact] = factsIn(WORLD, "30+");
  const sheet = retrieveSheet(WORLD, fact);
  assert.equal(sheet[0], "La dose du Toubalune est 12 zilles.");
  const lm = falseModel([" La dose du Toubalune est 12 zilles."]);
  const series = { bin: "30+", temperature: 0, sheet: true };
  const [answer] = await askFacts({ lm, judge, world: WORLD, facts: [fact], series, seed: 0 });
  assert.equal(
    lm.seen[0].prompts[0],
    `Fiche : ${sheet.join(" ")}\nQuestion : quelle est la dose du Toubalune ?\nRéponse :`,
  );
  assert.equal(answer.verdict, "true");
});

test("one false statement makes the answer false; a true one about something else is off the point", () => {
  const fact = { remedy: "Brabalune", attribute: "dose" };
  const about = (verdict) => ({ ...fact, verdict });
  const other = { remedy: "Toubalune", attribute: "dose", verdict: "true" };
  const cases = [
    [[], "malformed"],
    [[about("true")], "true"],
    [[about("true"), { ...other, verdict: "false" }], "false"],
    [[about("true"), { remedy: null, attribute: null, verdict: "malformed" }], "malformed"],
    [[other], "off"],
    [[about("abstention")], "abstention"],
  ];
  for (const [judgements, verdict] of cases) assert.equal(verdictOf(judgements, fact), verdict);
});

test("P counts the tokens that write the value, those that cut a letter too", () => {
  // « é » is two bytes; the first stands at the end of a token, shown <0xC3>.
  const tokens = [" La", " voie est", " l’", "<0xC3>", "<0xA9>p", "aule.", " Fin"];
  const ps = [0.1, 0.1, 0.5, 0.5, 0.5, 0.5, 0.1];
  assert.equal(valueProbability(" La voie est l’épaule. Fin", "l’épaule", tokens, ps), 0.5 ** 4);
  assert.equal(valueProbability(" La voie", null, [" La", " voie"], [0.5, 0.5]), null);
});

test("an alarm on the learner's answers", () => {
  const answers = [
    { verdict: "false", p: 0.2 },
    { verdict: "false", p: 0.8 },
    { verdict: "true", p: 0.9 },
    { verdict: "malformed", p: null },
  ];
  const { x, y } = alarmPoint(answers, 0.5);
  assert.deepEqual([x, y], [0, 0.5]);
  assert.equal(alarmPoint(answers.slice(0, 2), 0.5), null);
  assert.equal(
    sayOwnAlarm(answers, 0.5),
    "Alerte si P < 0,50. Réponses fausses attrapées\u00a0: 1 sur 2. Réponses vraies alertées à tort\u00a0: 0 sur 1.",
  );
});

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────

test("what is rare is never said to be absent", () => {
  assert.deepEqual([0, 0.001, 0.004, 0.005, 0.754, 0.9949, 0.996, 1].map(perHundred), [
    "0",
    "moins de 1",
    "moins de 1",
    "1",
    "75",
    "99",
    "plus de 99",
    "100",
  ]);
});

test("a prediction is set against its measure in words", () => {
  const measured = rate(0.75, 0.551, 0.88, 24);
  assert.equal(
    sayGap("un fait vu une seule fois", 20, measured),
    "Un fait vu une seule fois\u00a0: vous aviez prédit 20 sur 100, la mesure est 75 (entre 55 et 88, n\u00a0=\u00a024), " +
      "soit 55 de plus.",
  );
  assert.match(sayGap("x", 100, measured), /soit 25 de moins\.$/);
  for (const inside of [55, 75, 88]) assert.match(sayGap("x", inside, measured), /dans l’intervalle\.$/);
  const gaps = [
    { said: "a", predicted: 10, rate: rate(0.2) },
    { said: "b", predicted: 90, rate: rate(0.5) },
  ];
  assert.equal(sayWidest(gaps), "Votre plus grand écart, 40\u00a0: b.");
  assert.equal(sayWidest(gaps.slice(1)), "");
  assert.equal(sayWaiting(["b"], true), "Avant de dévoiler, déplacez le curseur\u00a0: b.");
  assert.equal(sayWaiting(["b"], true, true), "Avant de mesurer, déplacez le curseur\u00a0: b.");
  assert.match(sayWaiting([], false, true), /Mesurez quand/);
  assert.equal(sayWaiting(["a", "b"]), "Il manque votre prédiction\u00a0: a\u202f; b.");
});

test("the learner's answers are set against the measure", () => {
  const answers = [
    ...Array(15).fill({ verdict: "false" }),
    ...Array(4).fill({ verdict: "true" }),
    { verdict: "malformed" },
  ];
  const said = sayDraws(answers, falseRate(answers), rate(0.7, 0.57, 0.8, 60), "un fait");
  assert.equal(
    said,
    "Vos 20 réponses (un fait)\u00a0: 15 fausses, 4 vraies, 1 mal formée. Fausses\u00a0: 75 sur 100, entre 53 et 89. " +
      "La mesure, n\u00a0=\u00a060\u00a0: 70, entre 57 et 80. Les deux intervalles se recouvrent.",
  );
  assert.match(sayDraws(answers, falseRate(answers), rate(0.1, 0.05, 0.2), "x"), /ne se touchent pas/);
  assert.ok(!sayDraws(answers, falseRate(answers), null, "x").includes("mesure"));
  assert.match(
    sayDraws(answers, falseRate(answers), null, "x", 40),
    /^Vous aviez prédit 40 fausses sur 100\. Vos 20/,
  );
  assert.equal(
    sayPair(rate(0.75, 0.53, 0.89, 20), 10),
    "Vous aviez prédit 10 fausses sur 100 avec la fiche. Vous en mesurez 75, entre 53 et 89.",
  );
  assert.equal(sayPair(rate(0, 0, 0.16, 20), null), "Vous en mesurez 0, entre 0 et 16.");
});

test("each mode says its figures", () => {
  const bins = [0.97, 0.75, 0].map((value, i) => ({ said: `fait ${i}`, rate: rate(value, value, value) }));
  assert.equal(
    sayMentions(bins, bins[1]),
    "Sur 100 réponses, 75 sont fausses pour fait 1\u202f; 97 pour fait 0, 0 pour fait 2.",
  );
  const share = (t, wrong, bad) => ({ t, false: rate(wrong), malformed: rate(bad) });
  assert.equal(
    sayTemperature([share(0, 0.4, 0), share(1.3, 0.5, 0.1), share(2, 0.1, 0.8)], "un fait"),
    "Un fait\u00a0: 40 réponses fausses sur 100 à T\u00a0→\u00a00. Il y en a le plus à T\u00a0=\u00a01,3\u00a0: 50. " +
      "À T\u00a0=\u00a02,0, 10 sont fausses, 80 sont mal formées.",
  );
  assert.match(sayTemperature([share(0, 0.01, 0), share(2, 0.1, 0.8)], "x"), /: 1 réponse fausse sur 100/);
  assert.equal(
    sayGuesses([
      ["x", null],
      ["y", 40],
    ]),
    "Prédit\u00a0: y, 40.",
  );
  assert.equal(sayGuesses([["x", null]]), "Rien n’est prédit.");
  assert.match(sayTemperature([share(0, 0.5, 0), share(2, 0.1, 0.8)], "x"), /C’est là qu’il y en a le plus/);
  assert.equal(
    sayAlarm(0.35, { caught: 14, missed: 6, alarms: 1, quiet: 79 }),
    "Sur 100 réponses, 20 sont fausses. Alerte si P < 0,35\u00a0: 14 attrapées, 6 manquées. " +
      "Et 1 fausse alerte sur les 80 réponses vraies.",
  );
});

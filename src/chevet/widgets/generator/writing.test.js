import assert from "node:assert/strict";
import { wilson } from "../../web/instrument.js";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { World } from "../../web/lm_facts.js";
import { sayBatch, sayFound, sayJudgement, saySeries, sayShare, sayWrite, spaced } from "./words.js";
import { addAnswer, clean, distinct, holdsSheet, inputOf, judgeAnswer, newSeries } from "./writing.js";
import { queryOf, seriesKey, total } from "./writing.js";

const address = new URL("../../../../tests/vectors/lm_facts.json", import.meta.url);
const world = new World(JSON.parse(readFileSync(address, "utf-8")).world);
const QUESTION = "Question : quelle est la dose du Brabalune ?\nRéponse :";
const CLOSED = "Question : la dose du Brabalune est-elle de 12 zilles par jour ?\nRéponse :";
const TRUE = " La dose du Brabalune est de 35 zilles par jour.";
const FALSE = " La dose du Brabalune est de 36 zilles par jour.";
const SETTINGS = { temperature: 0.7, top_k: 0, top_p: 1, sheet: false, k: 3, unit: "mots" };

const seriesOf = (texts, prompt = QUESTION, drawn = SETTINGS) => {
  const series = newSeries(drawn);
  for (const text of texts) addAnswer(series, judgeAnswer(text, prompt, [], world));
  return series;
};

test("a prompt is given to the model as the corpus writes it", () => {
  const cases = [
    [QUESTION, QUESTION],
    [
      "Question\u00a0: quelle est l'étude du Brabadoc\u202f?",
      "Question : quelle est l’étude du Brabadoc ?\nRéponse :",
    ],
    [`${QUESTION} \n`, QUESTION],
    ["La dose du ", "La dose du"],
    ["Question : quelle", "Question : quelle"],
    ["", ""],
  ];
  for (const [typed, given] of cases) assert.equal(clean(typed), given);
  assert.equal(inputOf("La dose", ["A.", "B."]), "Fiche : A. B.\nLa dose");
});

test("the search looks for the question, or for the line that is begun", () => {
  assert.equal(queryOf(QUESTION), "quelle est la dose du Brabalune ?");
  assert.equal(queryOf("Un.\nLa dose du Brabalune\n"), "La dose du Brabalune");
  assert.equal(queryOf(""), "");
});

test("a true answer to another question is off the subject", () => {
  const kinds = (text, prompt = QUESTION) =>
    judgeAnswer(text, prompt, [], world).judgements.map(({ shown }) => shown);
  assert.deepEqual(kinds(TRUE), ["true"]);
  assert.deepEqual(kinds(" La dose du Brabadoc est de 62 zilles par jour."), ["off"]);
  assert.deepEqual(kinds(" La voie du Brabalune est la paume gauche."), ["off"]);
  assert.deepEqual(kinds(" La voie du Brabalune est le petit doigt."), ["false"]);
  assert.deepEqual(kinds(" 62 zilles par jour.", "La dose du Brabadoc est de"), ["true"]);
});

test("the start of a line that the reader wrote is shown apart", () => {
  const { given, text } = judgeAnswer(" 35 zilles par jour.\n", "La dose du Brabalune est de", [], world);
  assert.deepEqual([given, text], ["La dose du Brabalune est de", "35 zilles par jour."]);
  assert.equal(judgeAnswer(TRUE, QUESTION, [], world).given, "");
});

test("series that are drawn alike are counted together", () => {
  const key = (prompt, changes = {}) => seriesKey(prompt, { ...SETTINGS, ...changes });
  assert.equal(key("Question : a'b ?"), key("Question : a’b ?\nRéponse : "));
  assert.equal(key("a"), key("a", { k: 5, unit: "lettres" })); // no sheet: how it is looked for does not count
  for (const changes of [{ temperature: 0.8 }, { top_k: 3 }, { top_p: 0.5 }, { sheet: true }])
    assert.notEqual(key("a"), key("a", changes));
  assert.notEqual(key("a", { sheet: true }), key("a", { sheet: true, k: 1 }));
});

test("statements are counted, and different answers listed, the latest first", () => {
  const series = seriesOf([TRUE, FALSE, TRUE, " La dose", " La dose du Brabalune est absente de la fiche."]);
  assert.deepEqual(series.counts, { true: 2, false: 1, off: 0, malformed: 1, abstention: 1 });
  assert.equal(total(series), 5);
  assert.deepEqual(
    distinct(series).map(({ answer, times }) => [answer.text, times]),
    [
      ["La dose du Brabalune est absente de la fiche.", 1],
      ["La dose", 1],
      [TRUE.trim(), 2],
      [FALSE.trim(), 1],
    ],
  );
});

test("a yes to the premise is counted apart from the statement that follows", () => {
  const series = seriesOf(
    [
      " Oui, la dose du Brabalune est de 12 zilles par jour.",
      " Non, la dose du Brabalune est de 35 zilles par jour.",
      " Oui, la dose du Brabalune est de 35 zilles par jour.",
      TRUE,
    ],
    CLOSED,
  );
  assert.deepEqual([series.yes, series.closed, series.counts.true, series.counts.false], [2, true, 3, 1]);
  assert.match(sayBatch(series, 0), /«\u00a0Oui\u00a0»\u00a0: 2 fois sur 4\u00a0réponses\.$/);
});

test("the interval is Wilson's", () => {
  // Worked by hand for 3 of 10: (0.3 + 0.19207) / 1.38415 ± 1.96 √(0.021 + 0.009604) / 1.38415.
  const [low, high] = wilson(3, 10);
  assert.ok(Math.abs(low - 0.10779) < 1e-5 && Math.abs(high - 0.60323) < 1e-5, `${low} ${high}`);
  assert.deepEqual([wilson(0, 35)[0], wilson(35, 35)[1]], [0, 1]);
  assert.ok(Math.abs(wilson(0, 35)[1] - 0.09891) < 1e-5);
});

test("what is announced at the end of a batch", () => {
  const [one, many] = [seriesOf([FALSE]), seriesOf([TRUE, TRUE, FALSE, " La"])];
  assert.equal(
    sayBatch(one, 0),
    "Faux. Dans la pharmacopée fictive, la dose du Brabalune est de 35 zilles par jour. Le corpus dit ce fait 12 fois.",
  );
  assert.equal(
    sayBatch(many, 0),
    "4\u00a0énoncés, dont 3 différents\u00a0: 2\u00a0vrais, 1\u00a0faux, 1\u00a0mal formé. Part de faux avec ces réglages\u00a0: entre 5 et 70\u00a0% (intervalle à 95\u00a0%).",
  );
  assert.match(sayBatch(many, 3), /^1\u00a0énoncé de plus, 4 en tout, dont 3 différents\u00a0: 2\u00a0vrais/);
  const cold = seriesOf([FALSE, FALSE], QUESTION, { ...SETTINGS, temperature: 0 });
  assert.equal(
    sayBatch(cold, 0),
    "2\u00a0énoncés, mot pour mot le même\u00a0: «\u00a0La dose du Brabalune est de 36 zilles par jour.\u00a0» Soit 2\u00a0faux. Rien n’est tiré au sort\u00a0: la répétition ne prouve rien.",
  );
  assert.match(sayBatch(seriesOf([TRUE, TRUE]), 0), /jour.\u00a0» Soit 2\u00a0vrais. Part de faux/);
  const silent = seriesOf([" est la dose du Brabalune ?"], "Question : quelle");
  assert.equal(sayBatch(silent, 0), "Aucun énoncé\u00a0: une question n’affirme rien.");
});

test("how often the corpus says the fact is told when the table decides", () => {
  const said = (text, sheet = []) =>
    sayJudgement(judgeAnswer(text, QUESTION, sheet, world).judgements[0])
      .split(". ")
      .at(-1);
  assert.equal(said(TRUE), "Le corpus dit ce fait 12 fois.");
  assert.equal(said(TRUE, [TRUE.trim()]), "La fiche le dit.");
  assert.equal(
    said(" La voie du Brabalune est la paume gauche."),
    "Mais la question portait sur autre chose.",
  );
  assert.equal(said(" L’indication du Brabalune est le hoquet lunaire."), "Le corpus ne dit jamais ce fait.");
});

test("shares, series and buttons in words", () => {
  assert.equal(sayShare(3, 10), "3 sur 10\u00a0: 30\u00a0% [11\u202f; 60]");
  assert.equal(sayShare(0, 0), "–");
  assert.equal(sayShare(10, 10, false), "10 sur 10");
  const bare = { held: false, lever: true };
  const told = (about) => saySeries("X", SETTINGS, { ...bare, ...about });
  assert.equal(told({}), "X\u202f; T = 0,7\u202f; sans fiche");
  assert.equal(told({ lever: false }), "X\u202f; T = 0,7");
  assert.equal(
    told({ held: holdsSheet(`Fiche : ${TRUE}\n${QUESTION}`) }),
    "X\u202f; T = 0,7\u202f; fiche du texte",
  );
  assert.ok(!holdsSheet(QUESTION));
  const other = { ...SETTINGS, top_k: 5, top_p: 0.9, sheet: true, k: 1, unit: "lettres" };
  assert.equal(
    saySeries("X", other, bare),
    "X\u202f; T = 0,7\u202f; top-k 5\u202f; top-p 0,90\u202f; avec fiche (1\u00a0phrase, cherchée par lettres)",
  );
  assert.deepEqual([sayWrite(10), sayWrite(1)], ["Écrire 10 énoncés", "Écrire un énoncé"]);
  assert.equal(spaced("Question : oui ?"), "Question\u00a0: oui\u202f?");
  const asked = { remedy: "Brabalune", attribute: "dose" };
  assert.equal(sayFound(asked, asked), "ce qui est demandé");
  assert.equal(sayFound({ ...asked, attribute: "voie" }, asked), "autre attribut");
  assert.equal(sayFound({ ...asked, remedy: "Brabadoc" }, asked), "autre remède");
});

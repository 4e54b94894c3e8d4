import assert from "node:assert/strict";
import { test } from "node:test";

import * as say from "./annotation_words.js";

const span = (side, line, first, last, kind, gravity) => ({ side, line, first, last, kind, gravity });
const fault = (place, more = {}) => ({ span: place, sort: "", why: "raison", note: null, said: "", ...more });
const line = (text) => ({ heading: "Motif", text });
const letter = {
  genre: "lettre de sortie",
  mention: "inventé",
  notes: [line("Allergie à la pénicilline."), line("Appui autorisé."), line("Trois fois par semaine.")],
  sentences: [
    line("Elle marche sans appui."),
    line("Une aide vient deux fois, dit-elle."),
    line("Elle va bien."),
    line("Elle est calme."),
    line("Elle dort."),
  ],
  faults: [
    fault(span("D", 1, 1, 4, "omission", 3), { sort: "allergie" }),
    fault(span("L", 1, 3, 4, "erreur", 2), { note: 2, said: "Appui autorisé" }),
    fault(span("L", 2, 4, 5, "erreur", 1), { note: 3, said: "Trois fois" }),
    fault(span("L", 3, 1, 3, "ajout", 3)),
  ],
  faithful: [[4, "Le dossier l’écrit."]],
};
const compared = (...response) => say.compare(letter, response);

test("a mark is told by its place, its words and its name, without the comma that ends it", () => {
  assert.equal(say.passageOf(letter, span("L", 2, 4, 5)), "deux fois");
  assert.equal(
    say.markWords(letter, span("L", 2, 4, 5, "erreur", 1)),
    "Phrase\u00a02, «\u00a0deux fois\u00a0»\u00a0: erreur, gravité\u00a01",
  );
});

for (const [done, count, said] of [
  ["put", 1, "Marque posée\u00a0: note\u00a01, omission, gravité\u00a03. Une marque."],
  ["changed", 2, "Marque changée\u00a0: note\u00a01, omission, gravité\u00a03. Deux marques."],
  ["removed", 0, "Marque retirée\u00a0: note\u00a01. Aucune marque."],
  ["put", 12, "Marque posée\u00a0: note\u00a01, omission, gravité\u00a03. 12 marques."],
]) {
  test(`a mark ${done}, ${count} in all: ${said}`, () =>
    assert.equal(say.doneWords(span("D", 1, 1, 4, "omission", 3), done, count), said));
}

for (const [response, said] of [
  [["D1o3", "L1-3-4e2", "L2-4-5e1", "L3a3"], "Vous avez trouvé quatre des quatre fautes."],
  [["D1o3", "L1-3-4e2", "L3a3"], "Vous avez trouvé trois des quatre fautes."],
  [
    ["D1o3", "L1-1-4e2"],
    "Une faute grave manquée\u00a0: la note ne dépasse pas 0,5. Vous avez trouvé deux des quatre fautes, dont une en partie.",
  ],
  [
    ["L5e1", "L4e1"],
    "Deux fautes graves manquées\u00a0: la note ne dépasse pas 0,5. Vous n’avez trouvé aucune des quatre fautes. Deux marques sans faute dessous.",
  ],
]) {
  test(`the whole in a sentence, severe first: ${said}`, () =>
    assert.equal(say.judgementWords(compared(...response)), said));
}

test("faults are listed missed first, and the severe before the others", () => {
  const told = say.faultRows(compared("L1-1-4e2", "L2-4-5e1")).map(({ rank, state }) => [rank, state]);
  assert.deepEqual(told, [
    [0, "missed"],
    [3, "missed"],
    [1, "part"],
    [2, "whole"],
  ]);
});

test("a question passed has nothing missed: all is still to be found, the severe first", () => {
  const rows = say.faultRows(compared());
  assert.deepEqual(
    rows.map((row) => [say.stateVerdict(row).words, row.fault.span.gravity]),
    [
      ["À trouver", 3],
      ["À trouver", 3],
      ["À trouver", 2],
      ["À trouver", 1],
    ],
  );
});

test("where the learner and the key differ is said, and only that", () => {
  const rows = say.faultRows(compared("L1-1-4a2", "L2-4-5e3", "D1o3"));
  const told = (rank) =>
    say.differenceWords(
      letter,
      rows.find((row) => row.rank === rank),
    );
  assert.equal(told(1), "Vous aviez marqué «\u00a0Elle marche sans appui\u00a0», écrit «\u00a0ajout\u00a0».");
  assert.equal(told(2), "Vous aviez jugé la gravité à 3.");
  assert.equal(told(0), "");
  assert.equal(told(3), "");
});

for (const [response, rank, label, why] of [
  [["L4e2"], 0, "Marquée, mais fidèle", "Fidèle. Le dossier l’écrit."],
  [["L5e2"], 0, "Marquée, mais fidèle", "Fidèle. Le dossier le dit."],
  [["L1-1-1e2"], 0, "Marque en trop", "À côté\u00a0: la faute est «\u00a0sans appui\u00a0»."],
  [
    ["L2-4-5e1", "L2e1"],
    0,
    "Marque en trop",
    "En trop\u00a0: une autre de vos marques a déjà trouvé cette faute.",
  ],
  [["D2o1"], 0, "Marquée, mais rien n’y est omis", "Le texte dit bien cette note, ou n’a pas à la dire."],
]) {
  test(`a mark that finds nothing (${response}) is explained`, () => {
    const found = compared(...response);
    assert.equal(say.needlessWords(found, found.found.spurious[rank]), why);
    assert.ok(
      say.needlessLabel(found, found.found.spurious[rank]).startsWith(`${label}\u00a0: vous aviez mis`),
    );
  });
}

test("precision, recall and F1 are told with the counts they come from", () => {
  const told = say.ratioWords(compared("D1o3", "L1-1-4e1", "L5e2"));
  assert.deepEqual(told, [
    "Vous avez posé trois marques pour quatre fautes. Une donne le passage à un mot près et compte 1\u202f; une le recouvre en partie et compte 0,5\u00a0: en tout 1,5.",
    "Précision\u00a0: 1,5\u00a0÷\u00a03\u00a0= 0,5, la part de vos marques qui tombent sur une faute.",
    "Rappel\u00a0: 1,5\u00a0÷\u00a04\u00a0= 0,38, la part des fautes que vous avez vues.",
    "F1\u00a0: 2\u00a0×\u00a01,5\u00a0÷\u00a0(3\u00a0+\u00a04)\u00a0= 0,43. Elle n’est haute que si les deux le sont.",
    "Sur les deux fautes trouvées, la nature est juste 2\u00a0fois et la gravité 1\u00a0fois.",
  ]);
  assert.match(say.ratioWords(compared("L5e2"))[0], /Aucune ne tombe sur une faute\.$/);
});

for (const [response, said] of [
  [["L1e2", "L2e1", "L3a3"], /5 des 5\u00a0phrases.*= 1\u202f; l’accord est complet\.$/],
  [["D1o3"], /2 des 5\u00a0phrases.*= 0\u202f; pas plus d’accord que par hasard\.$/],
  [["L4e1", "L5e1"], /moins d’accord que par hasard\.$/],
  [["L1e2"], /l’accord fait \d+\u00a0% du chemin/],
]) {
  test(`kappa in counts of sentences for ${response}`, () => {
    assert.match(say.kappaWords(compared(...response)), said);
  });
}

test("kappa that is not defined says so, and why", () => {
  const alone = { ...letter, faults: [letter.faults[0]] };
  assert.match(say.kappaWords(say.compare(alone, ["D1o3"])), /n’est pas défini.*dans la même case/);
});

for (const [side, given, count, isNew, said] of [
  ["L", { kind: "", gravity: 0 }, 0, true, "Choisissez la nature et la gravité."],
  ["L", { kind: "erreur", gravity: 0 }, 0, true, "Choisissez la gravité."],
  ["L", { kind: "", gravity: 2 }, 0, true, "Choisissez la nature."],
  ["L", { kind: "erreur", gravity: 2 }, 19, true, ""],
  ["D", { kind: "omission", gravity: 0 }, 0, true, "Choisissez la gravité."],
  ["L", { kind: "erreur", gravity: 2 }, 20, true, say.WORDS.full],
  ["L", { kind: "erreur", gravity: 2 }, 20, false, ""],
]) {
  test(`what is missing from ${JSON.stringify(given)} with ${count} marks: ${said || "nothing"}`, () =>
    assert.equal(say.missingWords(side, given, count, isNew), said));
}

test("the words keep the spaces of French", () => {
  const told = [compared("D1o3", "L1-1-4e1", "L5e2"), compared("L4e1", "L5e1")].flatMap((one) => [
    ...say.ratioWords(one),
    say.kappaWords(one),
    say.judgementWords(one),
  ]);
  const all = [...told, say.SCALE, ...Object.values({ ...say.WORDS, ...say.KINDS, ...say.GRAVITIES })];
  assert.deepEqual(
    all.filter((text) => / [;!?:»%÷×=]|« |'/.test(text)),
    [],
  );
});

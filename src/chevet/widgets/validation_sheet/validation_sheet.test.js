import assert from "node:assert/strict";
import { test } from "node:test";
import { dated, emptyDraft, faults, isEmpty, isKept, readNote, recordLines } from "./sheet.js";
import { remarks, sayDate, sayMissing, sayState, sheetText, wordsIn } from "./sheet.js";

const choice = (key, name) => ({ key, name, says: "" });
const FORM = {
  title: "Fiche",
  heading: "Lettre",
  lines: ["Elle va bien.", "Elle sort demain."],
  numbered: true,
  mention: "Texte écrit pour l’exercice.",
  digest: "aaaa1111",
  decisions: [choice("valider", "Valider"), choice("corriger", "Corriger"), choice("rejeter", "Rejeter")],
  steps: [choice("verifier", "Vérifier"), choice("communiquer", "Communiquer")],
};
const NOW = new Date(2026, 10, 2, 6, 5);
const FULL = {
  decision: "corriger",
  why: " La phrase 2 contredit le dossier. ",
  steps: { verifier: { done: true, what: "les dates " }, communiquer: { done: false, what: "non tenu" } },
  initials: "LB ",
};

test("the date is said in French, with the reader's own hour", () => {
  assert.equal(sayDate(NOW), "2\u00a0novembre 2026, 6\u00a0h\u00a005");
  assert.equal(sayDate(new Date(2026, 7, 1, 14, 30)), "1er\u00a0août 2026, 14\u00a0h\u00a030");
});

test("words are counted as a reader counts them", () => {
  for (const [text, count] of [
    ["", 0],
    ["  ? … ", 0],
    ["L’allergie n'est pas peut-être citée", 5],
    ["9,8 g/dL", 4],
  ])
    assert.equal(wordsIn(text), count, text);
});

test("an incomplete sheet says each place and its remedy, in the order of the page", () => {
  assert.deepEqual(
    faults(emptyDraft(), FORM).map(({ field }) => field),
    ["decision", "why"],
  );
  const ticked = { ...FULL, why: "Trop de fautes", steps: { verifier: { done: true, what: "  " } } };
  const found = faults(ticked, FORM);
  assert.deepEqual(
    found.map(({ field }) => field),
    ["why", "verifier"],
  );
  assert.match(found[0].text, /3 mots\. Écrivez au moins cinq mots/);
  assert.match(found[1].text, /Vérifier.*décochez/);
  assert.equal(
    sayMissing(found, FORM),
    "il manque la justification, ce que vous avez fait pour «\u00a0Vérifier\u00a0»",
  );
  assert.deepEqual(faults(FULL, FORM), []);
  assert.equal(faults({ ...FULL, decision: "signer" }, FORM)[0].field, "decision");
});

test("what is dated holds what was decided and nothing of a step undone", () => {
  const decision = dated(FULL, FORM, NOW);
  assert.deepEqual(decision, {
    decision: "corriger",
    why: "La phrase 2 contredit le dossier.",
    steps: { verifier: { done: true, what: "les dates" } },
    initials: "LB",
    at: NOW.toISOString(),
    said: sayDate(NOW),
    digest: "aaaa1111",
  });
  assert.ok(isKept(FULL, FORM, decision));
  assert.ok(!isKept({ ...FULL, why: "La phrase 1 contredit le dossier." }, FORM, decision));
  assert.ok(!isKept(FULL, { ...FORM, digest: "bbbb2222" }, decision), "another text: another decision");
  assert.ok(!isKept(FULL, FORM, undefined));
});

test("a decision says the steps left out and the text that has changed", () => {
  const decision = dated(FULL, FORM, NOW);
  assert.deepEqual(remarks(decision, FORM), ["Étapes non faites\u00a0: Communiquer."]);
  assert.match(remarks(decision, { ...FORM, digest: "bbbb2222" })[1], /Le texte a changé/);
});

test("a note that is not ours is left out, the rest is kept", () => {
  const decision = dated(FULL, FORM, NOW);
  for (const value of [null, 3, "x", {}, { draft: { decision: 1 } }, { decisions: "x" }])
    assert.deepEqual(readNote(value), { draft: emptyDraft(), decisions: [] });
  const read = readNote({ draft: FULL, decisions: [{ said: "hier" }, decision] });
  assert.deepEqual(read, { draft: FULL, decisions: [decision] });
});

test("the text holds the document, every decision in order, and a draft that says more", () => {
  const first = dated(FULL, FORM, NOW);
  const second = dated({ ...FULL, decision: "rejeter" }, FORM, new Date(2026, 10, 3, 9, 0));
  const last = { ...FULL, decision: "rejeter" };
  const text = sheetText([first, second], last, FORM);
  assert.match(text, /^Fiche\nLettre\nTexte écrit/);
  assert.match(text, /\n1\. Elle va bien\.\n2\. Elle sort demain\.\n/);
  assert.ok(text.indexOf("Corriger") < text.indexOf("Rejeter"));
  assert.ok(!text.includes("Brouillon"));
  assert.ok(sheetText([first], last, FORM).includes("Brouillon, non daté\u00a0: Rejeter"));
  assert.ok(!sheetText([first], emptyDraft(), FORM).includes("Brouillon"));
  assert.deepEqual(recordLines(first, FORM).at(-1), "Initiales\u00a0: LB");
});

test("where a sheet stands follows each of its fields", () => {
  const said = new Set([emptyDraft(), FULL].map((draft) => sayState(draft, FORM)));
  for (const change of [{ decision: "" }, { why: "x" }, { steps: {} }, { initials: "" }])
    said.add(sayState({ ...FULL, ...change }, FORM));
  assert.equal(said.size, 6);
  assert.ok(isEmpty(emptyDraft()));
  for (const change of [{ decision: "valider" }, { why: "x" }, { initials: "L" }])
    assert.ok(!isEmpty({ ...emptyDraft(), ...change }));
});

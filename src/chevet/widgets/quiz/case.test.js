import assert from "node:assert/strict";
import { test } from "node:test";

import { endWords, nextStep } from "./case.js";
import { keptWords, missingWords, timeWords, totalWords } from "./exam.js";
import { buttonWords, hintWords } from "./hints.js";
import { nextRecord, pendingRecord, placeWords } from "./words.js";

for (const [attempts, next, when] of [
  [[0, 0, 0], 0, "nothing answered"],
  [[1, 0, 0], 1, "left after the first step"],
  [[1, 1, 0], 2, "the last one is left"],
  [[1, 1, 1], null, "finished"],
  [[2, 1, 1], 1, "a second pass"],
  [[2, 2, 1], 2, "at its last step"],
  [[2, 2, 2], null, "finished twice"],
  [[1, 0, 1], 1, "a step was rewritten since, its answer is lost"],
  [[2, 0, 2], 1, "the same after a second pass"],
  [[2, 1, 2], null, "and once it is answered again"],
  [[2, 2, 2, 0], 3, "a step was appended"],
]) {
  test(`attempts ${attempts}: ${when}`, () => assert.equal(nextStep(attempts), next));
}

const record = (first, last, attempts) => ({ first: { score: first }, last: { score: last }, attempts });

test("the end of a case says this pass, and which one counts", () => {
  assert.equal(
    endWords([record(1, 1, 1), record(0.2, 0.2, 1)]),
    "Dossier terminé\u00a0: 1,2\u00a0point sur\u00a02.",
  );
  assert.equal(
    endWords([record(0, 1, 2), record(0.5, 1, 2)]),
    "Dossier terminé\u00a0: 2\u00a0points sur\u00a02. Entraînement\u00a0: vos premiers essais, 0,5\u00a0point sur\u00a02, " +
      "restent ceux qui comptent.",
  );
});

test("a step stands in its case", () =>
  assert.equal(placeWords("", 0, 1, { rank: 2, count: 4 }), "Étape\u00a02 sur\u00a04"));

test("the time of the national exam, at its pace: from 180/110 to 180/90 minutes a question", () => {
  assert.match(timeWords(11), /Pour 11\u00a0questions, au même rythme\u00a0: de 18 à 22\u00a0min/);
  assert.match(timeWords(1), /Pour 1\u00a0question, au même rythme\u00a0: environ 2\u00a0min/);
  assert.match(timeWords(11), /article\u00a07.*rien ne vous arrête/);
});

test("what an exam counts, in words", () => {
  assert.equal(keptWords(1, 5), "1\u00a0réponse gardée sur\u00a05");
  assert.equal(keptWords(3, 5), "3\u00a0réponses gardées sur\u00a05");
  assert.match(missingWords(1), /^Une question n’a pas.*elle vaudra 0\./);
  assert.match(missingWords(2), /^2\u00a0questions n’ont pas.*elles vaudront 0\./);
  assert.equal(
    totalWords([record(1, 1, 1), record(0.5, 0.5, 1)], false),
    "Épreuve terminée. Total\u00a0: 1,5\u00a0point sur\u00a02.",
  );
  assert.match(
    totalWords([record(0, 1, 2), record(0.5, 0.5, 1)], true),
    /Total\u00a0: 1,5\u00a0point.*comptent\u00a0: 0,5\u00a0point/,
  );
  // Read back later, the last answers may be those of a retry: they are no total of the exam.
  assert.match(
    totalWords([record(0, 1, 2), record(0.5, 0.5, 1)], false),
    /^Épreuve terminée\. Vos dernières réponses à ces questions\u00a0: 1,5\u00a0point.*comptent\u00a0: 0,5/,
  );
});

test("an answer kept for an exam waits until it has become an attempt", () => {
  const type = { fits: () => true };
  const question = { id: "t-01", digest: "aaaaaaaa" };
  const stored = new Map();
  const read = (id) => stored.get(id) ?? null;
  assert.equal(pendingRecord(type, question, read), null);
  stored.set("t-01@exam", nextRecord(null, "aaaaaaaa", ["a"], 1));
  assert.deepEqual(pendingRecord(type, question, read).last.response, ["a"]);
  stored.set("t-01", nextRecord(null, "aaaaaaaa", ["a"], 1));
  assert.equal(pendingRecord(type, question, read), null, "the exam was ended");
  stored.set("t-01@exam", { ...nextRecord(null, "aaaaaaaa", ["b"], 0), attempts: 2 });
  assert.deepEqual(pendingRecord(type, question, read).last.response, ["b"], "a second exam");
  stored.set("t-01@exam", { ...nextRecord(null, "0ld0ld00", ["b"], 0), attempts: 2 });
  assert.equal(pendingRecord(type, question, read), null, "the question was rewritten");
});

test("hints are counted, and change no mark", () => {
  assert.equal(buttonWords(1, 2), "Indice\u00a01 sur\u00a02");
  assert.equal(hintWords(undefined), "");
  assert.equal(hintWords(1), "Réponse donnée après un indice. Les points sont les mêmes.");
  assert.deepEqual(nextRecord(null, "aaaaaaaa", "x", 1, undefined, 2).last, {
    response: "x",
    score: 1,
    hints: 2,
  });
  assert.deepEqual(nextRecord(null, "aaaaaaaa", "x", 1, 90, 0).last, {
    response: "x",
    score: 1,
    certainty: 90,
  });
});

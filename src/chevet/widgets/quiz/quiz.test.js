import assert from "node:assert/strict";
import { test } from "node:test";

import quiz from "./quiz.js";
import { scoreAnswer, typeOf } from "./types.js";
import * as words from "./words.js";

const choice = (id, right, more = {}) => ({ id, text: `<em>${id}</em>`, right, feedback: "", ...more });
const qru = { id: "t-01", type: "qru", choices: [choice("a", true), choice("b", false), choice("c", false)] };
const qrm = {
  id: "t-02",
  type: "qrm",
  digest: "aaaaaaaa",
  choices: [choice("a", true), choice("b", false), choice("c", true), choice("d", false), choice("e", false)],
};
const strict = {
  ...qrm,
  choices: [
    choice("a", true, { indispensable: true }),
    choice("b", false, { unacceptable: true }),
    ...qrm.choices.slice(2),
  ],
};
const qroc = {
  id: "t-03",
  type: "qroc",
  digest: "bbbbbbbb",
  answers: [
    { texts: ["token", "jeton"], credit: 1, feedback: "oui" },
    { texts: ["morceau"], credit: 0.5, feedback: "admis" },
  ],
  traps: [{ texts: ["mot"], feedback: "piège" }],
  feedback_wrong: "non",
};
const numeric = {
  id: "t-04",
  type: "numeric",
  answer: 1200,
  tolerance: 0.5,
  unit: "tokens",
  traps: [{ value: 533, tolerance: 1, feedback: "divisé" }],
  feedback_right: "oui",
  feedback_wrong: "non",
};

test("the module has a render and needs no document to be read", () =>
  assert.equal(typeof quiz.render, "function"));

test("an order is stable for a learner, differs between learners and questions, and loses nothing", () => {
  const letters = ["a", "b", "c", "d", "e"];
  const order = (seed, id) => words.shuffled(letters, seed, id).join("");
  assert.equal(order(42, "tokens-01"), order(42, "tokens-01"));
  assert.equal(words.shuffled(letters, 42, "tokens-01").toSorted().join(""), "abcde");
  assert.equal(letters.join(""), "abcde", "the question itself is left alone");
  const seeds = Array.from({ length: 3000 }, (_, seed) => seed * 7919);
  assert.equal(new Set(seeds.map((seed) => order(seed, "tokens-01"))).size, 120, "every order happens");
  assert.notEqual(
    seeds
      .slice(0, 5)
      .map((seed) => order(seed, "tokens-01"))
      .join(),
    seeds
      .slice(0, 5)
      .map((seed) => order(seed, "tokens-02"))
      .join(),
  );
  const firsts = seeds.filter((seed) => order(seed, "tokens-01")[0] === "a").length;
  assert.ok(firsts > 500 && firsts < 700, `"a" comes first ${firsts} times in 3000: about 600 are expected`);
});

test("an order written down: answers already given must not move under the learner's eyes", () =>
  assert.equal(words.shuffled(["a", "b", "c", "d", "e"], 123456789, "tokens-03").join(""), "ebadc"));

for (const [question, id, response, shape, said] of [
  [qru, "a", ["a"], "right", "C’était la réponse."],
  [qru, "a", ["b"], "right", "C’était la réponse."],
  [qru, "b", ["b"], "wrong", "Choisie à tort\u00a0: elle est fausse."],
  [qru, "c", ["b"], "none", "Fausse."],
  [qrm, "a", ["a"], "right", "Bien cochée\u00a0: elle est juste."],
  [qrm, "b", ["a"], "right", "Bien laissée\u00a0: elle est fausse."],
  [qrm, "c", ["a"], "wrong", "Oubliée\u00a0: elle est juste."],
  [qrm, "d", ["d"], "wrong", "Cochée à tort\u00a0: elle est fausse."],
  [strict, "a", ["c"], "wrong", "Oubliée\u00a0: elle est juste, et indispensable."],
  [strict, "b", ["b"], "wrong", "Cochée à tort\u00a0: elle est fausse, et inacceptable."],
  [qrm, "a", [], "right", "Elle est juste."],
  [qrm, "b", [], "none", "Elle est fausse."],
]) {
  test(`proposition ${id} of a ${question.type} answered [${response}]: ${said}`, () => {
    const found = question.choices.find((one) => one.id === id);
    assert.deepEqual(typeOf(question).verdict(found, response), { shape, words: said });
  });
}

const CAP = "\u00a0: la question vaut 0, quel que soit le reste.";
for (const [question, response, shape, said, judged] of [
  [qru, ["a"], "right", "Juste\u00a0: 1\u00a0point sur\u00a01", ""],
  [qru, ["b"], "wrong", "À revoir\u00a0: 0\u00a0point sur\u00a01", ""],
  [
    qrm,
    ["a", "c"],
    "right",
    "Juste\u00a0: 1\u00a0point sur\u00a01",
    "Les cinq propositions sont bien jugées.",
  ],
  [
    qrm,
    ["a"],
    "partial",
    "Une discordance\u00a0: 0,5\u00a0point sur\u00a01",
    "Quatre propositions sur cinq sont bien jugées.",
  ],
  [
    qrm,
    ["a", "b"],
    "partial",
    "Deux discordances\u00a0: 0,2\u00a0point sur\u00a01",
    "Trois propositions sur cinq sont bien jugées.",
  ],
  [
    qrm,
    ["b"],
    "wrong",
    "À revoir\u00a0: 0\u00a0point sur\u00a01",
    "Trois discordances. Deux propositions sur cinq sont bien jugées.",
  ],
  [
    qrm,
    ["b", "d"],
    "wrong",
    "À revoir\u00a0: 0\u00a0point sur\u00a01",
    "Quatre discordances. Une proposition sur cinq est bien jugée.",
  ],
  [
    qrm,
    ["b", "d", "e"],
    "wrong",
    "À revoir\u00a0: 0\u00a0point sur\u00a01",
    "Cinq discordances. Aucune proposition sur cinq n’est bien jugée.",
  ],
  [
    strict,
    ["c"],
    "wrong",
    "À revoir\u00a0: 0\u00a0point sur\u00a01",
    `Une proposition indispensable a été oubliée${CAP}`,
  ],
  [
    strict,
    ["a", "b", "c"],
    "wrong",
    "À revoir\u00a0: 0\u00a0point sur\u00a01",
    `Une proposition inacceptable a été cochée${CAP}`,
  ],
  [qrm, [], "none", "Sans réponse\u00a0: 0\u00a0point sur\u00a01", ""],
  [qroc, "Morceau", "partial", "En partie juste\u00a0: 0,5\u00a0point sur\u00a01", ""],
  [numeric, "1 200 tokens", "right", "Juste\u00a0: 1\u00a0point sur\u00a01", ""],
]) {
  test(`the result of a ${question.type} answered [${response}]: ${said}`, () => {
    const result = scoreAnswer(question, response);
    assert.deepEqual(words.headline(typeOf(question), result, response, ""), { shape, words: said });
    assert.equal(typeOf(question).judgement?.(question, result, response) ?? "", judged);
  });
}

test("the opening question is never marked", () => {
  const told = (response) => words.headline(typeOf(qru), scoreAnswer(qru, response), response, "after").words;
  assert.deepEqual([told(["a"]), told(["b"]), told([])], ["Juste.", "À revoir.", "Sans réponse."]);
});

for (const [question, response, said] of [
  [qroc, "Jeton", "oui"],
  [qroc, "morceau", "admis"],
  [qroc, "mot", "piège"],
  [qroc, "chat", "non"],
  [qroc, "", ""],
  [numeric, "1200,5", "oui"],
  [numeric, "533", "divisé"],
  [numeric, "7", "non"],
  [qru, ["a"], ""],
]) {
  test(`what the author says to [${response}] (${question.type}): ${said}`, () =>
    assert.equal(
      typeOf(question).feedback?.(question, scoreAnswer(question, response), response) ?? "",
      said,
    ));
}

for (const [question, said] of [
  [qroc, "Réponse attendue\u00a0: «\u00a0token\u00a0». Réponse acceptable\u00a0: «\u00a0morceau\u00a0»."],
  [numeric, "Réponse attendue\u00a0: 1\u202f200\u00a0tokens, à 0,5 près."],
  [{ ...numeric, unit: null, tolerance: 0, answer: -1.5 }, "Réponse attendue\u00a0: −1,5."],
  [qru, ""],
]) {
  test(`the expected answer: ${said || "nothing for choices"}`, () =>
    assert.equal(typeOf(question).expected?.(question) ?? "", said));
}

test("the scale names its year where rules were published, and weights only where there are some", () => {
  const scale = (question) => typeOf(question).scale(question);
  for (const question of [qru, qrm, qroc]) assert.match(scale(question), /règles publiées en 2023/);
  assert.doesNotMatch(scale(numeric), /2023/);
  assert.doesNotMatch(scale(qrm), /indispensable/);
  assert.match(scale(strict), /indispensable oubliée ou une inacceptable cochée/);
});

test("the first attempt stays, the last one follows", () => {
  const first = words.nextRecord(null, "aaaaaaaa", ["b"], 0);
  const second = words.nextRecord(first, "aaaaaaaa", ["a", "c"], 1);
  assert.deepEqual(second, {
    digest: "aaaaaaaa",
    first: { response: ["b"], score: 0 },
    last: { response: ["a", "c"], score: 1 },
    attempts: 2,
  });
  assert.equal(words.attemptWords(first, ""), "");
  assert.match(words.attemptWords(second, ""), /^Entraînement, essai\u00a02.*0\u00a0point sur\u00a01/);
  assert.doesNotMatch(words.attemptWords(second, "after"), /point/);
});

for (const [name, question, record, usable] of [
  ["its own", qrm, words.nextRecord(null, "aaaaaaaa", ["a"], 0.5), true],
  ["passed", qrm, words.nextRecord(null, "aaaaaaaa", [], 0), true],
  ["of an earlier content", qrm, words.nextRecord(null, "0ld0ld00", ["a"], 0.5), false],
  ["with a proposition that is not there", qrm, words.nextRecord(null, "aaaaaaaa", ["z"], 0), false],
  ["of a question that was typed", qrm, words.nextRecord(null, "aaaaaaaa", "a", 0), false],
  ["with letters for a text", qroc, words.nextRecord(null, "bbbbbbbb", ["a"], 0), false],
  ["absent", qrm, null, false],
]) {
  test(`a record ${name} is ${usable ? "shown again" : "ignored"}`, () =>
    assert.equal(words.usableRecord(typeOf(question), question, record), usable ? record : null));
}

for (const [question, reason, wayOut, said] of [
  [qroc, "empty", "pass", "La réponse est vide. Écrivez un mot, ou passez la question."],
  [qroc, "empty", "show", "La réponse est vide. Écrivez un mot, ou voyez la correction."],
  [numeric, "empty", "none", "La réponse est vide. Écrivez un nombre."],
  [
    qroc,
    "too_many_words",
    "pass",
    "Cinq mots au plus\u00a0: raccourcissez votre réponse. Elle n’est pas encore notée.",
  ],
]) {
  test(`an answer that cannot be marked (${reason}, ${wayOut}) says what to do`, () =>
    assert.equal(typeOf(question).invalid(question, reason, words.otherwise(wayOut)), said));
}

test("a number that cannot be read: an example, and the unit if there is one", () => {
  assert.match(
    typeOf(numeric).invalid(numeric, "not_a_number", ""),
    /12 ou 3,5, seul ou suivi de «\u00a0tokens\u00a0»/,
  );
  assert.doesNotMatch(typeOf(numeric).invalid({ ...numeric, unit: null }, "not_a_number", ""), /seul/);
});

test("before and after reading are compared in words, answered or not, and typed text is not HTML", () => {
  const kept = (question, response, score) => words.nextRecord(null, question.digest, response, score);
  const a = "«\u00a0<em>a</em>\u00a0»";
  const b = "«\u00a0<em>b</em>\u00a0»";
  for (const [question, before, after, said] of [
    [
      qru,
      kept(qru, ["b"], 0),
      kept(qru, ["a"], 1),
      `Avant de lire, vous aviez répondu\u00a0: ${b} (à revoir). Maintenant\u00a0: ${a} (juste).`,
    ],
    [
      qru,
      kept(qru, ["a"], 1),
      kept(qru, ["a"], 1),
      `Avant de lire, vous aviez répondu\u00a0: ${a} (juste). Maintenant\u00a0: ${a} (juste). Votre réponse n’a pas changé.`,
    ],
    [
      qru,
      null,
      kept(qru, ["a"], 1),
      `Vous n’aviez pas répondu avant de lire. Maintenant\u00a0: ${a} (juste).`,
    ],
    [
      qru,
      kept(qru, ["b"], 0),
      kept(qru, [], 0),
      `Avant de lire, vous aviez répondu\u00a0: ${b} (à revoir). Maintenant\u00a0: sans réponse.`,
    ],
    [
      qroc,
      null,
      kept(qroc, "<img>", 0),
      "Vous n’aviez pas répondu avant de lire. Maintenant\u00a0: «\u00a0&lt;img&gt;\u00a0» (à revoir).",
    ],
  ]) {
    assert.equal(words.comparisonHtml(typeOf(question), question, before, after), said);
  }
});

for (const [moment, rank, count, place, key] of [
  ["", 1, 3, "Question\u00a02 sur\u00a03", "t-02"],
  ["", 0, 1, "Question", "t-02"],
  ["before", 0, 1, "Avant de lire", "t-02@before"],
  ["after", 0, 1, "Après la lecture", "t-02@after"],
]) {
  test(`a card stands as « ${place} » and is kept under ${key}`, () => {
    assert.equal(words.placeWords(moment, rank, count), place);
    assert.equal(words.keyOf(qrm, moment), key);
    assert.equal(
      words.kindWords(typeOf(qrm), moment),
      `Plusieurs réponses${moment ? ", sans point" : " (QRM)"}`,
    );
  });
}

test("a clinical review is told as it is", () => {
  assert.equal(words.reviewWords("pending"), "Relecture clinique\u00a0: en attente");
  assert.equal(words.reviewWords("AB 2026-11-21"), "Relecture clinique\u00a0: AB, 21/11/2026");
});

test("a rich text said as plain text keeps its signs and loses its marks", () => {
  assert.equal(words.plain("p&nbsp;&lt;&nbsp;0,05 &amp; <em>n</em> &gt; 30"), "p\u00a0<\u00a00,05 & n > 30");
  assert.equal(words.plain("&amp;lt;"), "&lt;"); // one reading only: what was written, not what it would become
});

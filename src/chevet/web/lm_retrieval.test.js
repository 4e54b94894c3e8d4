import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Retriever, letters, words } from "./lm_retrieval.js";

const address = new URL("../../../tests/vectors/lm_retrieval.json", import.meta.url);
const vectors = JSON.parse(readFileSync(address, "utf-8"));
const retrievers = Object.fromEntries(
  ["mots", "lettres"].map((unit) => [unit, new Retriever(vectors.sentences, unit)]),
);

test("a text has the same terms as in Python", () => {
  for (const { text, mots, lettres } of vectors.terms) {
    assert.deepEqual(words(text), mots, text);
    assert.deepEqual(letters(text), lettres, text);
  }
});

for (const { unit, question, found } of vectors.cases) {
  test(`the same sentences and scores as scikit-learn: ${unit}, « ${question} »`, () => {
    const mine = retrievers[unit].retrieve(question, 4);
    assert.deepEqual(
      mine.map(({ rank }) => rank),
      found.map(([rank]) => rank),
    );
    for (const [i, { score, sentence, rank }] of mine.entries()) {
      assert.ok(Math.abs(score - found[i][1]) < 2e-9, `${score} ${found[i][1]}`);
      assert.equal(sentence, vectors.sentences[rank]);
    }
  });
}

import assert from "node:assert/strict";
import { fr, number } from "../../web/instrument.js";
import { spoken, visible } from "../../web/lm_bars.js";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Bpe, show, split } from "../../web/bpe.js";
import { charactersOf, fitWindow, growTree, pieces, ratio, readRecord } from "./reading.js";
import { sayCut, sayRatio, sayStep, sayWindow, wordsOf } from "./reading.js";

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}.json`, import.meta.url), "utf-8"));
const vectors = read("bpe");
const said = read("token_explorer");
const bpe = new Bpe(vectors.bpe);
const counting = new Bpe({ ...vectors.bpe, counts: said.counts });

test("the same tokens and ids as the Python tokenizer", () => {
  for (const { text, ids, tokens } of vectors.cases) {
    assert.deepEqual(bpe.encode(text), ids, text);
    assert.deepEqual(
      ids.map((id) => bpe.token(id)),
      tokens,
      text,
    );
    assert.equal(split(text).join(""), text);
  }
});

test("the same steps as the Python tokenizer", () => {
  for (const { word, steps } of vectors.steps) {
    const mine = bpe.steps(word).map(({ rank, ids, tokens }) => ({ rank, ids, tokens }));
    assert.deepEqual(mine, steps, word);
  }
});

test("bytes that form no character are told one by one", () => {
  const cases = [
    [[0x20, 0xc3], " <0xC3>"],
    [[0xc3, 0xa9], "é"],
    [[0xe2, 0x80, 0x20], "<0xE2><0x80> "],
    [[0xed, 0xa0, 0x80], "<0xED><0xA0><0x80>"], // a surrogate is no character
    [[0xef, 0xbb, 0xbf], "\ufeff"],
  ];
  for (const [bytes, shown] of cases) assert.equal(show(Uint8Array.from(bytes)), shown);
});

test("fixed words get French spaces, values do not", () => {
  assert.equal(
    fr`Perdu : « ${"a : b !"} » ; n° ${4} l'un`,
    "Perdu\u00a0: «\u00a0a : b !\u00a0»\u202f; n°\u00a04 l’un",
  );
});

test("numbers are written in French", () => {
  assert.deepEqual([0, 999, 1234, 1234567].map(number), ["0", "999", "1\u202f234", "1\u202f234\u202f567"]);
  const ratios = [
    [14, 9],
    [9, 4],
    [1, 3],
    [5000, 2],
  ];
  assert.deepEqual(
    ratios.map(([a, b]) => ratio(a, b)),
    ["1,6", "2,3", "0,3", "2\u202f500,0"],
  );
});

test("spaces are seen and heard", () => {
  assert.equal(visible(" dys\n\u00a0"), "␣dys↵⍽");
  assert.deepEqual([" dys", "\n", "<0xC3>"].map(spoken), ["espace dys", "à la ligne", "octet C3"]);
});

test("the sentences of the Python side", () => {
  for (const { text, expect, words } of said.cut) {
    const mine = wordsOf(bpe, text);
    assert.deepEqual(
      mine.map((word) => [word.text, word.ids.length]),
      words,
    );
    assert.equal(sayCut(mine), expect);
  }
  for (const { text, at, counts, expect } of said.step) {
    const tokenizer = counts ? counting : bpe;
    assert.equal(sayStep(tokenizer, tokenizer.steps(text), at), expect);
  }
  for (const { a, b, expect } of said.ratio) assert.equal(sayRatio(a, b), expect);
});

test("what a window keeps, as on the Python side", () => {
  for (const { counts, size, reserved, strategy, expect } of said.fit) {
    assert.deepEqual(fitWindow(counts, size, reserved, strategy), expect);
  }
  for (const { size, reserved, strategy, expect, sections } of said.window) {
    const reading = readRecord(bpe, said.record, size, reserved, strategy);
    const mine = reading.sections.map(({ tokens, read, range, fate, factFate }) => ({
      tokens,
      read,
      range,
      fate,
      factFate,
    }));
    assert.deepEqual(mine, sections);
    assert.equal(sayWindow(reading), expect);
  }
});

test("a character cut in two is lost", () => {
  const bytes = [0x61, 0xc3, 0xa9, 0x62]; // « aéb », byte by byte
  assert.deepEqual(charactersOf(bpe, bytes, [0, 2], "aéb"), [0, 1]);
  assert.deepEqual(charactersOf(bpe, bytes, [2, 4], "aéb"), [2, 3]);
  assert.deepEqual(charactersOf(bpe, bytes, [1, 2], "aéb"), [0, 0]);
});

test("the pieces of a section give its text back, each read or lost, the fact told apart", () => {
  for (const { size, reserved, strategy } of said.window) {
    const [first] = readRecord(bpe, said.record, size, reserved, strategy).sections;
    const parts = pieces(first);
    assert.equal(parts.map(({ text }) => text).join(""), first.text);
    const fact = parts.filter((part) => part.fact);
    assert.equal(fact.map(({ text }) => text).join(""), first.excerpt);
    assert.equal(
      fact.every((part) => part.read),
      first.factFate === "kept",
    );
  }
});

test("the tree of merges shows, at each step, exactly the tokens of that step", () => {
  for (const { word } of vectors.steps) {
    const steps = bpe.steps(word);
    const nodes = growTree(bpe, steps);
    for (const [at, { words }] of steps.entries()) {
      const shown = nodes.filter(({ step, until }) => step <= at && at < until);
      const rows = words.map((_, i) =>
        shown
          .filter((node) => node.word === i)
          .sort((a, b) => a.from - b.from)
          .map(({ id }) => id),
      );
      assert.deepEqual(rows, words);
    }
  }
});

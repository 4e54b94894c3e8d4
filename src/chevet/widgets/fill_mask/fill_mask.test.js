import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Bpe } from "../../web/bpe.js";
import { Network, parseModel } from "../../web/lm.js";
import { Session } from "../../web/lm_session.js";
import { createReader, follow } from "./reader.js";
import { better, readHole, sayGuess, saySides, START, wordsOf } from "./reading.js";

const at = (name) => new URL(`../../../../tests/vectors/${name}`, import.meta.url);
const said = JSON.parse(readFileSync(at("fill_mask.json"), "utf-8"));

test("the sentences of the Python side", () => {
  for (const { word, left, both, say } of said.sides) assert.equal(saySides(word, left, both), say);
});

test("a side that is not known yet is not spoken of", () => {
  const hole = { rank: 1, p: 0.5, top: [] };
  assert.equal(saySides("a", hole, null).includes("BERT"), false);
  assert.equal(
    saySides("a", null, hole),
    "D’après les deux côtés, BERT met «\u00a0a\u00a0» au 1er rang (50,0\u00a0%).",
  );
  assert.equal(saySides("a", null, null), "");
});

test("which side finds the word, and what was foreseen", () => {
  const [low, high, near] = [{ p: 0.2 }, { p: 0.6 }, { p: 0.22 }];
  assert.deepEqual([better(low, high), better(high, low), better(low, near)], ["both", "left", "same"]);
  assert.equal(sayGuess("both", low, high), "C’était votre prédiction.");
  assert.equal(sayGuess("left", low, high), "Vous aviez prédit\u00a0: «\u00a0la gauche seule\u00a0».");
});

test("a word is a segment of the tokenizer; only one of a single token can be hidden", () => {
  const bpe = new Bpe({ merges: [[76, 97]] }); // « La »
  assert.deepEqual(wordsOf("La x.", bpe), [
    { text: "La", place: 1, id: 256 },
    { text: " x", place: 2, id: null },
    { text: ".", place: 4, id: null }, // one token, but no word
  ]);
});

test("a hole tells the rank and the chances of the word that was there", () => {
  const hole = readHole([0, Math.log(3), -Infinity, 0], 3, (id) => `t${id}`);
  assert.deepEqual([hole.rank, hole.p.toFixed(6)], [3, "0.200000"]);
  assert.deepEqual(
    hole.top.map(([token, p]) => [token, p.toFixed(6)]),
    [
      ["t1", "0.600000"],
      ["t0", "0.200000"],
      ["t3", "0.200000"],
      ["t2", "0.000000"],
    ],
  );
});

// ── Where the readings come from ──

const TEXT = "La dose du Cramouzouk est de 35 zilles par jour.";

/** The tiny model of the vectors, asked as a loaded one is. */
function tiny(file) {
  const bytes = readFileSync(at(file));
  const network = new Network(
    parseModel(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
  );
  const session = new Session(network);
  const asked = [];
  return {
    asked,
    network,
    describe: () => ({ tokenizer: network.model.tokenizer, maskId: network.model.maskId }),
    next: async (ids, options) => {
      asked.push([...ids]);
      return session.next(ids, options);
    },
  };
}

test("GPT is sent the left side alone, BERT both sides around the mask", async () => {
  const reader = createReader({});
  assert.equal(reader.words(TEXT), null);
  const gpt = tiny("lm_tiny.safetensors");
  const masked = tiny("lm_tiny_masked.safetensors");
  reader.attach("gpt", gpt);
  reader.attach("masked", masked);
  const words = reader.words(TEXT);
  const hidden = words.findIndex(({ text }) => text === " dose");
  assert.ok(words[hidden].free);
  const ids = [START, ...gpt.network.encode(TEXT)];
  const place = ids.indexOf(gpt.network.encode(" dose")[0]);

  const left = await reader.ask("gpt", TEXT, hidden);
  const both = await reader.ask("masked", TEXT, hidden);
  assert.deepEqual(gpt.asked, [ids.slice(0, place)]);
  const holed = [...ids, START];
  holed[place] = 0;
  assert.deepEqual(masked.asked, [holed]);
  const size = masked.network.vocabularySize;
  const logits = masked.network.forward(holed, { all: true }).subarray(place * size, (place + 1) * size);
  assert.deepEqual(
    both,
    readHole(logits, ids[place], (id) => masked.network.show(id)),
  );
  assert.notEqual(left.rank, both.rank);
});

test("what is recorded is shown at once; without a model, nothing else is", async () => {
  const hole = { rank: 2, p: 0.1, top: [] };
  const recorded = { "Un mot": [{ word: "Un", gpt: hole, masked: hole }, { word: " mot" }] };
  const reader = createReader(recorded);
  assert.deepEqual(reader.words("Un mot"), [
    { text: "Un", free: true },
    { text: " mot", free: false },
  ]);
  const follower = follow(reader, () => {});
  await follower.read("Un mot", 0);
  assert.deepEqual(follower.now, {
    gpt: { hole, origin: "recorded" },
    masked: { hole, origin: "recorded" },
  });
  await follower.read("Autre", -1);
  assert.equal(follower.now.masked.origin, "absent");
});

test("one model alone answers for its side, and a failure is told", async () => {
  const reader = createReader({});
  const gpt = tiny("lm_tiny.safetensors");
  reader.attach("gpt", gpt);
  const follower = follow(reader, () => {});
  await follower.read(TEXT, 1);
  assert.deepEqual([follower.now.gpt.origin, follower.now.masked.origin], ["live", "absent"]);
  reader.attach("masked", { ...tiny("lm_tiny_masked.safetensors"), next: () => Promise.reject(new Error()) });
  await follower.read(TEXT, 1);
  assert.deepEqual([follower.now.gpt.origin, follower.now.masked.origin], ["live", "failed"]);
});

import assert from "node:assert/strict";
import { decimal, fr, percent } from "../../web/instrument.js";
import { spoken, visible } from "../../web/lm_bars.js";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { draw, randomStream } from "../../web/lm_sampling.js";
import { distance, MANY, ranking, readDistribution, sayDistribution, sayDraws } from "./reading.js";
import { sayEntropy, sayGuess, sayText, sayWritten, tally, unpack, written } from "./reading.js";
import { createSource, follow, START } from "./source.js";

const said = JSON.parse(
  readFileSync(new URL("../../../../tests/vectors/next_token.json", import.meta.url), "utf-8"),
);
const token = (id) => said.tokens[id];
const logits = Float32Array.from(said.logits);
const USUAL = { temperature: 1, topK: 0, topP: 1, greedy: false };
const near = (mine, theirs, about) => assert.ok(Math.abs(mine - theirs) < 1e-9, `${about}: ${mine}`);

test("the distribution and its sentence, as on the Python side", () => {
  for (const { settings, p, cut, others, kept, entropy, say } of said.cases) {
    const { temperature, top_k: topK, top_p: topP, greedy } = settings;
    const reading = readDistribution(logits, { temperature, topK, topP, greedy });
    for (const [i, line] of reading.top.entries()) near(line.p, p[i], say);
    assert.deepEqual(
      reading.top.map((line) => line.cut),
      cut,
    );
    assert.equal(reading.others.count, others[0]);
    near(reading.others.p, others[1], say);
    near(reading.entropy, entropy, say);
    assert.equal(reading.kept, kept);
    assert.equal(sayDistribution(reading, token), say);
  }
  const { logits: far, temperature, ...tail } = said.tail; // exp(−1000) is 0 for a computer, yet nothing is left out
  const reading = readDistribution(Float32Array.from(far), { ...USUAL, temperature });
  const letter = (id) => "ab"[id];
  const mine = {
    cut: reading.top.map(({ cut }) => cut),
    kept: reading.kept,
    say: sayDistribution(reading, letter),
  };
  assert.deepEqual(mine, tail);
  const flat = readDistribution(new Float32Array(said.flat.size), USUAL);
  assert.equal(
    sayDistribution(flat, () => " mot"),
    said.flat.say,
  );
  const coin = readDistribution(Float32Array.of(0, 0), USUAL);
  assert.equal(sayDistribution(coin, letter), said.coin);
});

test("numbers, probabilities and tokens are written as on the Python side", () => {
  for (const [p, expect] of said.percent) assert.equal(percent(p), expect);
  for (const [value, digits, expect] of said.decimal) assert.equal(decimal(value, digits), expect);
  for (const [bits, expect] of said.entropy) assert.equal(sayEntropy(bits), expect);
  for (const [text, expect] of said.visible) assert.equal(visible(text), expect);
  assert.equal(fr`à ${"1 % !"} % : « x » ; n° 3`, "à 1 % !\u00a0%\u00a0: «\u00a0x\u00a0»\u202f; n°\u00a03");
  assert.deepEqual([" dys", "\n", "\x07", "<0xC3>"].map(spoken), [
    "espace dys",
    "à la ligne",
    "octet 07",
    "octet C3",
  ]);
});

test("no setting changes the order of the bars, and a lowest id wins a tie", () => {
  assert.deepEqual(ranking(Float32Array.of(1, 3, 3, -2)), [1, 2, 0, 3]);
  for (const { settings } of said.cases) {
    const { temperature, top_k: topK, top_p: topP, greedy } = settings;
    const shown = readDistribution(logits, { temperature, topK, topP, greedy }).top.map(({ id }) => id);
    assert.deepEqual(shown, ranking(logits).slice(0, 12));
  }
});

test("recorded logits come back to the thousandth", () => {
  assert.deepEqual([...unpack([1500, -20, 0])], [1.5, Math.fround(-0.02), 0]);
});

test("draws are counted, and their distance to the distribution shrinks", () => {
  const { p } = readDistribution(logits, USUAL);
  const stream = randomStream(7);
  const draws = Array.from({ length: 20000 }, () => draw(p, stream()));
  assert.deepEqual(
    [...tally([3, 1, 3])],
    [
      [3, 2],
      [1, 1],
    ],
  );
  assert.equal(distance([0], Float64Array.of(1, 0)), 0);
  assert.equal(distance([1], Float64Array.of(1, 0)), 1);
  assert.equal(distance([0, 0, 0, 1], Float64Array.of(0.5, 0.5)), 0.25);
  assert.ok(distance(draws, p) < 0.02);
  assert.ok(distance(draws.slice(0, MANY), p) > distance(draws, p));
});

test("draws in a sentence", () => {
  const reading = readDistribution(logits, USUAL);
  assert.match(sayDraws([], reading, token), /Aucun tirage encore\.$/);
  assert.equal(
    sayDraws([4], reading, token),
    "1 tirage. Dernier tiré\u00a0: «\u00a0é\u00a0», qui avait 0,8\u00a0% de chances.",
  );
  const fifty = [...Array(27).fill(0), ...Array(10).fill(1), ...Array(11).fill(2), 3, 3];
  assert.equal(
    sayDraws(fifty, reading, token, 30),
    "«\u00a0␣fièvre\u00a0» est sorti 27 fois sur 50, soit 54,0\u00a0%, pour une probabilité de 53,7\u00a0%." +
      " Vous en aviez prévu 30 sur 50." +
      " Pour que l’histogramme soit la distribution, il faudrait changer 3\u00a0% des tirages.",
  );
  assert.doesNotMatch(sayDraws([...fifty, 0], reading, token, 30), /prévu/); // foreseen for 50 draws
});

test("a prediction is described, not its author", () => {
  const reading = readDistribution(logits, USUAL); // 53.7 %
  const verdicts = [
    [50, "c’est proche"],
    [20, "il hésite moins que vous ne le pensiez"],
    [90, "il hésite plus que vous ne le pensiez"],
  ];
  for (const [guess, verdict] of verdicts) {
    const sentence = sayGuess(guess, reading, token);
    assert.ok(
      sentence.startsWith(`Vous disiez ${guess}\u00a0%\u202f; le modèle donne 53,7\u00a0% à`),
      sentence,
    );
    assert.ok(sentence.includes(`: ${verdict}. Entropie`.replace(": ", "\u00a0: ")), sentence);
  }
});

test("a written token keeps what it was drawn from, never what was left out", () => {
  const reading = readDistribution(logits, { ...USUAL, topK: 2 });
  const one = written(1, reading);
  assert.deepEqual(
    one.top.map(({ id }) => id),
    [0, 1],
  );
  assert.equal(one.p, reading.p[1]);
  assert.equal(written(0, readDistribution(logits, USUAL)).top.length, 6);
  const alone = written(0, readDistribution(logits, { ...USUAL, greedy: true }));
  assert.match(sayWritten(0, [alone], token), /Aucun autre choix n’était possible\.$/);
  assert.equal(
    sayWritten(1, [alone, one], token),
    `Token 2 sur 2\u00a0: «\u00a0␣toux\u00a0», tiré\u202f; il avait ${percent(one.p)} de chances (entropie\u00a0: ` +
      `${sayEntropy(one.entropy)}). Autre choix\u00a0: «\u00a0␣fièvre\u00a0» (${percent(one.top[0].p)}).`,
  );
  const mine = sayWritten(0, [{ ...one, chosen: true }], token);
  assert.ok(mine.includes(`choisi par vous\u202f; le modèle lui donnait ${percent(one.p)}`), mine);
  assert.match(sayText([alone, one], token), /^2 tokens écrits\. .* avant «\u00a0␣toux\u00a0»/);
});

// ── Where the logits come from ──

const TOKENIZER = { kind: "byte-bpe", merges: [] };

/** A model whose answers come when they are told to. */
function slowModel() {
  const asked = [];
  const next = (ids) => new Promise((resolve, reject) => asked.push({ ids, resolve, reject }));
  return { asked, lm: { next } };
}

test("a recorded prompt is shown at once, any other needs the model", async () => {
  const source = createSource({ tokenizer: TOKENIZER, recorded: { ab: [1000, 2000] } });
  const told = [];
  const follower = follow(source, ({ text, logits, origin }) =>
    told.push([text, logits && [...logits], origin]),
  );
  await follower.read("ab");
  await follower.read("b");
  assert.deepEqual(told, [
    ["ab", [1, 2], "recorded"],
    ["b", null, "absent"],
  ]);
});

test("only the last text asked for is shown, computed from the token that starts a document", async () => {
  const source = createSource({ tokenizer: TOKENIZER, recorded: { ab: [1000, 2000] } });
  const { asked, lm } = slowModel();
  source.attach(lm);
  const follower = follow(source, () => {});
  const first = follower.read("ab");
  assert.equal(follower.now.origin, "recorded");
  const second = follower.read("b");
  assert.deepEqual(
    asked.map(({ ids }) => ids),
    [
      [START, 97, 98],
      [START, 98],
    ],
  );
  asked[1].resolve({ logits: Float32Array.of(5) });
  await second;
  asked[0].resolve({ logits: Float32Array.of(9) });
  await first;
  assert.deepEqual([follower.now.text, follower.now.origin, ...follower.now.logits], ["b", "live", 5]);
});

test("a failure is told, and leaves what is recorded", async () => {
  const source = createSource({ tokenizer: TOKENIZER, recorded: { ab: [1000] } });
  source.attach({ next: () => Promise.reject(new Error("too long")) });
  const follower = follow(source, () => {});
  await follower.read("b");
  assert.deepEqual([follower.now.logits, follower.now.origin], [null, "failed"]);
  await follower.read("ab");
  assert.equal(follower.now.origin, "recorded");
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Network, parseModel } from "./lm.js";
import { probabilities } from "./lm_sampling.js";
import { Session } from "./lm_session.js";

const file = (name) =>
  new Uint8Array(readFileSync(new URL(`../../../tests/vectors/${name}.safetensors`, import.meta.url)));
const open = (name = "lm_tiny") => new Session(new Network(parseModel(file(name).buffer)));
const PROMPT = "La dose du Cramouzouk";

/** How many tokens the network reads while `work` runs. */
async function reads(session, work) {
  const { network } = session;
  const { forward } = network;
  let count = 0;
  network.forward = (ids, options) => {
    count += ids.length;
    return forward.call(network, ids, options);
  };
  await work();
  network.forward = forward;
  return count;
}

test("a prefix already read is not read again, unless the settings changed", async () => {
  const session = open();
  const fresh = (ids, options) => [...session.network.forward(ids, options)];
  const off = [[1, 0]];
  const steps = [
    [[10, 65, 66, 67], {}, 4],
    [[10, 65, 66, 67, 68], {}, 1],
    [[10, 65, 66, 67, 68], {}, 1], // the last token is always read: it gives the logits
    [[10, 65, 70], {}, 1],
    [[10, 65, 66, 67], {}, 2], // that branch was forgotten when the other was taken
    [[10, 65, 66, 67], { off }, 4],
    [[10, 65, 66, 68], { off }, 1],
    [[10, 65, 66, 67], { positions: false }, 4],
    [[65, 66], {}, 2],
    [[10, 65, 66, 67], { all: true }, 4],
  ];
  for (const [ids, options, expected] of steps) {
    let found;
    const count = await reads(session, () => {
      found = session.next(ids, options);
    });
    assert.equal(count, expected, `${ids} ${JSON.stringify(options)}`);
    assert.deepEqual([...found.logits], fresh(ids, options));
  }
});

test("attention and every position are given when asked for", () => {
  const session = open();
  const { layers, heads, vocabularySize } = session.network;
  const { logits, attention } = session.next([10, 65, 66], { attention: true, all: true });
  assert.equal(attention.length, layers * heads * 9);
  assert.equal(logits.length, 3 * vocabularySize);
  assert.equal(session.next([10, 65, 66]).attention, undefined);
  const masked = open("lm_tiny_masked");
  assert.equal(masked.next([10, 65, 0, 66], { all: true }).logits.length, 4 * masked.network.vocabularySize);
});

test("the same seed writes the same text; what is told is what is returned", async () => {
  const session = open();
  const request = { prompt: PROMPT, temperature: 1.5, seed: 3, maxTokens: 12, stopId: -1 };
  const told = [];
  const first = await session.generate(request, { tell: (token) => told.push(token) });
  assert.equal(first.ended, "length");
  assert.equal(first.ids.length, 12);
  assert.deepEqual(await session.generate(request), first);
  assert.notDeepEqual((await session.generate({ ...request, seed: 4 })).ids, first.ids);

  assert.deepEqual(
    told.map(({ id }) => id),
    first.ids,
  );
  assert.deepEqual(
    told.map(({ p }) => p),
    first.ps,
  );
  assert.equal(told.at(-1).soFar, first.text);
  // What is told is what the network believes, whatever the settings of the draw.
  const belief = probabilities(session.network.forward(session.encode(PROMPT)));
  const [{ id, p, top, text }] = told;
  assert.ok(Math.abs(p - belief[id]) < 1e-6);
  assert.equal(text, session.network.show(id));
  assert.equal(top.length, 5);
  assert.ok(Math.abs(top[0].p - Math.max(...belief)) < 1e-6);
  // Each belief has been measured on the text before it: the cache gives what a fresh reading gives.
  const ids = session.encode(PROMPT);
  for (const [rank, written] of first.ids.entries()) {
    const fresh = probabilities(session.network.forward([...ids, ...first.ids.slice(0, rank)]));
    assert.ok(Math.abs(fresh[written] - first.ps[rank]) < 1e-6);
  }
});

test("the same texts as in Python, token for token", async () => {
  const read = (name) =>
    JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), "utf-8"));
  const prompt = read("lm_logits").prompt.text;
  const { generations } = read("lm_sampling");
  assert.ok(generations.some(({ finished }) => finished) && generations.some(({ off }) => off));
  const session = open(); // one for all: what a text leaves in memory does not change the next
  for (const { ids, finished, probabilities: ps, entropies, ...told } of generations) {
    const { seed, temperature, top_k: topK, top_p: topP, off, positions, stop: stopId } = told;
    const request = { prompt, seed, temperature, topK, topP, off, positions, stopId, maxTokens: 12 };
    const tokens = [];
    const written = await session.generate(request, { tell: (token) => tokens.push(token) });
    const name = JSON.stringify(told);
    assert.deepEqual(written.ids, ids, name);
    assert.equal(written.ended, finished ? "stop" : "length", name);
    for (const [rank, { p, entropy }] of tokens.entries()) {
      assert.ok(Math.abs(p - ps[rank]) < 1e-5, name);
      assert.ok(Math.abs(entropy - entropies[rank]) < 1e-4, name);
    }
  }
});

test("a text ends at the stop token, at its length, or when told to", async () => {
  const session = open();
  const greedy = { prompt: PROMPT, temperature: 0, maxTokens: 6, stopId: -1 };
  const whole = await session.generate(greedy);
  const third = whole.ids[2];
  const place = whole.ids.indexOf(third);
  const cut = await session.generate({ ...greedy, stopId: third });
  assert.deepEqual([cut.ids, cut.ended], [whole.ids.slice(0, place), "stop"]);
  let tokens = 0;
  const stopped = await session.generate(greedy, { tell: () => tokens++, stopped: () => tokens === 2 });
  assert.deepEqual([stopped.ids, stopped.ended], [whole.ids.slice(0, 2), "signal"]);
});

test("two texts written at the same time do not mix", async () => {
  const session = open();
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  const requests = [1, 2, 3].map((seed) => ({ prompt: PROMPT, seed, maxTokens: 8, stopId: -1 }));
  const together = await Promise.all(requests.map((request) => session.generate(request, { pause })));
  for (const [rank, request] of requests.entries()) {
    assert.deepEqual(together[rank].ids, (await open().generate(request)).ids);
  }
});

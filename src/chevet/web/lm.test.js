import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Network, parseModel } from "./lm.js";

const vectors = (name) => new URL(`../../../tests/vectors/${name}`, import.meta.url);
const { cases, prompt } = JSON.parse(readFileSync(vectors("lm_logits.json"), "utf-8"));
const networks = new Map();

function network(name) {
  if (!networks.has(name)) {
    const bytes = new Uint8Array(readFileSync(vectors(name)));
    networks.set(name, new Network(parseModel(bytes.buffer)));
  }
  return networks.get(name);
}

function near(found, expected, what) {
  assert.equal(found.length, expected.length, what);
  const gap = found.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0);
  assert.ok(gap < 1e-4, `${what}: ${gap} apart`);
}

/** The highest of each row of V numbers. */
function bests(logits, size) {
  return Array.from({ length: logits.length / size }, (_, t) => {
    const row = logits.subarray(t * size, (t + 1) * size);
    return row.indexOf(Math.max(...row));
  });
}

test("the same logits and the same attention as NumPy", () => {
  assert.ok(cases.some(({ off }) => off.length) && cases.some(({ positions }) => !positions));
  for (const { name, model, ids, off, positions, logits, attention, best } of cases) {
    const net = network(model);
    const keep = {};
    const all = net.forward(ids, { off, positions, keep, all: true });
    near(all.subarray(-net.vocabularySize), logits, name);
    assert.deepEqual(bests(all, net.vocabularySize), best, name);
    const time = ids.length;
    const lastRow = (map) => keep.attention.subarray((map * time + time - 1) * time, (map + 1) * time * time);
    const maps = attention.flat();
    assert.equal(keep.attention.length, maps.length * time * time);
    for (const [map, row] of maps.entries()) near(lastRow(map), row, `${name}, head ${map}`);
    near(net.forward(ids, { off, positions }), logits, `${name}, last position only`);
  }
});

test("a text read token by token gives what it gives read at once", () => {
  for (const { name, model, ids, off, positions, logits } of cases) {
    const net = network(model);
    if (!net.model.causal) continue;
    const cache = net.newCache();
    let last;
    for (const id of ids) last = net.forward([id], { cache, off, positions });
    near(last, logits, name);
    // Going back and on another way forgets what came after.
    cache.truncate(1);
    if (ids.length > 1) near(net.forward(ids.slice(1), { cache, off, positions }), logits, `${name}, again`);
  }
});

test("the tokenizer comes with the weights", () => {
  const net = network("lm_tiny.safetensors");
  assert.deepEqual([10, ...net.encode(prompt.text)], prompt.ids);
  assert.equal(net.decode(prompt.ids), `\n${prompt.text}`);
  assert.equal(net.decode([0xe2, 0x80]), "\ufffd"); // the start of « ’ », without its end
});

test("what would give wrong numbers is refused", () => {
  const net = network("lm_tiny.safetensors");
  const cache = net.newCache();
  net.forward([10, 65], { cache });
  assert.throws(() => net.forward([66], { cache, off: [[0, 0]] }), /other settings/);
  assert.throws(() => net.forward([66], { cache, positions: false }), /other settings/);
  assert.throws(() => net.forward([66], { cache, keep: {} }), /first token/);
  assert.throws(() => net.forward([net.vocabularySize]), /no token/);
  assert.throws(() => net.forward([]), /no token/);
  assert.throws(() => net.forward([10], { off: [[9, 0]] }), /cannot be off/);
  const masked = network("lm_tiny_masked.safetensors");
  assert.throws(() => masked.forward([10], { cache: masked.newCache() }), /both ways/);
});

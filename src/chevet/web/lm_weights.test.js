import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FormatError, fromHalf, parseModel, readSafetensors } from "./lm_weights.js";

const tiny = new Uint8Array(
  readFileSync(new URL("../../../tests/vectors/lm_tiny.safetensors", import.meta.url)),
);

/** A file of these tensors: {name: {dtype, shape, bytes}}. */
function write(tensors, metadata = {}) {
  const header = { __metadata__: metadata };
  let place = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [place, place + bytes.length] };
    place += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + place);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(
    Object.values(tensors).flatMap(({ bytes }) => [...bytes]),
    8 + text.length,
  );
  return file;
}

test("numbers of 16 bits", () => {
  const cases = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x8000, -0],
    [0x7c00, Infinity],
    [0x7e00, Number.NaN],
  ];
  for (const [bits, value] of cases) assert.ok(Object.is(fromHalf(bits), value), bits.toString(16));
});

test("each type of tensor, wherever it lies", () => {
  const one = Uint8Array.of(0, 0, 128, 63); // 1 in 32 bits
  const { tensors, metadata } = readSafetensors(
    write(
      {
        whole: { dtype: "I8", shape: [3], bytes: Uint8Array.of(1, 128, 255) },
        real: { dtype: "F32", shape: [1, 1], bytes: one },
        half: { dtype: "F16", shape: [2], bytes: Uint8Array.of(0, 60, 0, 192) },
      },
      { kind: "gpt" },
    ).buffer,
  );
  assert.deepEqual([...tensors.get("whole").data], [1, -128, -1]);
  assert.deepEqual(tensors.get("real"), { shape: [1, 1], data: Float32Array.of(1) });
  assert.deepEqual([...tensors.get("half").data], [1, -2]);
  assert.deepEqual(metadata, { kind: "gpt" });
});

test("a row of whole numbers is multiplied by its scale", () => {
  const { tensors } = readSafetensors(tiny.buffer);
  const { embedding, parameters, vocabularySize, width } = parseModel(tiny.buffer);
  const row = vocabularySize - 1;
  const scale = tensors.get("embedding.scale").data[row];
  const whole = tensors.get("embedding").data.subarray(row * width);
  assert.deepEqual([...embedding[row]], [...whole.map((value) => value * scale)]);
  assert.ok(embedding[row].some((value) => value !== 0));
  const learned = [...tensors].filter(([name]) => !name.endsWith(".scale"));
  assert.equal(
    parameters,
    learned.reduce((sum, [, { data }]) => sum + data.length, 0),
  );
});

test("a file that is cut, or is another, is refused", () => {
  const spoiled = (spoil) => {
    const copy = tiny.slice();
    spoil(copy);
    return copy;
  };
  const text = (words) => new TextEncoder().encode(words);
  const renamed = (from, to) => {
    const all = new TextDecoder("latin1").decode(tiny);
    assert.ok(all.includes(from));
    return Uint8Array.from(all.replace(from, to), (c) => c.charCodeAt(0));
  };
  const cases = {
    "too short": tiny.slice(0, 4),
    "cut before the end": tiny.slice(0, -1),
    "no header": text("<!doctype html><html lang='fr'><title>Connexion au réseau</title>"),
    "left over": Uint8Array.of(...tiny, 0),
    "cannot be read": spoiled((copy) => copy.fill(0x20, 9, 40)),
    "no layers.0.out": renamed('"layers.0.out"', '"layers.0.oui"'),
    "is of type": renamed('"I8"', '"U8"'),
    "does not fill": renamed('"shape":[300,16]', '"shape":[301,16]'),
    heads: renamed('"heads":"2"', '"heads":"3"'),
    "not that of this embedding": renamed("byte-bpe", "char-bpe"),
  };
  for (const [why, bytes] of Object.entries(cases)) {
    assert.throws(
      () => parseModel(bytes.slice().buffer),
      (error) => error instanceof FormatError && error.reason === "format" && error.message.includes(why),
      why,
    );
  }
});

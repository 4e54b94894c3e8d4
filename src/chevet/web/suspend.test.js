import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decode, encode, escapeText, SuspendError, unescapeText } from "./suspend.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/suspend.json", import.meta.url), "utf-8"),
);

for (const { name, slots, records, seed, text } of vectors.states) {
  test(`encodes and decodes: ${name}`, () => {
    assert.equal(encode(slots, new Map(Object.entries(records)), seed), text);
    const back = decode(slots, text);
    assert.equal(back.seed, seed);
    const expected = structuredClone(records);
    for (const record of Object.values(expected)) {
      for (const said of [record.first, record.last]) {
        if (typeof said.response === "string") said.response = said.response.normalize("NFC");
      }
    }
    assert.deepEqual(Object.fromEntries(back.records), expected);
    assert.match(text, /^[\x21-\x7e]*$/);
  });
}

for (const { in: text, max, out } of vectors.texts) {
  test(`escapes ${JSON.stringify(text)} in ${max} characters`, () => {
    assert.equal(escapeText(text, max), out);
    assert.ok(text.normalize("NFC").trim().replace(/\s+/g, " ").startsWith(unescapeText(out)));
  });
}

for (const { name, slots, length } of vectors.worst) {
  test(`the longest state has the announced length: ${name}`, () => {
    const letters = (count) => Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));
    const most = ({ choices, order, pairs, list, max }) => {
      if (choices || order) return letters(choices ?? order);
      if (pairs) return letters(pairs[0]).map((_, i) => `${i + 1}.a`);
      return list ? ["x".repeat(max + 1)] : "x".repeat(max + 1);
    };
    const records = new Map(
      slots.map((slot) => {
        const sure = slot.certainty && { certainty: 100 };
        const said = { response: most(slot), score: 1, ...sure, ...(slot.hints && { hints: slot.hints }) };
        return [slot.id, { digest: slot.digest, first: said, last: said, attempts: 1000 }];
      }),
    );
    const text = encode(slots, records, 2 ** 32 - 1);
    assert.equal(text.length, length);
    for (const [, record] of decode(slots, text).records) assert.equal(record.attempts, 63);
  });
}

test("a corrected package loses the answers to what changed, and keeps the others", () => {
  const { slots, records, seed, text } = vectors.states.find(({ name }) => name === "a text and a number");
  const [first, second] = slots;
  const newer = [{ id: "new-01", digest: "0", tag: "new1", choices: 4 }, { ...first, tag: "diff" }, second];
  const back = decode(newer, text);
  assert.equal(back.seed, seed);
  assert.deepEqual([...back.records.keys()], [second.id]);
  assert.deepEqual(back.records.get(second.id), records[second.id]);
});

for (const { name, before, after, kept } of vectors.changed) {
  test(`a package that asks something more of the same question: ${name}`, () => {
    const [letters, text] = [["b"], "token"].map((response) => ({ response, score: 1 }));
    const records = new Map(
      before.map(({ id, digest, choices }) => {
        const said = choices ? letters : text;
        return [id, { digest, first: said, last: said, attempts: 1 }];
      }),
    );
    const back = decode(after, encode(before, records, 7));
    assert.deepEqual([...back.records.keys()], kept);
    for (const id of kept) assert.deepEqual(back.records.get(id), records.get(id));
  });
}

test("every damage is noticed: each character changed, each cut, and what is not ours", () => {
  const { slots, text } = vectors.states.find(({ name }) => name === "a text and a number");
  const damaged = [];
  for (let i = 0; i < text.length; i++) {
    damaged.push(text.slice(0, i) + (text[i] === "x" ? "y" : "x") + text.slice(i + 1), text.slice(0, i));
  }
  damaged.push(`2${text.slice(1)}`, '{"tokens-01": 1}', " ", `${text}.`, "1é");
  for (const bad of damaged) assert.throws(() => decode(slots, bad), SuspendError, bad);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { createStore } from "./store.js";

/** localStorage as a browser gives it, on a Map that two tabs can share. */
function fakeStorage(entries = new Map()) {
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, text) => entries.set(key, String(text)),
    removeItem: (key) => entries.delete(key),
  };
}

const record = (score, attempts = 1) => ({
  digest: "1a2b3c4d",
  first: { response: ["a"], score },
  last: { response: ["b"], score: 1 },
  attempts,
});

const opened = (storage, options = {}) => createStore({ open: () => storage, version: "1.2", ...options });

test("a record written is read back by another visit, under the version and the id", () => {
  const storage = fakeStorage();
  opened(storage).put("tokens-01", record(0.5));
  assert.deepEqual([...storage.entries.keys()], ["chevet/1.2/tokens-01"]);
  assert.deepEqual(opened(storage).get("tokens-01"), record(0.5));
  assert.deepEqual(opened(storage).ids(), ["tokens-01"]);
  assert.equal(opened(storage, { version: "1.3" }).get("tokens-01"), null);
});

for (const [name, text] of [
  ["not JSON", "{oups"],
  ["another shape", '{"score": 1}'],
  ["null", "null"],
  ["a score out of range", JSON.stringify(record(7))],
  ["a response of another type", JSON.stringify({ ...record(1), first: { response: 3, score: 1 } })],
  ["no attempt", JSON.stringify(record(1, 0))],
]) {
  test(`an unreadable key is ignored, then replaced: ${name}`, () => {
    const storage = fakeStorage(new Map([["chevet/1.2/tokens-01", text]]));
    const store = opened(storage);
    assert.equal(store.get("tokens-01"), null);
    store.put("tokens-01", record(1));
    assert.deepEqual(store.get("tokens-01"), record(1));
    assert.equal(store.kind, "local");
  });
}

test("the seed is drawn once, kept, and survives erasing; an unreadable one is drawn again", () => {
  const storage = fakeStorage();
  const draws = [7, 8, 9];
  const options = { draw: () => draws.shift() };
  assert.equal(opened(storage, options).seed(), 7);
  const store = opened(storage, options);
  assert.equal(store.seed(), 7);
  store.clear();
  assert.equal(store.seed(), 7);
  storage.setItem("chevet/1.2/_seed", "-3");
  assert.equal(opened(storage, options).seed(), 8);
  assert.ok(createStore({ open: () => fakeStorage() }).seed() < 2 ** 32);
});

test("erasing takes the answers of every version and nothing else", () => {
  const others = [
    ["chevet/theme", "dark"],
    ["another/1.2/tokens-01", "x"],
  ];
  const storage = fakeStorage(new Map([["chevet/1.1/tokens-01", JSON.stringify(record(1))], ...others]));
  const store = opened(storage);
  store.put("tokens-02", record(1));
  store.clear();
  assert.deepEqual([...storage.entries], others);
});

test("a storage that cannot be opened, or refuses, gives a memory that works and says so", () => {
  const refusing = { ...fakeStorage(), setItem: () => assert.fail("refused") };
  const denied = () => {
    throw new Error("SecurityError");
  };
  for (const open of [denied, () => refusing, () => undefined]) {
    const store = createStore({ open });
    assert.equal(store.kind, "memory");
    store.put("tokens-01", record(1));
    assert.deepEqual(store.get("tokens-01"), record(1));
    assert.equal(store.seed(), store.seed());
    store.clear();
    assert.deepEqual(store.ids(), []);
  }
});

test("a storage that fills up loses nothing: the answers go on in memory", () => {
  const storage = fakeStorage();
  const store = opened(storage);
  store.put("tokens-01", record(0.2));
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  store.put("tokens-02", record(1));
  assert.equal(store.kind, "memory");
  assert.deepEqual(store.get("tokens-01"), record(0.2));
  assert.deepEqual(store.get("tokens-02"), record(1));
  store.clear();
  assert.deepEqual([...storage.entries], [], "erased answers do not come back with the next visit");
});

test("listeners hear this tab and the others, until they leave", () => {
  const target = new EventTarget();
  const tell = (key) => target.dispatchEvent(Object.assign(new Event("storage"), { key }));
  const store = opened(fakeStorage(), { target });
  const heard = [];
  const off = store.onChange((id) => heard.push(id));
  tell("chevet/1.2/tokens-09"); // before the store was ever opened: nobody has shown anything yet
  store.put("tokens-01", record(1));
  for (const key of ["chevet/1.2/tokens-02", "chevet/1.1/tokens-03", "chevet/1.2/_seed", "theme", null])
    tell(key);
  store.clear();
  off();
  store.put("tokens-04", record(1));
  assert.deepEqual(heard, ["tokens-01", "tokens-02", null, null]);
});

test("an LMS backend takes over and localStorage is never opened", () => {
  const kept = new Map();
  const store = createStore({ open: () => assert.fail("localStorage was opened") });
  store.use({
    kind: "lms",
    read: (id) => kept.get(id) ?? null,
    write: (id, written) => kept.set(id, written),
    ids: () => [...kept.keys()],
    seed: () => 12,
  });
  store.put("tokens-01", record(1));
  assert.deepEqual(
    [store.kind, store.seed(), store.ids(), store.erasable],
    ["lms", 12, ["tokens-01"], false],
  );
  store.clear();
  assert.deepEqual(store.ids(), ["tokens-01"]);
});

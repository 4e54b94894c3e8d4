import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeStorage } from "../../../tests/fake_storage.js";
import { createStore } from "./store.js";

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

/** A storage that may refuse what is written, and give it all back. */
function moodyStorage() {
  const storage = fakeStorage();
  const { setItem } = storage;
  storage.full = false;
  storage.setItem = (key, text) => {
    if (storage.full) throw new DOMException("full", "QuotaExceededError");
    return setItem(key, text);
  };
  return storage;
}

test("a storage that is full when the page opens still gives what it kept", () => {
  const storage = moodyStorage();
  opened(storage).put("tokens-01", record(0.2));
  storage.full = true;
  const store = opened(storage);
  assert.deepEqual(store.get("tokens-01"), record(0.2));
  assert.deepEqual([store.kind, store.trouble], ["memory", "full"]);
  store.put("tokens-02", record(1));
  assert.deepEqual(store.ids(), ["tokens-01", "tokens-02"]);
});

test("what a full storage refused is offered again at the next answer, and nothing is left to say", () => {
  const storage = moodyStorage();
  const store = opened(storage);
  storage.full = true;
  store.put("tokens-01", record(0.2));
  assert.deepEqual([store.trouble, storage.entries.size], ["full", 0]);
  storage.full = false;
  store.put("tokens-02", record(1));
  assert.deepEqual([store.kind, store.trouble], ["local", ""]);
  assert.deepEqual(opened(storage).ids().sort(), ["tokens-01", "tokens-02"]);
});

test("an answer held in one tab does not take the place of the first one, given in another", () => {
  const storage = moodyStorage();
  const [here, there] = [opened(storage), opened(storage)];
  here.ids(); // opened while there was room
  storage.full = true;
  here.put("tokens-01", record(1, 1));
  storage.full = false;
  there.put("tokens-01", record(0.2, 2));
  here.put("tokens-02", record(1));
  const kept = opened(storage).get("tokens-01");
  assert.equal(kept.first.score, 0.2);
  assert.equal(kept.attempts, 2);
});

test("a storage that stops being readable takes no answer from the page and throws nothing", () => {
  const storage = fakeStorage();
  const store = opened(storage);
  store.put("tokens-01", record(1));
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };
  Object.assign(storage, { key: denied, getItem: denied, setItem: denied, removeItem: denied });
  store.put("tokens-02", record(0.5));
  assert.deepEqual(store.get("tokens-02"), record(0.5));
  assert.equal(store.get("tokens-01"), null);
  assert.deepEqual(store.ids(), ["tokens-02"]);
  store.clear();
  assert.deepEqual(store.ids(), []);
});

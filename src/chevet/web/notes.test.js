import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeStorage } from "../../../tests/fake_storage.js";
import { createNotes } from "./notes.js";
import { createStore } from "./store.js";

/** A store and its notes on the same storage, as a page has them. */
function opened(storage, { version = "1.2", target } = {}) {
  const open = () => storage;
  const answers = createStore({ open, version });
  return { answers, notes: createNotes({ open, answers, target }) };
}

const record = {
  digest: "1a",
  first: { response: "a", score: 1 },
  last: { response: "a", score: 1 },
  attempts: 1,
};

test("a note is read back by another visit, under the version, and is no answer", () => {
  const storage = fakeStorage();
  const { notes, answers } = opened(storage);
  notes.put("validation/lettre-1", [{ decision: "corriger" }]);
  assert.deepEqual([...storage.entries.keys()], ["chevet/1.2/_note/validation/lettre-1"]);
  assert.ok(notes.kept);
  const again = opened(storage).notes;
  assert.deepEqual(again.get("validation/lettre-1"), [{ decision: "corriger" }]);
  assert.deepEqual(again.ids(), ["validation/lettre-1"]);
  assert.deepEqual(answers.ids(), []);
  assert.equal(opened(storage, { version: "1.3" }).notes.get("validation/lettre-1"), null);
});

test("erasing the answers erases the notes of every version, and tells", () => {
  const others = [
    ["chevet/theme", "dark"],
    ["chevet/1.2/_seed", "7"],
  ];
  const storage = fakeStorage(new Map([["chevet/1.1/_note/old", "1"], ...others]));
  const { notes, answers } = opened(storage);
  const heard = [];
  notes.onChange((id) => heard.push(id));
  notes.put("a", 1);
  answers.put("tokens-01", record);
  answers.clear();
  assert.deepEqual([...storage.entries], others);
  assert.equal(notes.get("a"), null);
  assert.deepEqual(heard, ["a", null]);
});

test("an unreadable note is nothing, then replaced", () => {
  const { notes } = opened(fakeStorage(new Map([["chevet/1.2/_note/a", "{oups"]])));
  assert.equal(notes.get("a"), null);
  notes.put("a", { fine: true });
  assert.deepEqual(notes.get("a"), { fine: true });
});

test("a storage that is denied, or refuses, leaves notes in the page and says so", () => {
  const denied = () => {
    throw new Error("SecurityError");
  };
  const refusing = { ...fakeStorage(), setItem: () => assert.fail("refused") };
  for (const open of [denied, () => refusing, () => undefined]) {
    const answers = createStore({ open });
    const notes = createNotes({ open, answers });
    assert.equal(notes.kept, false);
    notes.put("a", [1]);
    assert.deepEqual([notes.get("a"), notes.ids()], [[1], ["a"]]);
    answers.clear();
    assert.deepEqual([notes.get("a"), notes.ids()], [null, []]);
  }
});

test("a storage that fills up loses nothing, and keeps again once there is room", () => {
  const storage = fakeStorage();
  const { notes } = opened(storage);
  notes.put("a", 1);
  const { setItem } = storage;
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  notes.put("a", 2);
  notes.put("b", 3);
  assert.deepEqual([notes.get("a"), notes.get("b"), notes.kept], [2, 3, false]);
  storage.setItem = setItem;
  notes.put("a", 4);
  assert.deepEqual([notes.get("a"), notes.get("b"), notes.kept], [4, 3, true]);
  assert.equal(storage.entries.get("chevet/1.2/_note/a"), "4");
});

test("in an LMS the browser's storage is never opened and the page remembers", () => {
  const answers = createStore({ open: () => assert.fail("localStorage was opened") });
  answers.use({ kind: "lms", read: () => null, write() {}, ids: () => [], seed: () => 1 });
  const notes = createNotes({ open: () => assert.fail("localStorage was opened"), answers });
  notes.put("a", 1);
  assert.deepEqual([notes.get("a"), notes.ids(), notes.kept], [1, ["a"], false]);
});

test("another tab's note is heard, its answers are not", () => {
  const target = new EventTarget();
  const tell = (key) => target.dispatchEvent(Object.assign(new Event("storage"), { key }));
  const { notes } = opened(fakeStorage(), { target });
  const heard = [];
  const off = notes.onChange((id) => heard.push(id));
  for (const key of ["chevet/1.2/_note/b", "chevet/1.1/_note/b", "chevet/1.2/tokens-01", null]) tell(key);
  off();
  tell("chevet/1.2/_note/b");
  assert.deepEqual(heard, ["b"]);
});

test("every note that a full storage refused is written once there is room, not only the last", () => {
  const storage = fakeStorage();
  const { notes } = opened(storage);
  notes.put("z", 0);
  const { setItem } = storage;
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  notes.put("a", 1);
  notes.put("b", 2);
  assert.deepEqual([notes.kept, notes.trouble], [false, "full"]);
  storage.setItem = setItem;
  notes.put("c", 3);
  assert.deepEqual([notes.kept, notes.trouble], [true, ""]);
  assert.deepEqual(opened(storage).notes.ids().sort(), ["a", "b", "c", "z"]);
});

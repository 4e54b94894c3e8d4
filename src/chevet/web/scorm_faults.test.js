import assert from "node:assert/strict";
import { test } from "node:test";

import { createDouble } from "../../../tests/browser/scorm_double.js";
import { createSession, WORDS } from "./scorm_session.js";

const QUESTION = { type: "qru", choices: 4, counted: true, interaction: "choice", correct: "b" };
const SCO = {
  version: "1.0",
  slug: "01-tokens",
  questions: ["tokens-01", "tokens-02"].map((id, rank) => ({
    ...QUESTION,
    id,
    digest: id,
    tag: `AAA${rank}`,
  })),
};

/** localStorage, or what is left of it. */
function fakeStorage({ full = false, denied = false } = {}) {
  const entries = new Map();
  const fail = (name) => {
    throw new DOMException("refused", name);
  };
  return {
    entries,
    getItem: (key) => (denied ? fail("SecurityError") : (entries.get(key) ?? null)),
    setItem: (key, text) => (full || denied ? fail("QuotaExceededError") : entries.set(key, text)),
    removeItem: (key) => (denied ? fail("SecurityError") : entries.delete(key)),
  };
}

function visit(lms, storage, { edition, elapsed = () => 1 } = {}) {
  const said = [];
  const options = { say: (words) => said.push(words), elapsed, draw: () => 7, local: () => storage };
  const session = createSession({ api: lms.api, sco: { ...SCO, edition }, ...options });
  session.open();
  const answer = (id, response, score) => {
    const attempt = { response, score };
    session.backend.write(id, { digest: id, first: attempt, last: attempt, attempts: 1 });
    session.answered({ id, first: true, latency: 1 });
  };
  return { session, said, answer };
}

/** The learner's window is closed, or its power is cut: nothing more is told. */
function vanish(lms) {
  lms.crash();
}

const asExpired = (name) => /Commit|Finish/.test(name);

test("a tab closed between an answer and its commit: the next visit has it, and tells it", () => {
  const [lms, storage] = [createDouble({}), fakeStorage()];
  visit(lms, storage).answer("tokens-01", ["b"], 1);
  vanish(lms);
  assert.equal(lms.look().raw, "", "the LMS had heard nothing");
  const back = visit(lms, storage);
  assert.deepEqual(back.session.backend.read("tokens-01")?.first, { response: ["b"], score: 1 });
  assert.ok(back.session.flush());
  assert.equal(lms.look().raw, "50");
  assert.deepEqual([...storage.entries.keys()], [], "what the LMS has is not kept here");
  assert.deepEqual(lms.violations, []);
});

test("closed in the middle of a commit that went through: the answer counts once, with one interaction", () => {
  const [lms, storage] = [createDouble({}), fakeStorage()];
  const page = visit(lms, storage);
  page.answer("tokens-01", ["a"], 0);
  const kept = new Map(storage.entries);
  page.session.flush();
  vanish(lms);
  for (const [key, text] of kept) storage.setItem(key, text); // its answer came, the page was gone
  const back = visit(lms, storage);
  back.session.flush();
  assert.equal(back.session.backend.read("tokens-01").attempts, 1);
  assert.equal(lms.interactions.length, 1);
  assert.deepEqual(lms.violations, []);
});

test("an expired session: said, kept, sent again when the LMS answers", () => {
  const [lms, storage] = [createDouble({}), fakeStorage()];
  const page = visit(lms, storage);
  lms.refuse = asExpired;
  page.answer("tokens-01", ["b"], 1);
  assert.equal(page.session.flush(), false);
  assert.equal(page.said.at(-1), WORDS.kept);
  assert.ok(page.session.pending, "to be tried again");
  assert.equal(storage.entries.size, 1);
  lms.refuse = () => false;
  assert.ok(page.session.flush());
  assert.equal(page.said.at(-1), WORDS.back);
  assert.equal(page.session.pending, false);
  assert.equal(storage.entries.size, 0);
  assert.equal(lms.look().raw, "50");
});

for (const [name, storage] of [
  ["full", fakeStorage({ full: true })],
  ["denied", fakeStorage({ denied: true })],
]) {
  test(`an expired session and a storage that is ${name}: the page holds the answers and says for how long`, () => {
    const lms = createDouble({});
    const page = visit(lms, storage);
    lms.refuse = asExpired;
    page.answer("tokens-01", ["b"], 1);
    page.session.flush();
    assert.equal(page.said.at(-1), WORDS.refused);
    assert.ok(page.session.backend.read("tokens-01"));
    lms.refuse = () => false;
    assert.ok(page.session.flush());
    assert.equal(lms.look().raw, "50");
  });
}

test("what waits and cannot be read, or is another's, takes nothing from the LMS", () => {
  for (const text of ["", "null", "1AAAAAA", "{}", `1${"A".repeat(40)}`]) {
    const [lms, storage] = [createDouble({}), fakeStorage()];
    const first = visit(lms, storage);
    first.answer("tokens-01", ["b"], 1);
    const [key] = storage.entries.keys();
    first.session.finish();
    storage.setItem(key, text);
    const back = visit(createDouble({ saved: { ...lms.saved } }), storage);
    assert.ok(back.session.backend.read("tokens-01"), text);
  }
});

const lostIn = (edition) => {
  const [lms, storage] = [createDouble({ edition }), fakeStorage()];
  const clock = { now: 10 };
  return { lms, storage, clock, page: visit(lms, storage, { edition, elapsed: () => clock.now }) };
};
const calls = (lms, name) => lms.log.filter(([method]) => method.endsWith(name)).length;
const CODES = { 1.2: "301", 2004: "132" };

for (const edition of Object.keys(CODES)) {
  test(`${edition}, a session that the LMS has lost: asked for again once, told everything, its time counted once`, () => {
    const { lms, storage, clock, page } = lostIn(edition);
    page.answer("tokens-01", ["b"], 1);
    assert.ok(page.session.flush());
    lms.expire();
    clock.now = 25;
    page.answer("tokens-02", ["a"], 0);
    assert.ok(page.session.flush());
    assert.equal(calls(lms, "Initialize"), 2);
    const { status, raw } = lms.look();
    assert.deepEqual([status, raw], ["completed", "50"]);
    assert.deepEqual(
      lms.interactions.map(({ id }) => id),
      ["tokens-01", "tokens-02"],
    );
    assert.match(
      lms.saved[lms.model.sessionTime],
      /:15\.00$|M15S$/,
      "the first ten seconds are told already",
    );
    assert.deepEqual(page.said.filter(Boolean), [], "nothing was lost: nothing to say");
    assert.equal(storage.entries.size, 0);
    assert.deepEqual(lms.violations, []);
  });

  test(`${edition}, a session lost with what it was told since its last commit: that is told again`, () => {
    const { lms, page } = lostIn(edition);
    lms.refuse = (name) => name.endsWith("Commit");
    page.answer("tokens-01", ["b"], 1);
    assert.equal(page.session.flush(), false);
    lms.refuse = () => false;
    lms.expire();
    assert.ok(page.session.flush());
    assert.deepEqual([lms.look().raw, lms.interactions.length], ["50", 1]);
    assert.equal(page.said.at(-1), WORDS.back);
  });

  test(`${edition}, no other session: one request for each time there is something to tell, and the learner knows`, () => {
    const { lms, storage, page } = lostIn(edition);
    lms.expire();
    lms.refuse = (name) => name.endsWith("Initialize");
    page.answer("tokens-01", ["b"], 1);
    for (const requests of [2, 3]) {
      assert.equal(page.session.flush(), false);
      assert.equal(calls(lms, "Initialize"), requests);
      assert.equal(page.said.at(-1), WORDS.kept);
    }
    assert.equal(storage.entries.size, 1);
    lms.refuse = () => false;
    assert.ok(page.session.flush());
    assert.equal(page.said.at(-1), WORDS.back);
    assert.equal(lms.look().raw, "50");
    assert.deepEqual(lms.violations, []);
  });

  test(`${edition}, an LMS that opens any number of sessions and keeps nothing is asked for one`, () => {
    const { lms, page } = lostIn(edition);
    lms.refuse = (name) => /SetValue|Commit/.test(name) && CODES[edition];
    page.answer("tokens-01", ["b"], 1);
    lms.expire();
    for (let time = 0; time < 5; time++) {
      assert.equal(page.session.flush(), false);
      lms.expire();
    }
    assert.equal(calls(lms, "Initialize"), 2);
    assert.equal(page.said.at(-1), WORDS.kept);
  });

  test(`${edition}, "already initialized" after "not initialized": told again to the session that is there`, () => {
    const { lms, page } = lostIn(edition);
    let refusals = 1;
    lms.refuse = (name) => name.endsWith("Commit") && refusals-- > 0 && CODES[edition];
    page.answer("tokens-01", ["b"], 1);
    assert.ok(page.session.flush());
    assert.deepEqual([lms.look().raw, lms.interactions.length], ["50", 1]);
    assert.equal(lms.violations.length, 1, "the second Initialize, which the LMS refused");
    assert.match(lms.violations[0], /already initialized/);
  });
}

test("someone else signed in meanwhile: nothing is told in their name, and the answers wait for the learner", () => {
  const { lms, storage, page } = lostIn("1.2");
  lms.expire();
  lms.saved["cmi.core.student_id"] = "etu-0002";
  page.answer("tokens-01", ["b"], 1);
  const before = lms.log.length;
  page.session.flush();
  page.session.flush();
  page.session.finish();
  const told = lms.log
    .slice(before)
    .filter(([method, , , answer]) => method === "LMSSetValue" && answer === "true");
  assert.deepEqual(told, []);
  assert.deepEqual([lms.look().raw, lms.interactions], ["", []]);
  assert.equal(page.said.at(-1), WORDS.someoneElse);
  assert.equal(page.session.pending, false);
  lms.crash();
  lms.saved["cmi.core.student_id"] = "etu-0001";
  assert.deepEqual(visit(lms, storage).session.backend.read("tokens-01")?.first.response, ["b"]);
});

test("a session lost and nothing to tell: none is asked for on leaving", () => {
  const { lms, page } = lostIn("1.2");
  page.session.flush();
  lms.expire();
  page.session.finish();
  assert.equal(calls(lms, "Initialize"), 1);
});

test("a score above 100, which no package may write, does not stop the rest", () => {
  const lms = createDouble({
    saved: { "cmi.core.score.raw": "250", "cmi.core.lesson_status": "incomplete" },
  });
  const page = visit(lms, fakeStorage());
  page.answer("tokens-01", ["b"], 1);
  assert.ok(page.session.flush());
  assert.equal(lms.look().raw, "100");
  assert.deepEqual(lms.violations, []);
});

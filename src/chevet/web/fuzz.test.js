/**
 * Whatever a browser's storage or an LMS gives back, it is read or left out: nothing throws, nothing false gets in.
 * `CHEVET_FUZZ_SECONDS=60 node --test src/chevet/web/fuzz.test.js` tries for that long; each day, a second or so.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fakeStorage } from "../../../tests/fake_storage.js";
import { readMarks } from "../widgets/quiz/annotation_score.js";
import { fold, parseNumber } from "../widgets/quiz/text.js";
import { readStudy } from "../widgets/reading_study/keeping.js";
import { readChoice } from "../widgets/revision/draw.js";
import { isEmpty, readNote } from "../widgets/validation_sheet/sheet.js";
import { Bpe } from "./bpe.js";
import { keepAnswer, readSlot } from "./leitner.js";
import { everything, inventory } from "./my_data.js";
import { createNotes } from "./notes.js";
import { createSession, WORDS } from "./scorm_session.js";
import { createStore, isRecord } from "./store.js";
import { checksum, decode, encode, SuspendError } from "./suspend.js";

const SECONDS = Number(process.env.CHEVET_FUZZ_SECONDS ?? 0);
const EVERY_DAY = 400; // texts for each reader when no time is given
const SEED = SECONDS ? Date.now() >>> 0 : 20261122;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const { states } = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/suspend.json", import.meta.url), "utf-8"),
);

/** Numbers that a seed gives again (mulberry32). */
function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(next() * end);
  return { below, pick: (list) => list[below(list.length)] };
}

const PIECES = [
  "",
  "A",
  "_",
  ".",
  "!",
  ",",
  "~e9",
  "*d83d",
  "~zz",
  "é",
  "\0",
  "\ud800",
  "<img src=x onerror=alert(1)>",
];
const VALUES = [
  null,
  true,
  0,
  -1,
  0.5,
  1.5,
  Number.POSITIVE_INFINITY,
  NaN,
  "",
  "0.5",
  "a",
  "2026-11-22",
  "9999-99-99",
  [],
  [0.5],
  {},
];
const NAMES =
  "digest first last attempts response score certainty hints box due draft decisions decision why steps".split(
    " ",
  );
NAMES.push(
  "seed",
  "run",
  "readings",
  "open",
  "slugs",
  "count",
  "draw",
  "done",
  "what",
  "initials",
  "__proto__",
  "0",
);

/** `text` with some pieces taken out, doubled or replaced. */
function spoil(text, { below, pick }) {
  let spoilt = text;
  for (let times = 1 + below(4); times > 0; times--) {
    const start = below(spoilt.length + 1);
    const end = Math.min(spoilt.length, start + pick([0, 1, 1, 4, 20]));
    const piece = pick([pick(PIECES), pick(DIGITS), spoilt.slice(start, end).repeat(2), ""]);
    spoilt = spoilt.slice(0, start) + piece + spoilt.slice(end);
  }
  return spoilt;
}

/** Any JSON, of names that mean something. */
function anything(chance, depth = 3) {
  const { below, pick } = chance;
  const kind = depth ? below(4) : 0;
  if (kind < 2) return pick(VALUES);
  const children = Array.from({ length: below(4) }, () => anything(chance, depth - 1));
  return kind === 2 ? children : Object.fromEntries(children.map((child) => [pick(NAMES), child]));
}

/** `value` with one of its parts, at any depth, replaced by anything. */
function altered(value, chance) {
  if (typeof value !== "object" || value === null || chance.below(4) === 0) return anything(chance);
  const copy = structuredClone(value);
  const key = chance.pick([...Object.keys(copy), chance.pick(NAMES)]);
  copy[key] = altered(copy[key], chance);
  return copy;
}

/** Runs `read` as long as asked; an error tells the seed that gives it again. */
function fuzz(name, read) {
  test(name, () => {
    const end = Date.now() + (SECONDS * 1000) / 7;
    let count = 0;
    for (let seed = SEED; SECONDS ? Date.now() < end : count < EVERY_DAY; seed++, count++) {
      try {
        read(random(seed));
      } catch (error) {
        throw new Error(`seed ${seed}: ${error.stack}`);
      }
    }
    if (SECONDS) console.log(`${name}: ${count}`);
  });
}

const inDigits = (value) => [18, 12, 6, 0].map((shift) => DIGITS[(value >>> shift) & 63]).join("");
/** `text` with the checksum of what it holds: a string that was made, not one that was damaged. */
const signed = (text) => {
  const body = text.slice(1, 7) + text.slice(11);
  return `1${body.slice(0, 6)}${inDigits(checksum(body) % 2 ** 24)}${body.slice(6)}`;
};

fuzz("suspend_data, damaged or made by hand", (chance) => {
  const { slots, text } = chance.pick(states);
  const spoilt = chance.below(3) ? signed(spoil(text, chance)) : spoil(text, chance);
  let found;
  try {
    found = decode(slots, spoilt);
  } catch (error) {
    assert.ok(error instanceof SuspendError, String(error.stack));
    return;
  }
  for (const record of found.records.values()) assert.ok(isRecord(record), JSON.stringify(record));
  // Written again, spaces that a hand doubled are one; from then on nothing moves.
  const again = ({ records }) => decode(slots, encode(slots, records, found.seed));
  const once = again(found);
  assert.deepEqual(again(once).records, once.records);
});

const RECORD = {
  digest: "0",
  first: { response: ["a"], score: 1 },
  last: { response: "x", score: 0.5, certainty: 80, hints: 1 },
  attempts: 2,
};
const textOf = (value, chance) => {
  const text = JSON.stringify(value) ?? "";
  return chance.below(5) ? text : spoil(text, chance);
};

fuzz("answers in the browser", (chance) => {
  const entries = new Map([
    ["chevet/1/a-01", textOf(altered(RECORD, chance), chance)],
    ["chevet/1/_seed", textOf(anything(chance), chance)],
    [spoil("chevet/1/a-02", chance), "{}"],
  ]);
  const store = createStore({ open: () => fakeStorage(entries), version: "1" });
  const found = store.get("a-01");
  if (found) {
    for (const { score, certainty, hints } of [found.first, found.last]) {
      assert.equal(typeof score, "number");
      assert.ok(score >= 0 && score <= 1);
      assert.ok(certainty === undefined || typeof certainty === "number");
      assert.ok(hints === undefined || Number.isInteger(hints));
    }
  }
  const seed = store.seed();
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  for (const id of store.ids()) store.get(id);
  inventory(Object.keys(everything(fakeStorage(entries))));
  store.clear();
});

const CASES = Array.from({ length: 6 }, (_, i) => ({
  id: `c${i}`,
  set: "abc"[i % 3],
  place: i >> 1,
  choices: [0, 1],
}));

fuzz("notes in the browser", (chance) => {
  const entries = new Map();
  const answers = { kind: "local", version: "1", onChange: () => {} };
  const notes = createNotes({ open: () => fakeStorage(entries), answers });
  const draft = { decision: "v", why: "", steps: { a: { done: true, what: "" } }, initials: "" };
  const kept = [
    { draft, decisions: [{ ...draft, at: "", said: "", digest: "" }] },
    { seed: 1, run: 0, readings: [{ case: "c0", choice: 0, sure: 50, ms: 1, words: true }], open: null },
    { slugs: ["01"], count: 10, draw: 3 },
    { digest: "0", box: 2, due: "2026-11-22" },
  ];
  entries.set("chevet/1/_note/x", textOf(altered(chance.pick(kept), chance), chance));
  entries.set("chevet/1/_note/_box/x", entries.get("chevet/1/_note/x"));
  const value = notes.get("x");
  isEmpty(readNote(value).draft);
  assert.ok(Array.isArray(readNote(value).decisions));
  readStudy(value, CASES, [[0, 1]]);
  readChoice(value, ["01", "02"]);
  readSlot({ get: () => value }, { id: "a-01", digest: "0" });
  keepAnswer({ get: () => value, put: () => {} }, { id: "a-01", digest: "0", score: 1, today: "2026-11-22" });
  notes.ids();
});

fuzz("an LMS that says anything", (chance) => {
  const { slots, records, text } = chance.pick(states);
  const say = (...good) =>
    chance.pick([...good, "false", "", "0", "-1", "1e9", "null", "\0", spoil(text, chance)]);
  const api = {};
  for (const name of [
    "LMSInitialize",
    "LMSCommit",
    "LMSFinish",
    "LMSSetValue",
    "Initialize",
    "Commit",
    "Terminate",
  ])
    api[name] = () => (chance.below(3) ? "true" : say("true"));
  api.SetValue = api.LMSSetValue;
  api.LMSGetLastError = api.GetLastError = () => say("0", "0", "0", "101");
  api.LMSGetValue = api.GetValue = (element) =>
    element === "cmi.suspend_data"
      ? chance.pick([text, signed(spoil(text, chance)), ""])
      : say("incomplete", "5");
  const local = fakeStorage(new Map());
  const known = new Set([...Object.values(WORDS), ""]);
  const session = createSession({
    api,
    sco: {
      version: "1",
      slug: "x",
      edition: chance.pick([undefined, "2004"]),
      questions: slots.map((slot) => ({ ...slot, counted: true, interaction: "choice", correct: "a" })),
    },
    say: (words) => assert.ok(known.has(words), words),
    elapsed: () => 12,
    draw: () => 7,
    local: () => local,
  });
  session.open();
  const [id, record] = chance.pick(
    Object.entries(records).length ? Object.entries(records) : [["x", RECORD]],
  );
  if (slots.some((slot) => slot.id === id)) {
    session.backend.write(id, record);
    session.flush();
    // What was answered in this page is in it to the end, whatever the LMS said.
    assert.ok(session.backend.read(id));
  }
  session.finish();
  for (const one of session.backend.ids()) assert.ok(isRecord(session.backend.read(one)));
});

fuzz("texts that learners type", (chance) => {
  const text = spoil("−1 234,5 mg « Œdème » l’hôpital celui-ci 😀", chance);
  assert.equal(fold(fold(text)), fold(text));
  const value = parseNumber(text);
  assert.ok(value === null || Number.isFinite(value));
  readMarks({ D: [4], L: [9, 12] }, [text, spoil("L1:1-3e2", chance), spoil("D1o3", chance)]);
});

const bpe = new Bpe({
  kind: "bpe",
  merges: [
    [195, 169],
    [32, 256],
    [108, 97],
  ],
});
fuzz("texts cut in tokens", (chance) => {
  const text = spoil("la fièvre « élevée » l’hôpital 12 😀\u202f_", chance);
  const ids = bpe.encode(text);
  const bytes = ids.flatMap((id) => [...bpe.pieces[id]]);
  assert.deepEqual(bytes, [...new TextEncoder().encode(text)]);
});

fuzz("what the others make of a note", (chance) => {
  const notes = createNotes({
    open: () => {
      throw new Error("refused");
    },
    answers: { kind: "local", version: "1", onChange: () => {} },
  });
  const value = anything(chance);
  notes.put("x", value);
  assert.deepEqual(notes.get("x"), JSON.parse(JSON.stringify(value)));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { Scorm12API } from "scorm-again/scorm12";
import { Scorm2004API } from "scorm-again/scorm2004";

import { createDouble } from "../../../tests/browser/scorm_double.js";
import { findApi } from "./scorm_api.js";
import { SCORM2004 } from "./scorm_editions.js";
import { createSession, WORDS } from "./scorm_session.js";
import {
  ascii,
  decimal,
  duration,
  pattern2004,
  plainText,
  rawScore,
  result,
  timespan,
  timestamp,
} from "./scorm_values.js";

const QUESTIONS = [
  { id: "tokens-00@before", type: "qru", digest: "d0", tag: "AAAA", choices: 4 },
  { id: "tokens-00@after", type: "qru", digest: "d0", tag: "BBBB", choices: 4 },
  {
    id: "tokens-01",
    type: "qru",
    digest: "d1",
    tag: "CCCC",
    choices: 4,
    counted: true,
    interaction: "choice",
    correct: "b",
  },
  {
    id: "tokens-02",
    type: "qrm",
    digest: "d2",
    tag: "DDDD",
    choices: 5,
    counted: true,
    interaction: "choice",
    correct: "a,c",
  },
  {
    id: "tokens-03",
    type: "qroc",
    digest: "d3",
    tag: "EEEE",
    max: 48,
    counted: true,
    interaction: "fill-in",
    correct: "dyspnee",
  },
  {
    id: "tokens-04",
    type: "numeric",
    digest: "d4",
    tag: "FFFF",
    max: 48,
    counted: true,
    interaction: "numeric",
    correct: "1234.5",
  },
];
const SCO = { version: "1.0", slug: "01-tokens", questions: QUESTIONS };
const RIGHT = [
  ["tokens-01", ["b"], 1],
  ["tokens-02", ["a", "c"], 1],
  ["tokens-03", "Dyspnée", 1],
  ["tokens-04", "1 234,5", 1],
];
const WRONG = [
  ["tokens-01", ["a"], 0],
  ["tokens-02", ["b", "d", "e"], 0],
  ["tokens-03", "œdème aigu d’effort", 0],
  ["tokens-04", "− 3,2 %", 0],
];

function fakeStorage() {
  const entries = new Map();
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, text) => entries.set(key, text),
    removeItem: (key) => entries.delete(key),
  };
}

/** One page open on one LMS; `answer` does what the quiz does. */
function visit(api, { sco = SCO, storage = fakeStorage(), section = () => "" } = {}) {
  const said = [];
  const session = createSession({
    api,
    sco,
    say: (words) => said.push(words),
    elapsed: () => 12.345,
    section,
    now: () => new Date(2026, 10, 21, 9, 5, 7),
    draw: () => 7,
    local: () => storage,
  });
  session.open();
  return {
    said,
    session,
    answer(id, response, score, { leaving = false, latency = 3.2, certainty } = {}) {
      const before = session.backend.read(id);
      const attempt = { response, score, ...(certainty && { certainty }) };
      session.backend.write(id, {
        digest: sco.questions.find((question) => question.id === id).digest,
        first: before?.first ?? attempt,
        last: attempt,
        attempts: (before?.attempts ?? 0) + 1,
      });
      session.answered({ id, first: !before, latency });
      return leaving ? session.finish() : session.flush();
    },
  };
}

/** What the two editions call the same things, seen from an administrator's report. */
const WORDING = {
  1.2: { wrong: "wrong", response: "student_response", moment: "time", comma: ",", text: "Dyspnee" },
  2004: {
    wrong: "incorrect",
    response: "learner_response",
    moment: "timestamp",
    comma: "[,]",
    text: "Dyspnée",
  },
};

function doublePlayer(edition) {
  const lms = createDouble({ edition });
  return {
    launch: () => lms.api,
    look: () => ({ status: lms.look().status, raw: lms.look().raw }),
    interactions: () => lms.interactions,
    check: () => assert.deepEqual(lms.violations, []),
  };
}

function againPlayer(edition) {
  const [Api, learner] =
    edition === "2004"
      ? [Scorm2004API, { learner_id: "etu-0001" }]
      : [Scorm12API, { core: { student_id: "etu-0001" } }];
  let api;
  let kept;
  const cmi = () => kept.renderCMIToJSONObject().cmi;
  return {
    launch() {
      const last = api?.renderCMIToJSONObject().cmi;
      api = new Api({ autocommit: false, logLevel: 5 });
      api.loadFromJSON(last ?? learner, "");
      kept = api;
      return api;
    },
    look: () =>
      edition === "2004"
        ? { status: cmi().completion_status, raw: cmi().score.raw }
        : { status: cmi().core.lesson_status, raw: cmi().core.score.raw },
    interactions: () => Object.values(cmi().interactions),
    check() {},
  };
}

/** The strict double and scorm-again, seen the same way: launch a visit, look at what is kept. */
const PLAYERS = Object.fromEntries(
  Object.keys(WORDING).flatMap((edition) => [
    [`strict double, ${edition}`, { edition, player: () => doublePlayer(edition) }],
    [`scorm-again, ${edition}`, { edition, player: () => againPlayer(edition) }],
  ]),
);
const inEdition = (edition) => (edition === "2004" ? { edition } : {});

for (const [name, { edition, player }] of Object.entries(PLAYERS)) {
  const words = WORDING[edition];
  const sco = { ...SCO, ...inEdition(edition) };

  test(`${name}: all right, the status asserted after each answer`, () => {
    const lms = player();
    const page = visit(lms.launch(), { sco });
    page.session.flush();
    assert.deepEqual(lms.look(), { status: "incomplete", raw: "" });
    RIGHT.forEach((answer, i) => {
      assert.ok(page.answer(...answer));
      assert.deepEqual(lms.look(), {
        status: i < 3 ? "incomplete" : "completed",
        raw: String(25 * (i + 1)),
      });
    });
    page.session.finish();
    assert.deepEqual(lms.look(), { status: "completed", raw: "100" });
    const [, qrm, qroc, numeric] = lms.interactions();
    assert.deepEqual([qrm.type, qrm[words.response], qrm.result], ["choice", `a${words.comma}c`, "correct"]);
    assert.deepEqual([qroc.type, qroc[words.response]], ["fill-in", words.text]);
    assert.match(qroc[words.moment], /09:05:07$/);
    assert.deepEqual([numeric.id, numeric[words.response]], ["tokens-04", "1234.5"]);
    assert.match(numeric.latency, /00:00:03\.20$|^PT(0H0M)?3\.2S$/); // scorm-again shortens the hours
    assert.deepEqual(page.said.filter(Boolean), []);
    lms.check();
  });

  test(`${name}: all wrong is completed with 0, and trying again changes nothing`, () => {
    const lms = player();
    const page = visit(lms.launch(), { sco });
    for (const answer of WRONG) page.answer(...answer);
    assert.deepEqual(lms.look(), { status: "completed", raw: "0" });
    for (const answer of RIGHT) page.answer(...answer);
    assert.deepEqual(lms.look(), { status: "completed", raw: "0" });
    const results = lms.interactions().map((interaction) => interaction.result);
    assert.deepEqual(results, Array(4).fill(words.wrong));
    page.session.finish();
    lms.check();
  });

  test(`${name}: leaving in the middle, coming back, finishing`, () => {
    const lms = player();
    const first = visit(lms.launch(), { sco });
    first.answer("tokens-00@before", ["d"], 0);
    assert.deepEqual(lms.look(), { status: "incomplete", raw: "" }); // the opening question never counts
    first.answer("tokens-02", ["a", "b"], 0.2);
    first.answer("tokens-03", "Dyspnée d’effort", 0.5);
    first.answer("tokens-02", ["a", "c"], 1);
    first.session.finish();
    first.session.finish();
    assert.deepEqual(lms.look(), { status: "incomplete", raw: "17.5" });

    const second = visit(lms.launch(), { sco });
    assert.equal(second.session.backend.seed(), 7);
    assert.deepEqual(second.session.backend.ids(), ["tokens-00@before", "tokens-02", "tokens-03"]);
    assert.deepEqual(second.session.backend.read("tokens-02"), {
      digest: "d2",
      first: { response: ["a", "b"], score: 0.2 },
      last: { response: ["a", "c"], score: 1 },
      attempts: 2,
    });
    assert.equal(second.session.backend.read("tokens-03").first.response, "Dyspnée d’effort");
    second.session.flush();
    assert.deepEqual(lms.look(), { status: "incomplete", raw: "17.5" });
    second.answer(...RIGHT[0]);
    assert.deepEqual(lms.look(), { status: "incomplete", raw: "42.5" });
    second.answer(...RIGHT[3]);
    assert.deepEqual(lms.look(), { status: "completed", raw: "67.5" });
    second.session.finish();

    const third = visit(lms.launch(), { sco });
    third.session.finish();
    assert.deepEqual(lms.look(), { status: "completed", raw: "67.5" });
    assert.deepEqual(
      lms.interactions().map(({ id }) => id),
      ["tokens-02", "tokens-03", "tokens-01", "tokens-04"],
    );
    lms.check();
  });
}

test("a question passed is a wrong first answer without a response, and comes back as passed", () => {
  const lms = createDouble();
  const page = visit(lms.api);
  page.answer("tokens-02", [], 0);
  page.answer("tokens-04", "", 0);
  page.answer("tokens-04", "1234,5", 1);
  assert.deepEqual(lms.interactions[1], {
    id: "tokens-04",
    type: "numeric",
    time: "09:05:07",
    "correct_responses.0.pattern": "1234.5",
    result: "wrong",
    latency: "0000:00:03.20",
  });
  lms.crash();
  const { backend } = visit(lms.api).session;
  assert.deepEqual(backend.read("tokens-02").first, { response: [], score: 0 });
  assert.deepEqual(backend.read("tokens-04").first, { response: "", score: 0 });
  assert.equal(backend.read("tokens-04").last.response, "1234,5");
  assert.deepEqual(lms.violations, []);
});

test("a visit without an answer leaves the learner incomplete, without a score, and keeps the seed", () => {
  const lms = createDouble();
  const page = visit(lms.api, { section: () => "le-prix-d-un-mot" });
  page.session.finish();
  const { saved } = lms;
  assert.deepEqual([saved["cmi.core.lesson_status"], saved["cmi.core.score.raw"]], ["incomplete", ""]);
  assert.equal(saved["cmi.core.lesson_location"], "le-prix-d-un-mot");
  assert.equal(saved["cmi.core.total_time"], "0000:00:12.35");
  assert.notEqual(saved["cmi.suspend_data"], "");
  assert.equal(visit(lms.api).session.location, "le-prix-d-un-mot");
  assert.deepEqual(lms.violations, []);
});

test("a crash after a commit is resumed: exit was suspend from the start", () => {
  const lms = createDouble();
  visit(lms.api).answer(...RIGHT[0]);
  lms.crash();
  const page = visit(lms.api);
  assert.equal(lms.api.LMSGetValue("cmi.core.entry"), "resume");
  assert.equal(page.session.backend.read("tokens-01").first.score, 1);
  assert.deepEqual(lms.violations, []);
});

test("leaving writes no status, unless an answer given just before changed it", () => {
  const lms = createDouble();
  const page = visit(lms.api);
  for (const answer of RIGHT.slice(0, 3)) page.answer(...answer);
  const before = lms.log.length;
  page.session.finish();
  const written = lms.log.slice(before).map(([method, element]) => [method, element].join(" "));
  assert.deepEqual(written, ["LMSSetValue cmi.core.session_time", "LMSSetValue cmi.core.exit", "LMSFinish "]);
  visit(lms.api).answer(...RIGHT[3], { leaving: true });
  assert.equal(lms.saved["cmi.core.lesson_status"], "completed");
  assert.equal(lms.interactions.length, 4);
  assert.deepEqual(lms.violations, []);
});

for (const [mode, values, expected] of [
  ["review", { "cmi.core.lesson_mode": "review", "cmi.core.lesson_status": "completed" }, "completed"],
  ["browse", { "cmi.core.lesson_mode": "browse" }, "browsed"],
]) {
  test(`${mode}: nothing is scored, the answers can be seen, the page says so`, () => {
    const kept = createDouble();
    visit(kept.api).answer(...RIGHT[0]);
    const suspended = kept.saved["cmi.suspend_data"];
    const lms = createDouble({ saved: { "cmi.suspend_data": suspended, ...values } });
    const page = visit(lms.api);
    assert.equal(page.session.backend.read("tokens-01").first.score, 1);
    for (const answer of WRONG) page.answer(...answer);
    page.session.finish();
    assert.deepEqual(page.said, [WORDS.review]);
    assert.equal(lms.saved["cmi.core.lesson_status"], expected);
    assert.equal(lms.saved["cmi.core.score.raw"], "");
    assert.equal(lms.saved["cmi.suspend_data"], suspended);
    assert.deepEqual(lms.interactions, []);
    assert.deepEqual(lms.violations, []);
  });
}

test("no-credit: answers and status are kept, nothing is scored", () => {
  const lms = createDouble({ saved: { "cmi.core.credit": "no-credit", "cmi.core.lesson_mode": "" } });
  const page = visit(lms.api);
  for (const answer of RIGHT) page.answer(...answer);
  page.session.finish();
  assert.deepEqual(lms.interactions, []);
  assert.equal(lms.saved["cmi.core.score.raw"], "");
  assert.equal(lms.saved["cmi.core.lesson_status"], "completed");
  assert.equal(visit(lms.api).session.backend.ids().length, 4);
  assert.deepEqual(lms.violations, []);
});

test("an unreadable suspend_data stays until a new answer, and never costs the score", () => {
  for (const text of ["damaged", '{"v":2}', "2AAAAAAAAAA"]) {
    const saved = {
      "cmi.suspend_data": text,
      "cmi.core.score.raw": "75",
      "cmi.core.lesson_status": "completed",
    };
    const lms = createDouble({ saved });
    const page = visit(lms.api);
    assert.deepEqual(page.said, [WORDS.unreadable]);
    page.session.flush();
    assert.equal(lms.saved["cmi.suspend_data"], text);
    page.answer(...RIGHT[0]);
    assert.notEqual(lms.saved["cmi.suspend_data"], text);
    assert.equal(lms.saved["cmi.core.score.raw"], "75");
    assert.equal(lms.saved["cmi.core.lesson_status"], "completed");
    assert.deepEqual(lms.violations, []);
  }
});

test("an LMS that refuses every call: the page works, says so, and retries at each answer", () => {
  const refusals = {
    "answers false": () => "false",
    throws: () => assert.fail("broken"),
    "says nothing": () => {},
  };
  for (const [name, refusal] of Object.entries(refusals)) {
    const names = [
      "LMSInitialize",
      "LMSGetValue",
      "LMSSetValue",
      "LMSCommit",
      "LMSFinish",
      "LMSGetLastError",
    ];
    const storage = fakeStorage();
    const page = visit(Object.fromEntries(names.map((method) => [method, refusal])), { storage });
    for (const answer of RIGHT) assert.equal(page.answer(...answer), false, name);
    page.session.finish();
    assert.equal(page.session.backend.ids().length, 4, name);
    assert.equal(page.said.at(-1), WORDS.refused, name);
    assert.equal(storage.entries.size, 0, name); // whose answers they are is unknown: not kept for the next one
  }
});

test("an LMS that opens and then keeps nothing, not even the learner's name, leaves nothing on the machine", () => {
  const lms = createDouble({
    refuse: (method, element) => method === "LMSSetValue" || /student/.test(element),
  });
  const storage = fakeStorage();
  const page = visit(lms.api, { storage });
  page.answer(...RIGHT[0]);
  assert.equal(page.said.at(-1), WORDS.refused);
  assert.equal(storage.entries.size, 0);
});

test("a status given by the LMS itself is not replaced", () => {
  for (const status of ["passed", "failed"]) {
    const lms = createDouble({ saved: { "cmi.core.lesson_status": status } });
    const page = visit(lms.api);
    for (const answer of RIGHT) page.answer(...answer);
    assert.equal(lms.saved["cmi.core.lesson_status"], status);
  }
});

test("an LMS that answers late gets everything; a first answer it already had stays the first", () => {
  let refusing = false;
  const lms = createDouble({ refuse: () => refusing });
  const first = visit(lms.api);
  first.answer("tokens-01", ["a"], 0);
  first.session.finish();
  refusing = true;
  const second = visit(lms.api);
  second.answer("tokens-01", ["b"], 1);
  second.answer("tokens-02", ["a"], 0.5);
  second.answer("tokens-02", ["a", "c"], 1, { latency: 99 });
  refusing = false;
  assert.ok(second.answer(...RIGHT[2]));
  assert.deepEqual(new Set(second.said.slice(0, -1)), new Set([WORDS.refused, ""]));
  assert.equal(second.said.at(-1), WORDS.back);
  assert.deepEqual(second.session.backend.read("tokens-01"), {
    digest: "d1",
    first: { response: ["a"], score: 0 },
    last: { response: ["b"], score: 1 },
    attempts: 2,
  });
  assert.equal(lms.saved["cmi.core.score.raw"], "37.5");
  assert.deepEqual(
    lms.interactions.map(({ id, student_response, result, latency }) => [
      id,
      student_response,
      result,
      latency,
    ]),
    [
      ["tokens-01", "a", "wrong", "0000:00:03.20"],
      ["tokens-02", "a", "0.5", "0000:00:03.20"],
      ["tokens-03", "Dyspnee", "correct", "0000:00:03.20"],
    ],
  );
  assert.deepEqual(lms.violations, []);
});

test("what a mock exam keeps, and an LMS that answers late: the newest answer stays, and is no second attempt", () => {
  const sco = {
    ...SCO,
    questions: [...QUESTIONS, { id: "tokens-01@exam", digest: "d1", tag: "EXAM", choices: 3 }],
  };
  let refusing = false;
  const lms = createDouble({ refuse: () => refusing });
  const first = visit(lms.api, { sco });
  first.answer("tokens-01@exam", ["a"], 0);
  first.session.finish();
  refusing = true;
  const second = visit(lms.api, { sco });
  second.answer("tokens-01@exam", ["b"], 1);
  refusing = false;
  assert.ok(second.answer(...RIGHT[1]));
  const said = { response: ["b"], score: 1 };
  const kept = { digest: "d1", first: said, last: said, attempts: 1 };
  assert.deepEqual(second.session.backend.read("tokens-01@exam"), kept);
  second.session.finish();
  assert.deepEqual(visit(lms.api, { sco }).session.backend.read("tokens-01@exam"), kept);
  assert.deepEqual(
    lms.interactions.map(({ id }) => id),
    ["tokens-02"],
  );
  assert.equal(lms.saved["cmi.core.score.raw"], "25");
});

test("a session that dies on the way: the answers wait here and go at the next opening, to the same learner", () => {
  const storage = fakeStorage();
  let refusing = false;
  const lms = createDouble({ refuse: () => refusing });
  const page = visit(lms.api, { storage });
  page.answer(...RIGHT[0]);
  refusing = true;
  page.answer(...RIGHT[1]);
  assert.equal(page.said.at(-1), WORDS.kept);
  page.session.finish();
  refusing = false;
  lms.crash();

  const someoneElse = createDouble({ saved: { "cmi.core.student_id": "etu-0002" } });
  assert.deepEqual(visit(someoneElse.api, { storage }).session.backend.ids(), []);

  const back = visit(lms.api, { storage });
  back.session.flush();
  assert.equal(lms.saved["cmi.core.score.raw"], "50");
  assert.deepEqual(
    lms.interactions.map(({ id }) => id),
    ["tokens-01", "tokens-02"],
  );
  assert.equal(back.said.at(-1), WORDS.back);
  assert.equal(storage.entries.size, 0);
  assert.deepEqual(lms.violations, []);
});

test("an LMS without interactions or score limits is still given the status, the score and the answers", () => {
  const optional = /interactions|score\.m/;
  const lms = createDouble({ refuse: (_, element) => optional.test(element ?? "") });
  const page = visit(lms.api);
  assert.ok(page.answer(...RIGHT[0]));
  assert.equal(lms.saved["cmi.core.score.raw"], "25");
  assert.deepEqual(page.said.filter(Boolean), []);
});

test("the API is found in a parent or the opener, within bounds, past windows of other sites", () => {
  const api = { LMSInitialize: () => "true" };
  const top = { API: api };
  top.parent = top;
  const alone = {};
  alone.parent = alone;
  const deep = (levels, above) => Array.from({ length: levels }).reduce((parent) => ({ parent }), above);
  const closed = new Proxy({}, { get: () => assert.fail("SecurityError") });
  assert.equal(findApi(deep(3, top)), api);
  assert.equal(findApi(deep(30, top)), null);
  assert.equal(findApi(alone), null);
  assert.equal(findApi({ parent: closed, opener: top, top: closed }), api);
  assert.equal(findApi({ parent: alone, opener: null, top: { ...alone, opener: deep(2, top) } }), api);
  assert.equal(findApi({ parent: closed, opener: closed, top: closed }), null);
});

test("the double catches what a strict LMS refuses and a lenient one takes wrongly", () => {
  const set = (element, value) => (api) => api.LMSSetValue(element, value);
  const id = set("cmi.interactions.0.id", "tokens-01");
  const faults = [
    [set("cmi.core.lesson_status", "not attempted"), "405"],
    [set("cmi.core.lesson_status", "complete"), "405"],
    [(api) => ["completed", "incomplete"].map((status) => set("cmi.core.lesson_status", status)(api)), "405"],
    [set("cmi.core.score.raw", "100.5"), "405"],
    [set("cmi.core.score.raw", "7,5"), "405"],
    [set("cmi.core.score.raw", 50), "201"],
    [set("cmi.core.session_time", "PT12S"), "405"],
    [set("cmi.core.exit", "normal"), "405"],
    [set("cmi.suspend_data", "x".repeat(4097)), "405"],
    [set("cmi.suspend_data", "é"), "405"],
    [set("cmi.core.student_name", "x"), "403"],
    [set("cmi.completion_status", "completed"), "401"],
    [set("cmi.interactions.0.id", "tokens 01"), "405"],
    [set("cmi.interactions.1.id", "tokens-01"), "201"],
    [set("cmi.interactions.0.type", "choice"), "201"],
    [(api) => [id, set("cmi.interactions.0.student_response", "a")].map((call) => call(api)), "405"],
    [(api) => [id, set("cmi.interactions.0.result", "-1")].map((call) => call(api)), "405"],
    [(api) => [id, set("cmi.interactions.0.time", "09:05")].map((call) => call(api)), "405"],
    [set("cmi.interactions._count", "1"), "402"],
    [(api) => api.LMSGetValue("cmi.interactions.0.id"), "404"],
    [(api) => api.LMSGetValue("cmi.core.exit"), "404"],
    [(api) => api.LMSInitialize(""), "101"],
    [
      (api) => [set("cmi.core.lesson_status", "incomplete")(api), api.LMSFinish(""), api.LMSCommit("")],
      "301",
    ],
    [(api) => api.LMSFinish(""), "405"],
  ];
  for (const [fault, code] of faults) {
    const lms = createDouble();
    lms.api.LMSInitialize("");
    fault(lms.api);
    assert.deepEqual(
      lms.violations.map((violation) => violation.split(" ")[0]),
      [code],
      String(lms.log.at(-1)),
    );
  }
});

const room = { counted: true, digest: "d" };
const FORMS = [
  { ...room, id: "f-01", tag: "f001", type: "tcs", interaction: "likert", choices: 5, correct: "d" },
  {
    ...room,
    id: "f-02",
    tag: "f002",
    type: "ordering",
    interaction: "sequencing",
    order: 3,
    correct: "a,b,c",
  },
  {
    ...room,
    id: "f-03",
    tag: "f003",
    type: "matching",
    interaction: "matching",
    pairs: [2, 3],
    correct: "1.a,2.c",
  },
  { ...room, id: "f-04", tag: "f004", type: "estimation", interaction: "fill-in", max: 48, correct: "12" },
  {
    ...room,
    id: "f-05",
    tag: "f005",
    type: "annotation",
    interaction: "performance",
    max: 99,
    list: true,
    correct: "L1e2",
  },
  {
    ...room,
    id: "f-06",
    tag: "f006",
    type: "qru",
    interaction: "choice",
    choices: 4,
    correct: "a",
    certainty: true,
  },
];
const GIVEN = {
  "f-01": ["c"],
  "f-02": ["b", "a", "c"],
  "f-03": ["1.a", "2.b"],
  "f-04": "8 ; 20",
  "f-05": ["L1e2", "L2-3-4a1"],
};

const TOLD_12 = [
  ["f-01", "likert", "c", "0.5"],
  ["f-02", "sequencing", "b,a,c", "0.5"],
  ["f-03", "matching", "1.a,2.b", "0.5"],
  ["f-04", "fill-in", "8 ; 20", "0.5"],
  ["f-05", "performance", "L1e2,L2-3-4a1", "0.5"],
  ["f-06", "choice", "b", "wrong"],
  ["f-06.certitude", "numeric", "90", "neutral"],
];
const TOLD_2004 = [
  ["f-01", "likert", "c", "0.5"],
  ["f-02", "sequencing", "b[,]a[,]c", "0.5"],
  ["f-03", "matching", "1[.]a[,]2[.]b", "0.5"],
  ["f-04", "fill-in", "8 ; 20", "0.5"],
  ["f-05", "performance", "L1e2[.][,]L2-3-4a1[.]", "0.5"],
  ["f-06", "choice", "b", "incorrect"],
  ["f-06.certitude", "numeric", "90", "neutral"],
];

for (const [name, { edition, player }] of Object.entries(PLAYERS)) {
  test(`${name}: every form of response is sent as SCORM names it, kept, and given back; a certainty beside its answer`, () => {
    const lms = player();
    const sco = { ...SCO, ...inEdition(edition), questions: FORMS };
    const page = visit(lms.launch(), { sco });
    for (const [id, response] of Object.entries(GIVEN)) page.answer(id, response, 0.5);
    page.answer("f-06", ["b"], 0, { certainty: 90 });
    page.answer("f-06", ["a"], 1, { certainty: 70 });
    page.session.finish();
    lms.check();
    const told = lms
      .interactions()
      .map((one) => [one.id, one.type, one[WORDING[edition].response], one.result]);
    assert.deepEqual(told, edition === "2004" ? TOLD_2004 : TOLD_12);
    const back = visit(lms.launch(), { sco }).session.backend;
    for (const [id, response] of Object.entries(GIVEN))
      assert.deepEqual(back.read(id).first.response, response);
    assert.deepEqual(back.read("f-06").first, { response: ["b"], score: 0, certainty: 90 });
    assert.deepEqual(back.read("f-06").last, { response: ["a"], score: 1, certainty: 70 });
  });
}

test("values are written as SCORM 1.2 wants them", () => {
  assert.deepEqual([0, 3.2, 3599.999, 3661.5, 1e9, -1].map(timespan), [
    "0000:00:00.00",
    "0000:00:03.20",
    "0001:00:00.00",
    "0001:01:01.50",
    "9999:59:59.99",
    "0000:00:00.00",
  ]);
  assert.deepEqual(["− 1\u202f234,5 tokens", "+3", ",5", "12 %", "007"].map(decimal), [
    "-1234.5",
    "3",
    "0.5",
    "12",
    "007",
  ]);
  assert.deepEqual(["Œdème d’été", "β-bloquant", "x".repeat(300)].map(ascii), [
    "OEdeme d'ete",
    "?-bloquant",
    "x".repeat(255),
  ]);
  assert.deepEqual(
    [1, 0, 0.2, 1 / 3].map((score) => result(score)),
    ["correct", "wrong", "0.2", "0.3333"],
  );
  const some = new Map([["a", { first: { score: 1 / 3 } }]]);
  assert.equal(rawScore([{ id: "a" }, { id: "b" }, { id: "c" }], some), 11.11);
  assert.equal(rawScore([{ id: "a", weight: 4 }, { id: "b" }, { id: "c" }], some), 22.22);
});

test("values are written as SCORM 2004 wants them", () => {
  assert.deepEqual([0, 3.2, 3599.999, 3661.05, 1e9, -1].map(duration), [
    "PT0H0M0S",
    "PT0H0M3.2S",
    "PT1H0M0S",
    "PT1H1M1.05S",
    "PT9999H59M59.99S",
    "PT0H0M0S",
  ]);
  assert.equal(timestamp(new Date(2026, 1, 3, 4, 5, 6)), "2026-02-03T04:05:06");
  assert.deepEqual(
    ["  œdème\naigu ", "{lang=fr}a[,]b", "é".repeat(300), `${"x".repeat(249)}🩺`].map(plainText),
    ["œdème aigu", "(lang=fr}a[ , ]b", "é".repeat(250), "x".repeat(249)],
  );
  const told = [
    ["choice", "a,c"],
    ["matching", "1.a,2.c"],
    ["numeric", "1234.5"],
    ["fill-in", "un, deux"],
    ["performance", "L1e2,L2-3-4a1"],
  ];
  assert.deepEqual(
    told.map((one) => pattern2004(...one)),
    ["a[,]c", "1[.]a[,]2[.]c", "1234.5[:]1234.5", "un, deux", "L1e2[.][,]L2-3-4a1[.]"],
  );
  assert.equal(result(0, "incorrect"), "incorrect");
});

test("SCORM 2004: the API has its own name, how far one went is told, success is left unknown, the score scaled", () => {
  const api = { Initialize: () => "true" };
  const top = { API: { LMSInitialize: () => "true" }, API_1484_11: api };
  top.parent = top;
  assert.equal(findApi(top, SCORM2004), api);
  assert.equal(findApi(top), top.API);

  const lms = createDouble({ edition: "2004" });
  const page = visit(lms.api, { sco: { ...SCO, edition: "2004" }, section: () => "le-coût-d-un-mot" });
  page.answer("tokens-02", ["a"], 0.5);
  page.session.finish();
  const { saved } = lms;
  assert.equal(saved["cmi.success_status"], "unknown");
  assert.deepEqual([saved["cmi.score.scaled"], saved["cmi.score.raw"]], ["0.125", "12.5"]);
  assert.deepEqual([saved["cmi.score.min"], saved["cmi.score.max"]], ["0", "100"]);
  assert.equal(saved["cmi.location"], "le-coût-d-un-mot");
  assert.equal(saved["cmi.total_time"], "PT0H0M12.35S");
  assert.equal(saved["cmi.exit"], "suspend");
  assert.deepEqual(lms.violations, []);
});

test("SCORM 2004: a success that someone else decided stays, and what one reads leaves no trace", () => {
  const saved = {
    "cmi.success_status": "passed",
    "cmi.completion_status": "incomplete",
    "cmi.exit": "suspend",
  };
  const lms = createDouble({ edition: "2004", saved });
  visit(lms.api, { sco: { ...SCO, edition: "2004" } }).answer(...RIGHT[0]);
  assert.equal(lms.saved["cmi.success_status"], "passed");
  const read = createDouble({ edition: "2004", saved: { "cmi.mode": "browse" } });
  const page = visit(read.api, { sco: { ...SCO, edition: "2004" } });
  page.answer(...RIGHT[0]);
  page.session.finish();
  assert.deepEqual(page.said, [WORDS.review]);
  assert.deepEqual(read.look(), { status: "unknown", raw: "", location: "", suspended: "" });
  assert.deepEqual([...lms.violations, ...read.violations], []);
});

test("a weight is told to the LMS and counts in the score", () => {
  const questions = QUESTIONS.map((one) => (one.id === "tokens-01" ? { ...one, weight: 3 } : one));
  for (const edition of ["1.2", "2004"]) {
    const lms = createDouble({ edition });
    const page = visit(lms.api, { sco: { ...SCO, ...inEdition(edition), questions } });
    page.answer(...RIGHT[0]);
    page.answer(...WRONG[1]);
    assert.equal(lms.look().raw, "50");
    assert.deepEqual(
      lms.interactions.map(({ weighting }) => weighting),
      ["3", undefined],
    );
    assert.deepEqual(lms.violations, []);
  }
});

test("the double of SCORM 2004 has its own limits and its own codes", () => {
  const set = (element, value) => (api) => api.SetValue(element, value);
  const id = set("cmi.interactions.0.id", "tokens-01");
  const type = (word) => set("cmi.interactions.0.type", word);
  const response = (word) => set("cmi.interactions.0.learner_response", word);
  const all =
    (...list) =>
    (api) => {
      for (const call of list) call(api);
    };
  const faults = [
    [set("cmi.core.lesson_status", "completed"), "401"],
    [set("cmi.completion_status", "passed"), "406"],
    [all(set("cmi.completion_status", "completed"), set("cmi.completion_status", "incomplete")), "406"],
    [set("cmi.score.scaled", "1.5"), "406"],
    [set("cmi.session_time", "0000:00:12.35"), "406"],
    [set("cmi.session_time", "PT"), "406"],
    [set("cmi.suspend_data", "x".repeat(64001)), "406"],
    [set("cmi.learner_name", "x"), "404"],
    [all(id, type("choice"), response("a,c")), "406"],
    [all(id, type("choice"), response("a[,]a")), "406"],
    [all(id, type("matching"), response("1.a")), "406"],
    [all(id, type("performance"), response("L1e2")), "406"],
    [all(id, type("fill-in"), response("{lang=fr}a")), "406"],
    [all(id, set("cmi.interactions.0.result", "wrong")), "406"],
    [all(id, set("cmi.interactions.0.timestamp", "09:05:07")), "406"],
    [type("choice"), "408"],
    [(api) => api.GetValue("cmi.exit"), "405"],
    [(api) => api.Initialize(""), "103"],
    [
      all(
        set("cmi.completion_status", "incomplete"),
        (api) => api.Terminate(""),
        (api) => api.Commit(""),
      ),
      "142",
    ],
  ];
  for (const [fault, code] of faults) {
    const lms = createDouble({ edition: "2004" });
    lms.api.Initialize("");
    fault(lms.api);
    const codes = lms.violations.map((violation) => violation.split(" ")[0]);
    assert.deepEqual(codes, [code], String(lms.log.at(-1)));
  }
  const forgetful = createDouble({ edition: "2004" });
  forgetful.api.Initialize("");
  set("cmi.suspend_data", "abc")(forgetful.api);
  forgetful.api.Terminate("");
  forgetful.api.Initialize("");
  assert.equal(forgetful.api.GetValue("cmi.suspend_data"), ""); // not suspended: another attempt
  assert.equal(forgetful.api.GetLastError(), "403");
});

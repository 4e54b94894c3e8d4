// The type as the page and the LMS meet it: its marks, what it keeps, what it writes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createDouble } from "../../../../tests/browser/scorm_double.js";
import { createSession } from "../../web/scorm_session.js";
import { studentResponse } from "../../web/scorm_values.js";
import { decode, encode } from "../../web/suspend.js";
import annotation from "./annotation.js";
import { MOST_MARKS } from "./annotation_score.js";

const [{ question }] = JSON.parse(
  readFileSync(new URL("../../../../tests/vectors/scoring_annotation.json", import.meta.url), "utf8"),
);

test("the module needs no document to be read", () => assert.equal(typeof annotation.entry, "function"));

test("« Valider » waits for a mark, and a response kept by something else is not shown", () => {
  assert.equal(annotation.missing(question, []), "Posez au moins une marque.");
  assert.equal(annotation.missing(question, ["L5e1"]), "");
  for (const [kept, fits] of [
    [["L5e1"], true],
    [[], true],
    ["L5e1", false],
    [[1], false],
  ]) {
    assert.equal(annotation.fits(question, kept), fits);
  }
});

test("a passed question is told nothing of severe faults", () => {
  assert.equal(annotation.judgement(question, {}, []), "");
  assert.match(annotation.judgement(question, {}, ["L5e1"]), /^Trois fautes graves manquées/);
});

test("a response is told in words, and what a letter holds is not HTML", () => {
  const letter = structuredClone(question.letter);
  letter.sentences[4].text = '<img src=x onerror="alert(1)"> deux';
  assert.equal(
    annotation.told({ letter }, ["L5e1"]),
    'Phrase\u00a05, «\u00a0&lt;img src=x onerror="alert(1)"&gt; deux\u00a0»\u00a0: erreur, gravité\u00a01',
  );
});

test("the longest response comes back from an LMS as it was given, twice", () => {
  const marks = Array.from({ length: MOST_MARKS }, (_, rank) => `L${rank + 70}-88-99e3`);
  const slot = { id: "v-91", digest: "d", tag: "AAAA", max: 239, list: true };
  const record = {
    digest: "d",
    first: { response: marks, score: 0.57 },
    last: { response: marks.slice(1), score: 1 },
    attempts: 2,
  };
  const text = encode([slot], new Map([["v-91", record]]), 7);
  assert.deepEqual(decode([slot], text).records.get("v-91"), record);
  assert.ok(text.length < 520, `${text.length} characters`);
  assert.ok(studentResponse("performance", marks).length <= 255);
  assert.match(studentResponse("performance", marks), /^[\x21-\x7e]+$/);
});

test("an LMS is told what was marked, what was to be, and the mark, and gives the marks back", () => {
  const lms = createDouble();
  const correct = "D3-1-9o3,D11-7-12o3,L2-10-15e2,L5-10-11e1,L7a2,L13-12-17e2,L14-2-8e3";
  const slot = { id: "v-91", type: "annotation", digest: "d", tag: "AAAA", max: 239, list: true };
  const questions = [{ ...slot, counted: true, interaction: "performance", correct }];
  const visit = () => {
    const options = { say() {}, elapsed: () => 1, draw: () => 7, local: () => null };
    const session = createSession({
      api: lms.api,
      sco: { version: "1", slug: "12-v", questions },
      ...options,
    });
    session.open();
    return session;
  };
  const response = ["D3o3", "L5-10-11e1", "L7a3"];
  const { score } = annotation.score(question, response);
  const session = visit();
  const attempt = { response, score };
  session.backend.write("v-91", { digest: "d", first: attempt, last: attempt, attempts: 1 });
  session.answered({ id: "v-91", first: true, latency: 90 });
  session.flush();
  session.finish();
  const [told] = lms.interactions;
  assert.deepEqual(
    [told.type, told.student_response, told["correct_responses.0.pattern"], told.result],
    ["performance", "D3o3,L5-10-11e1,L7a3", correct, "0.48"],
  );
  assert.deepEqual(visit().backend.read("v-91").first, attempt);
  assert.deepEqual(lms.violations, []);
});

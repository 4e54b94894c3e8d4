import assert from "node:assert/strict";
import { test } from "node:test";
import { WORDS, failureWords, sizeWords } from "./lm_gate.js";

test("a size is told to a tenth of a megabyte", () => {
  const cases = [
    [474_212, "≈\u00a00,5\u00a0Mo"],
    [1_049_000, "≈\u00a01,0\u00a0Mo"],
    [1_950_000, "≈\u00a02,0\u00a0Mo"],
    [900, "≈\u00a00,1\u00a0Mo"],
  ];
  for (const [bytes, words] of cases) assert.equal(sizeWords(bytes), words);
});

test("a failure says what to do, and that the text stays", () => {
  for (const reason of ["offline", "format", "memory", undefined]) {
    const said = failureWords({ reason }, false);
    assert.ok(said.endsWith(WORDS.recorded), said);
    assert.match(said, /réessayez/);
  }
  const [page, notebook] = [false, true].map((where) => failureWords({ reason: "offline" }, where));
  assert.match(page, /connexion/);
  assert.match(notebook, /noyau/);
});

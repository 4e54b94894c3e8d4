import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { copyWords, FAILURES, megabytes, newerWords, obstacle, quarter, WORDS } from "./offline.js";
import { addressOf, HEADER, MANIFEST, missingBytes, NAME, recordAddress } from "./offline_copy.js";

const able = {
  location: { protocol: "https:" },
  isSecureContext: true,
  caches: {},
  crypto: { subtle: {} },
  navigator: { serviceWorker: {}, locks: {} },
};

test("an obstacle is told by what the reader can do", () => {
  assert.equal(obstacle(able), "");
  assert.equal(obstacle({ ...able, location: { protocol: "file:" } }), WORDS.file);
  assert.equal(obstacle({ ...able, isSecureContext: false }), WORDS.insecure);
  assert.equal(obstacle({ ...able, navigator: { locks: {} } }), WORDS.unable);
  assert.equal(obstacle({ ...able, caches: undefined }), WORDS.unable);
});

test("a size is a tenth of a megabyte, never zero", () => {
  assert.equal(megabytes(7_230_281), "7,2\u00a0Mo");
  assert.equal(megabytes(12_000_000), "12,0\u00a0Mo");
  assert.equal(megabytes(12), "0,1\u00a0Mo");
  assert.match(newerWords(1_250_000), /1,3\u00a0Mo à télécharger/);
});

test("progress is said aloud at each quarter", () => {
  assert.deepEqual([0, 0.2, 0.25, 0.74, 0.99, 1].map(quarter), [0, 0, 25, 50, 75, 100]);
});

test("a copy is told by its version, its size and its day", () => {
  const copy = { release: "0.1.0", version: "01e9faa0f5", bytes: 7_230_281, date: "2026-11-22T12:00:00Z" };
  const words = copyWords(copy);
  for (const part of ["0.1.0", "01e9faa0f5", "7,2\u00a0Mo", "22 novembre 2026"])
    assert.ok(words.includes(part));
});

test("every failure has words that say what to do", () => {
  const reasons = ["network", "changed", "room", "busy", "stopped"];
  assert.deepEqual(Object.keys(FAILURES).sort(), reasons.sort());
});

test("only what changed is to be downloaded", () => {
  const files = [
    ["a", 10, "1"],
    ["b", 20, "2"],
    ["c", 40, "3"],
  ];
  assert.equal(missingBytes({ files }, null), 70);
  assert.equal(missingBytes({ files }, { files: [files[0], ["b", 20, "old"], ["d", 40, "3"]] }), 60);
});

test("an address is the same however a page writes it", () => {
  const root = "https://a.fr/cours/";
  assert.equal(addressOf(root, "été/a b.html"), "https://a.fr/cours/%C3%A9t%C3%A9/a%20b.html");
  assert.equal(
    new URL(addressOf(root, "chapters/01-tokens.html")).pathname,
    "/cours/chapters/01-tokens.html",
  );
});

test("the worker and the copy name things alike", () => {
  const worker = readFileSync(new URL("offline_worker.js", import.meta.url), "utf-8");
  assert.ok(worker.includes(`const NAME = "${NAME}";`));
  assert.ok(worker.includes(`const HEADER = "${HEADER}";`));
  assert.ok(worker.includes(`\`\${ROOT}${MANIFEST}\``));
  assert.ok(worker.includes(`\`\${ROOT}${recordAddress("")}\``));
});

import assert from "node:assert/strict";
import test from "node:test";
import { everything, inventory } from "./my_data.js";

const storageOf = (entries) => ({
  length: entries.length,
  key: (index) => entries[index][0],
  getItem: (key) => entries.find(([name]) => name === key)[1],
});

test("everything of the course is taken, in order, and nothing of another site's program", () => {
  const found = everything(
    storageOf([
      ["chevet/_theme", "dark"],
      ["autre", "1"],
      ["chevet/1/tokens-01", '{"attempts":1}'],
    ]),
  );
  assert.deepEqual(found, { "chevet/1/tokens-01": { attempts: 1 }, "chevet/_theme": "dark" });
  assert.deepEqual(Object.keys(found), ["chevet/1/tokens-01", "chevet/_theme"]);
});

test("what is kept is counted in words", () => {
  const keys = ["chevet/1/tokens-01", "chevet/1/tokens-02@before", "chevet/1/_note/x", "chevet/1/_seed"];
  assert.equal(inventory(keys), "2\u00a0réponses, 1\u00a0travail ou révision, 1\u00a0réglage");
  assert.equal(inventory(["chevet/_theme"]), "1\u00a0réglage");
  assert.equal(inventory([]), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createModel } from "../../web/host.js";
import { addressOf } from "../../web/parts.js";
import { placeOf, rankOf, readBody, sentences } from "./grid.js";
import { OVERTAKEN, positions } from "./source.js";

const AXES = [{ texts: ["1", "2", "3"] }, { texts: ["a", "b"] }];

test("a position and its rank, as Python's product counts them", () => {
  const ranks = [0, 1, 2].flatMap((i) => [0, 1].map((j) => rankOf(AXES, [i, j])));
  assert.deepEqual(ranks, ["0", "1", "2", "3", "4", "5"]);
  assert.deepEqual(
    ranks.map((rank) => placeOf(AXES, rank)).map((at) => rankOf(AXES, at)),
    ranks,
  );
});

test("the table of sentences follows the grid, not the order of keys as text", () => {
  const axes = [{ texts: Array.from({ length: 12 }, (_, i) => `v${i}`) }];
  const points = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [String(11 - i), [0, `s${11 - i}`]]),
  );
  const rows = sentences(axes, points);
  assert.deepEqual(
    [rows[2], rows[10]],
    [
      ["v2", "s2"],
      ["v10", "s10"],
    ],
  );
});

test("a part is a file of the site, wherever the page lies, or stands in the notebook", async () => {
  const part = { "$chevet-file": "../_static/chevet/parts/p/a1.svg" };
  assert.equal(
    addressOf(part, "https://x.example/cours/chapters/05.html"),
    "https://x.example/cours/_static/chevet/parts/p/a1.svg",
  );
  assert.equal(
    addressOf({ content: "<svg>é#</svg>" }),
    "data:image/svg+xml;charset=utf-8,%3Csvg%3E%C3%A9%23%3C%2Fsvg%3E",
  );
  assert.deepEqual(await readBody({ content: '{"text": "a", "tables": []}' }), { text: "a", tables: [] });
});

const STATE = { axes: [{ texts: ["1", "2", "3", "4"] }], frames: ["F"], points: { 0: [0, "un"] } };

test("in a page every position is there", async () => {
  assert.deepEqual(await positions(createModel({ ...STATE, live: false }))([0]), {
    frame: "F",
    sentence: "un",
  });
});

/** A model whose kernel answers when told to. */
function notebook() {
  const model = createModel({ ...STATE, live: true });
  const asked = [];
  const heard = [];
  model.send = (message) => asked.push(message);
  model.on = (name, listener) => name === "msg:custom" && heard.push(listener);
  const answer = (message) => heard.forEach((listener) => void listener({ type: "explore", ...message }));
  return { ask: positions(model), asked, answer };
}

test("in a notebook the start is there, and the kernel computes every other one, even the start anew", async () => {
  const { ask, asked, answer } = notebook();
  assert.deepEqual(await ask([0]), { frame: "F", sentence: "un" });
  assert.deepEqual(asked, []);
  const one = ask([0]);
  assert.deepEqual(asked, [{ type: "explore", at: [0], request: 1 }]);
  answer({ request: 99, sentence: "not for us" });
  answer({ request: 1, frame: "G", sentence: "nouveau" });
  assert.equal((await one).sentence, "nouveau");
});

test("a slow kernel is asked one position at a time, and the last one wanted next", async () => {
  const { ask, asked, answer } = notebook();
  await ask([0]);
  const [first, second, third] = [ask([1]), ask([2]), ask([3])];
  await assert.rejects(second, (error) => error === OVERTAKEN);
  assert.deepEqual(
    asked.map(({ at }) => at[0]),
    [1],
  );
  answer({ request: 1, sentence: "deux" });
  assert.equal((await first).sentence, "deux");
  assert.deepEqual(
    asked.map(({ at }) => at[0]),
    [1, 3],
  );
  answer({ request: 2, error: "explore(f) : arrêt" });
  await assert.rejects(third, /arrêt/);
});

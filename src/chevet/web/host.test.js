import assert from "node:assert/strict";
import { test } from "node:test";
import { createModel, restoreShared } from "./host.js";

test("set tells the listeners of what changed, and only of that", () => {
  const model = createModel({ text: "a", n: 1 });
  const heard = [];
  model.on("change:text", (_, value) => heard.push(["text", value]));
  model.on("change:n", (_, value) => heard.push(["n", value]));
  model.on("change", () => heard.push(["any"]));
  model.set("text", "b");
  model.set({ text: "b", n: 2 });
  model.set("n", 2);
  assert.deepEqual(heard, [["text", "b"], ["any"], ["n", 2], ["any"]]);
  assert.equal(model.get("text"), "b");
});

test("off forgets one listener, one event, or everything", () => {
  const model = createModel({ a: 0, b: 0 });
  const heard = [];
  const one = () => heard.push("one");
  model.on("change:a change:b", one);
  model.on("change:a", () => heard.push("two"));
  model.off("change:a", one);
  model.set("a", 1);
  model.off("change:a");
  model.set("a", 2);
  model.off();
  model.set("b", 1);
  assert.deepEqual(heard, ["two"]);
});

test("the state given is not the state kept", () => {
  const state = { a: 1 };
  const model = createModel(state);
  model.set("a", 2);
  assert.equal(state.a, 1);
});

test("a value written once for several widgets comes back to each", () => {
  const state = { text: "a", bpe: { "$chevet-shared": "k" }, list: [1], none: null };
  assert.deepEqual(restoreShared(state, { k: { merges: [1] } }), {
    text: "a",
    bpe: { merges: [1] },
    list: [1],
    none: null,
  });
});

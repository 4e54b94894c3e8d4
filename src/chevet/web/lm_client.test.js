import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";

// Node has neither a page nor a Worker: what runs here is the client with the network in the page itself.
const WORKER = new URL("./lm_worker.js", import.meta.url).href;
const WEIGHTS = "weights/gpt.1a2b3c4d5e.safetensors";
const read = (name) =>
  new Uint8Array(readFileSync(new URL(`../../../tests/vectors/${name}.safetensors`, import.meta.url)));
const tiny = read("lm_tiny");
const model = {}; // a page's model has nothing to say here
const channels = []; // an open one would keep node waiting
const Channel = MessageChannel;
globalThis.MessageChannel = class extends Channel {
  constructor() {
    super();
    channels.push(this);
  }
};

let page;
let client;
let fetched;
let answer;
let copies = 0;

beforeEach(async () => {
  page = { gpt: WEIGHTS, worker: WORKER, bytes: { gpt: tiny.length } };
  fetched = [];
  answer = () => new Response(tiny);
  globalThis.document = {
    baseURI: "https://cours.example/chapters/02.html",
    getElementById: (id) => (page && id === "chevet-lm" ? { textContent: JSON.stringify(page) } : null),
  };
  mock.method(globalThis, "fetch", async (address, options) => {
    fetched.push([address, options]);
    return answer();
  });
  copies += 1;
  client = await import(`./lm_client.js?${copies}`); // a page of its own
});

afterEach(() => {
  mock.restoreAll();
  for (const { port1 } of channels.splice(0)) port1.close();
  delete globalThis.document;
});

test("nothing is fetched before the gesture, and one file serves every widget", async () => {
  const { openModel, watchModel, isReady, modelBytes } = client;
  const states = [];
  watchModel("gpt", ({ state, loaded, total }) => states.push([state, loaded, total]));
  assert.equal(modelBytes(), tiny.length);
  assert.deepEqual(fetched, []);
  assert.ok(!isReady());
  const heard = [];
  const one = openModel({ model, onProgress: ({ loaded, total }) => heard.push([loaded, total]) });
  const [first, second] = await Promise.all([one, openModel({ model })]);
  assert.equal(first, second);
  assert.equal(first, await openModel({ model }));
  assert.deepEqual(fetched, [[`https://cours.example/chapters/${WEIGHTS}`, {}]]);
  assert.ok(isReady());
  assert.deepEqual(heard.at(-1), [tiny.length, tiny.length]);
  assert.deepEqual(states[0], ["idle", 0, null]);
  assert.deepEqual(states.at(-1), ["ready", tiny.length, tiny.length]);
});

test("a model says what it is, and answers", async () => {
  const lm = await client.openModel({ model });
  const { kind, layers, heads, width, vocabularySize, maskId, seed, tokenizer, parameters } = lm.describe();
  assert.deepEqual([kind, layers, heads, width, vocabularySize, maskId], ["gpt", 2, 2, 16, 300, null]);
  assert.deepEqual([typeof seed, tokenizer.kind, parameters > 4800], ["string", "byte-bpe", true]);
  const ids = await lm.encode("La dose");
  assert.equal(ids[0], 10);
  assert.equal(lm.tokens(ids).join(""), "\nLa dose");

  const [{ logits }, { attention }] = await Promise.all([lm.next(ids), lm.next(ids, { attention: true })]);
  assert.equal(logits.length, vocabularySize);
  assert.equal(attention.length, layers * heads * ids.length ** 2);
  assert.equal((await lm.next(ids, { all: true })).logits.length, ids.length * vocabularySize);
  assert.notDeepEqual((await lm.next(ids, { off: [[0, null]] })).logits, logits);
  assert.notDeepEqual((await lm.next(ids, { positions: false })).logits, logits);
  await assert.rejects(lm.next([vocabularySize]), /no token/);

  const told = [];
  const request = { ids, seed: 1, maxTokens: 5, stopId: -1 };
  const written = await lm.generate({ ...request, onToken: (token) => told.push(token) });
  assert.deepEqual(
    told.map(({ id }) => id),
    written.ids,
  );
  assert.equal(told.at(-1).soFar, written.text);
  assert.deepEqual(await lm.generate({ ...request, ids: undefined, prompt: "La dose" }), written);
});

test("many prompts: one answer each, told as they come, each with its own draw", async () => {
  const lm = await client.openModel({ model });
  const done = [];
  const request = { seed: 5, maxTokens: 4, stopId: -1 };
  const results = await lm.generateMany({
    ...request,
    prompts: ["La dose", "La voie", "La dose"],
    onDone: (index, result) => done.push([index, result]),
  });
  assert.deepEqual(done, [...results.entries()]);
  assert.deepEqual(results[2], await lm.generate({ ...request, seed: 7, prompt: "La dose" }));
  assert.notDeepEqual(results[2].ids, results[0].ids);
});

test("a reader who says stop keeps what was written", async () => {
  const lm = await client.openModel({ model });
  const abort = new AbortController();
  const request = { prompt: "La dose", maxTokens: 10_000, stopId: -1, signal: abort.signal };
  let tokens = 0;
  const written = await lm.generate({
    ...request,
    onToken() {
      tokens += 1;
      if (tokens === 3) abort.abort();
    },
  });
  assert.equal(written.ended, "signal");
  assert.ok(written.ids.length >= 3 && written.ids.length < 10_000);
  assert.equal((await lm.generate(request)).ids.length, 0); // said before it began
  const many = await lm.generateMany({ ...request, prompts: ["La dose", "La voie"] });
  assert.deepEqual(many, []);
});

const FAULTS = {
  "the network is cut": ["offline", () => Promise.reject(new TypeError("Failed to fetch"))],
  "the file is gone": ["offline", () => new Response("", { status: 404 })],
  "the line is cut on the way": [
    "offline",
    () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(tiny.slice(0, 100));
            controller.error(new TypeError("network error"));
          },
        }),
      ),
  ],
  "the file is cut": ["format", () => new Response(tiny.slice(0, 5000))],
  "a page to log in came instead": ["format", () => new Response("<!doctype html><title>Wi-Fi</title>")],
  "the file is that of another model": ["format", () => new Response(read("lm_tiny_masked"))],
  "as long, but another file": ["format", () => new Response(new Uint8Array(tiny.length))],
};

for (const [name, [reason, broken]] of Object.entries(FAULTS)) {
  test(`${name}: ${reason}; another gesture tries again`, async () => {
    const { openModel, watchModel } = client;
    if (name.includes("another model")) page.bytes = {};
    let now;
    watchModel("gpt", (state) => {
      now = state;
    });
    answer = broken;
    await assert.rejects(openModel({ model }), (error) => error.reason === reason);
    assert.deepEqual([now.state, now.error.reason], ["failed", reason]);
    answer = () => new Response(tiny);
    assert.equal((await openModel({ model })).describe().kind, "gpt");
    // A copy that the browser kept may be the fault: it is asked for anew.
    assert.deepEqual(fetched[1][1], reason === "format" ? { cache: "reload" } : {});
  });
}

test("memory that runs out is told apart", async () => {
  answer = () => {
    mock.method(Blob.prototype, "arrayBuffer", () =>
      Promise.reject(new RangeError("Array buffer allocation failed")),
    );
    return new Response(tiny);
  };
  await assert.rejects(client.openModel({ model }), (error) => error.reason === "memory");
});

test("a page without that model says so", async () => {
  page = { worker: WORKER };
  await assert.rejects(client.openModel({ model, kind: "masked" }), (error) => error.reason === "offline");
  assert.deepEqual(fetched, []);
});

test("in a notebook, the weights come from the kernel", async () => {
  page = null;
  const heard = new Set();
  const kernel = {
    sent: [],
    on: (name, listener) => heard.add([name, listener].at(-1)),
    off: (name, listener) => heard.delete([name, listener].at(-1)),
    send: (message) => kernel.sent.push(message),
  };
  const tell = (...message) => [...heard].forEach((listener) => void listener(...message));
  const opened = client.openModel({ model: kernel });
  assert.deepEqual(kernel.sent, [{ type: "model", kind: "gpt" }]);
  const padded = new Uint8Array([1, 2, 3, ...tiny]);
  tell({ type: "model", kind: "masked" }, []);
  tell({ type: "model", kind: "gpt", worker: WORKER }, [new DataView(padded.buffer, 3)]);
  assert.equal((await opened).describe().kind, "gpt");
  assert.equal(heard.size, 0);

  const missing = client.openModel({ model: kernel, kind: "masked" });
  tell({ type: "model", kind: "masked", error: "absent" }, []);
  await assert.rejects(missing, (error) => error.reason === "offline");
  assert.deepEqual(fetched, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeBatch } from "./batch.js";

/** A model that answers its seed, one sign a token, with the interface of web/lm_client.js. */
function fakeLm() {
  const requests = [];
  const write = ({ seed, signal }) =>
    signal.aborted ? { ended: "signal" } : { text: ` ${seed}.`, ended: "stop" };
  return {
    requests,
    async generate({ onToken, ...request }) {
      requests.push(request);
      for (const soFar of [" ", ` ${request.seed}`]) onToken({ soFar });
      return write(request);
    },
    async generateMany({ prompts, onDone, ...request }) {
      requests.push({ ...request, prompts });
      for (const [i] of prompts.entries()) {
        const result = write({ ...request, seed: request.seed + i });
        if (result.ended === "signal") return;
        onDone(i, result);
      }
    },
  };
}

const batch = async (count, { seed = 5, stopAfter = Infinity } = {}) => {
  const lm = fakeLm();
  const [answers, drafts, stop] = [[], [], new AbortController()];
  const onAnswer = (text) => {
    answers.push(text);
    if (answers.length >= stopAfter) stop.abort();
  };
  if (stopAfter === 0) stop.abort();
  const drawn = { temperature: 0.7, topK: 3, topP: 0.9 };
  const onDraft = (text) => drafts.push(text);
  await writeBatch(lm, { input: "La dose", count, drawn, seed, signal: stop.signal, onAnswer, onDraft });
  return { answers, drafts, request: lm.requests[0] };
};

test("one answer is shown token by token", async () => {
  const { answers, drafts, request } = await batch(1);
  assert.deepEqual([answers, drafts], [[" 5."], [" ", " 5"]]);
  assert.deepEqual(
    [request.prompt, request.temperature, request.topK, request.topP],
    ["La dose", 0.7, 3, 0.9],
  );
});

test("each answer of a batch has its own draw", async () => {
  const { answers, request } = await batch(3, { seed: 12 });
  assert.deepEqual(answers, [" 12.", " 13.", " 14."]);
  assert.deepEqual(request.prompts, ["La dose", "La dose", "La dose"]);
});

test("a batch that is stopped keeps what was finished", async () => {
  assert.deepEqual((await batch(50, { stopAfter: 2 })).answers, [" 5.", " 6."]);
  assert.deepEqual((await batch(1, { stopAfter: 0 })).answers, []);
});

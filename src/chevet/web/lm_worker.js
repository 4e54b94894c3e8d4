/**
 * The network behind messages: in a worker, or in the page itself where no worker can start. A request is
 * `{id, call, args}`; it gets any number of `{id, event}`, then `{id, result}` or `{id, error}`.
 */
import { Network, parseModel } from "./lm.js";
import { Session } from "./lm_session.js";

/** Lets every waiting message through: setTimeout would cost 4 ms a token. @returns {() => Promise<void>} */
function makePause() {
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => waiting.shift()();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(0);
    });
}

/** What one knows of a model before asking it anything. */
function describe(network) {
  const { kind, seed, tokenizer, maskId, parameters } = network.model;
  const shown = Array.from({ length: network.vocabularySize }, (_, id) => network.show(id));
  const { layers, heads, width, vocabularySize } = network;
  return { kind, seed, layers, heads, width, vocabularySize, maskId, parameters, tokenizer, shown };
}

/** @param {Error} error */
function tell(error) {
  const reason = error instanceof RangeError && /alloc|memory/i.test(error.message) ? "memory" : error.reason;
  return { message: error.message, reason };
}

/**
 * Answers the requests that come through a port.
 * @param {Pick<MessagePort, "postMessage" | "onmessage">} port
 */
export function serve(port) {
  const pause = makePause();
  const stopped = new Set(); // ids of requests told to stop
  /** @type {Session} */
  let session;

  const calls = {
    open: ({ buffer }) => {
      session = new Session(new Network(parseModel(buffer)));
      return describe(session.network);
    },
    encode: ({ text }) => session.encode(text),
    next: ({ ids, ...options }) => session.next(ids, options),
    generate: (request, id) =>
      session.generate(request, {
        pause,
        stopped: () => stopped.has(id),
        tell: (token) => port.postMessage({ id, event: token }),
      }),
    async generateMany({ prompts, ...request }, id) {
      const results = [];
      for (const [index, prompt] of prompts.entries()) {
        // Each draw has its own sequence, so that the third one is the same whether or not the first two are asked.
        const one = { ...request, prompt, seed: (request.seed ?? 0) + index };
        const result = await session.generate(one, { pause, stopped: () => stopped.has(id) });
        if (result.ended === "signal") break;
        results.push(result);
        port.postMessage({ id, event: { index, result } });
      }
      return results;
    },
  };

  port.onmessage = async ({ data: { id, call, args } }) => {
    if (call === "stop") {
      stopped.add(id);
      return;
    }
    try {
      port.postMessage({ id, result: await calls[call](args, id) });
    } catch (error) {
      port.postMessage({ id, error: tell(error) });
    }
    stopped.delete(id);
  };
  port.postMessage({ ready: true });
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) serve(globalThis);

/**
 * Where a position comes from: the page has them all, a notebook asks its kernel.
 *
 * In a notebook the reader may move faster than the function runs: one question at a time, and only the last
 * position asked for while waiting is asked next.
 */
import { rankOf } from "./grid.js";

/** What `ask` throws when a later position has been asked for. */
export const OVERTAKEN = Symbol("overtaken");

/**
 * @param {import("../../web/host.js").Model} model
 * @returns {(at: number[]) => Promise<{ frame: object, sentence: string }>}
 */
export function positions(model) {
  const kept = (at) => {
    const point = model.get("points")[rankOf(model.get("axes"), at)];
    return point && { frame: model.get("frames")[point[0]], sentence: point[1] };
  };
  if (!model.get("live")) return async (at) => kept(at);

  let waiting = null; // the question that the kernel has not answered
  let next = null; // the one to ask then
  let count = 0;
  const send = (question) => {
    waiting = question;
    count += 1;
    question.request = count;
    model.send({ type: "explore", at: question.at, request: count });
  };
  model.on("msg:custom", (message) => {
    if (message?.type !== "explore" || message.request !== waiting?.request) return;
    const { resolve, reject } = waiting;
    waiting = null;
    if (message.error) reject(new Error(message.error));
    else resolve(message);
    if (next) send(next);
    next = null;
  });
  let first = true;
  return (at) => {
    // What Python sent along with the widget; afterwards the function may have changed its mind.
    if (first && kept(at)) {
      first = false;
      return Promise.resolve(kept(at));
    }
    first = false;
    return new Promise((resolve, reject) => {
      const question = { at, resolve, reject };
      if (!waiting) {
        send(question);
        return;
      }
      next?.reject(OVERTAKEN);
      next = question;
    });
  };
}

/**
 * How a widget reaches the language model: `openModel`, then an `Lm` to ask. One download and one worker
 * per kind of model and per page, shared by every widget of the page.
 *
 * In a page, `<script type="application/json" id="chevet-lm">` says where the weights and the worker lie:
 * `{"gpt": url, "masked": url, "worker": url, "bytes": {"gpt": n, "masked": n}}`. In a notebook, Python sends
 * them (widgets/model_widget.py). Nothing is asked for before `openModel`.
 */

const PATIENCE = 60_000; // ms left to a kernel that may be busy

/**
 * @typedef {"offline" | "format" | "memory"} Reason no file; not the right file; no room
 * @typedef {{state: "idle" | "loading" | "ready" | "failed", loaded: number, total: number | null,
 *   error: LmError | null}} Loading
 */

export class LmError extends Error {
  /** @param {string} message for whoever repairs @param {Reason} reason */
  constructor(message, reason) {
    super(message);
    this.reason = reason;
  }
}

// ── Where the model is ─────────────────────────────────────────────────────────────────────────────

/** What the page says of the models, or null in a notebook. */
function published() {
  const listed = document.getElementById("chevet-lm");
  if (listed) return JSON.parse(listed.textContent);
  return document.getElementById("chevet-modules") ? {} : null;
}

/** Whether the weights come from a kernel. */
export const inNotebook = () => published() === null;

/** The size of a model's file, where the page tells it. @returns {number | null} bytes */
export function modelBytes(kind = "gpt") {
  return published()?.bytes?.[kind] ?? null;
}

/**
 * @param {string} address @param {number | null} total bytes expected
 * @param {(loaded: number) => void} onBytes
 * @param {boolean} again whether a copy kept by the browser was found wrong
 * @returns {Promise<ArrayBuffer>}
 */
async function download(address, total, onBytes, again) {
  const chunks = [];
  let loaded = 0;
  try {
    const response = await fetch(address, again ? { cache: "reload" } : {});
    if (!response.ok) throw new LmError(`${response.status} for ${address}`, "offline");
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      loaded += part.value.length;
      onBytes(loaded);
    }
  } catch (error) {
    throw error instanceof LmError ? error : new LmError(String(error), "offline");
  }
  if (total !== null && loaded !== total) throw new LmError(`${loaded} bytes of ${total}`, "format");
  return new Blob(chunks).arrayBuffer();
}

/** The weights and the worker's address, from the kernel of a notebook. */
function askKernel(model, kind) {
  return new Promise((resolve, reject) => {
    const done = (settle, value) => {
      clearTimeout(timer);
      model.off("msg:custom", hear);
      settle(value);
    };
    const hear = (message, buffers = []) => {
      if (message?.type !== "model" || message.kind !== kind) return;
      const [bytes] = buffers;
      if (!bytes) return done(reject, new LmError(message.error ?? "no weights", "offline"));
      const view = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
      done(resolve, { worker: message.worker, buffer: view.slice().buffer });
    };
    const timer = setTimeout(() => done(reject, new LmError("the kernel is silent", "offline")), PATIENCE);
    model.on("msg:custom", hear);
    model.send({ type: "model", kind });
  });
}

/** @returns {Promise<{worker: string, buffer: ArrayBuffer}>} */
async function obtain(model, kind, onBytes, again) {
  const addresses = published();
  if (addresses === null) return askKernel(model, kind);
  if (!addresses[kind]) throw new LmError(`no « ${kind} » in this page`, "offline");
  const full = (address) => new URL(address, document.baseURI).href;
  const buffer = await download(full(addresses[kind]), addresses.bytes?.[kind] ?? null, onBytes, again);
  return { worker: full(addresses.worker), buffer };
}

// ── The worker ─────────────────────────────────────────────────────────────────────────────────────

/** A worker that answers, or null where none can start. @returns {Promise<Worker | null>} */
function startWorker(address) {
  return new Promise((resolve) => {
    let worker;
    try {
      worker = new Worker(address, { type: "module" });
    } catch {
      resolve(null); // a page opened from a folder, a notebook that forbids workers
      return;
    }
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      resolve(null);
    };
    worker.onmessage = () => {
      worker.onerror = null;
      resolve(worker);
    };
  });
}

/** The same code in the page, behind the same messages. @returns {Promise<MessagePort>} */
async function startInPage(address) {
  let module;
  try {
    module = await import(address);
  } catch (error) {
    throw new LmError(String(error), "offline");
  }
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve(port1);
    module.serve(port2);
  });
}

/** Requests and answers through a port. */
class Line {
  #port;
  #waiting = new Map();
  #last = 0;

  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
    port.onerror = (event) => {
      event.preventDefault?.();
      for (const { reject } of this.#waiting.values())
        reject(new LmError("the worker has stopped", "memory"));
      this.#waiting.clear();
    };
  }

  #hear({ id, event, result, error }) {
    const { resolve, reject, onEvent } = this.#waiting.get(id) ?? {};
    if (event !== undefined) return onEvent?.(event);
    this.#waiting.delete(id);
    if (error) reject?.(new LmError(error.message, error.reason));
    else resolve?.(result);
  }

  /** @param {{onEvent?: (event: any) => void, signal?: AbortSignal, transfer?: Transferable[]}} [options] */
  call(call, args, { onEvent, signal, transfer = [] } = {}) {
    const id = ++this.#last;
    const stop = () => this.#port.postMessage({ id, call: "stop" });
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onEvent });
    });
    this.#port.postMessage({ id, call, args }, transfer);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    return answer.finally(() => signal?.removeEventListener("abort", stop));
  }
}

// ── What widgets use ───────────────────────────────────────────────────────────────────────────────

/** A model ready to answer. */
export class Lm {
  #line;
  #facts;
  #shown;

  constructor(line, { shown, ...facts }) {
    this.#line = line;
    this.#facts = facts;
    this.#shown = shown;
  }

  /** kind, seed, layers, heads, width, vocabularySize, maskId, parameters, tokenizer */
  describe() {
    return this.#facts;
  }

  /** The ids of a prompt, with the token that starts a document. @returns {Promise<number[]>} */
  encode(text) {
    return this.#line.call("encode", { text });
  }

  /** The tokens as a reader sees them. @param {Iterable<number>} ids @returns {string[]} */
  tokens(ids) {
    return Array.from(ids, (id) => this.#shown[id]);
  }

  /**
   * What the network says of the token that follows.
   * @param {number[]} ids
   * @param {{off?: [number, number | null][], positions?: boolean, attention?: boolean, all?: boolean}} [options]
   *   all: logits [time, V] of every position rather than [V] of the last one
   * @returns {Promise<{logits: Float32Array, attention?: Float32Array}>} attention [layers, heads, time, time]
   */
  next(ids, { off = [], positions = true, attention = false, all = false } = {}) {
    return this.#line.call("next", { ids, off, positions, attention, all });
  }

  /**
   * Writes on from a prompt; when `signal` aborts, resolves with what was written.
   * @param {object} request prompt or ids, temperature = 1, topK = 0, topP = 1, maxTokens = 40, seed = 0, off,
   *   positions, stopId = 10, onToken, signal (see lm_session.js)
   * @returns {Promise<{ids: number[], text: string, ps: number[], ended: "stop" | "length" | "signal"}>} ps: what
   *   the network gave each token, at temperature 1
   */
  generate({ onToken, signal, ...request }) {
    return this.#line.call("generate", request, { onEvent: onToken, signal });
  }

  /**
   * The same for several prompts, one after the other; prompt number i is drawn with seed + i.
   * @param {object} request prompts, onDone(index, result), signal, and what `generate` takes
   * @returns {Promise<object[]>} those that were finished
   */
  generateMany({ onDone, signal, ...request }) {
    const onEvent = ({ index, result }) => onDone?.(index, result);
    return this.#line.call("generateMany", request, { onEvent, signal });
  }
}

/** One loading for each kind: what every widget of the page sees of it. */
class Opening {
  /** @type {Loading} */
  now = { state: "idle", loaded: 0, total: null, error: null };
  /** @type {Promise<Lm> | null} */
  promise = null;
  listeners = new Set();

  constructor(kind) {
    this.kind = kind;
  }

  change(changes) {
    this.now = { ...this.now, ...changes };
    for (const listener of [...this.listeners]) listener(this.now);
  }

  open(model) {
    if (this.promise) return this.promise;
    const again = this.now.error?.reason === "format";
    this.change({ state: "loading", loaded: 0, total: modelBytes(this.kind), error: null });
    this.promise = this.#load(model, again).then(
      (lm) => {
        this.change({ state: "ready" });
        return lm;
      },
      (error) => {
        this.promise = null; // another gesture tries again
        const told = error instanceof LmError ? error : new LmError(String(error), "memory");
        this.change({ state: "failed", error: told });
        throw told;
      },
    );
    return this.promise;
  }

  async #load(model, again) {
    const onBytes = (loaded) => this.change({ loaded });
    const { worker, buffer } = await obtain(model, this.kind, onBytes, again);
    const line = new Line((await startWorker(worker)) ?? (await startInPage(worker)));
    const facts = await line.call("open", { buffer }, { transfer: [buffer] }).catch((error) => {
      throw new LmError(error.message, error.reason ?? "format");
    });
    if (facts.kind !== this.kind) throw new LmError(`a model of kind ${facts.kind}`, "format");
    return new Lm(line, facts);
  }
}

/** @type {Map<string, Opening>} */
const openings = new Map();

function opening(kind) {
  if (!openings.has(kind)) openings.set(kind, new Opening(kind));
  return openings.get(kind);
}

/**
 * Loads a model, or joins the loading under way, or gives the one already loaded.
 * @param {object} options
 * @param {object} options.model the widget's model: in a notebook, the weights come through it
 * @param {"gpt" | "masked"} [options.kind]
 * @param {(progress: {loaded: number, total: number | null}) => void} [options.onProgress] bytes
 * @returns {Promise<Lm>} rejects with an LmError
 */
export function openModel({ model, kind = "gpt", onProgress }) {
  const one = opening(kind);
  const promise = one.open(model);
  if (onProgress && one.now.state === "loading") {
    const stop = watchModel(kind, ({ loaded, total }) => onProgress({ loaded, total }));
    promise.then(stop, stop);
  }
  return promise;
}

/** Whether a model is loaded already. */
export const isReady = (kind = "gpt") => openings.get(kind)?.now.state === "ready";

/**
 * Follows the loading of a model, which any widget of the page may have started.
 * @param {string} kind
 * @param {(now: Loading) => void} listener called at once, then at each change
 * @returns {() => void} stops following
 */
export function watchModel(kind, listener) {
  const one = opening(kind);
  one.listeners.add(listener);
  listener(one.now);
  return () => one.listeners.delete(listener);
}

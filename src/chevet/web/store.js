/**
 * Where the answers of one learner are kept, on this machine, without a name.
 *
 * A page has one store. It writes to localStorage; what the browser refuses is held in the page, which says so
 * through `kind` and `trouble`, and is offered again at each answer; in an LMS, to the backend that scorm.js gives
 * before any widget is mounted.
 *
 * @typedef {string | string[]} Response  ids of the chosen propositions, or the text as typed
 * @typedef {{response: Response, score: number, certainty?: number, hints?: number}} Attempt  score between 0 and 1;
 *   certainty in per cent, where the question asks it; hints read before answering, where there were any
 * @typedef {{digest: string, first: Attempt, last: Attempt, attempts: number}} AnswerRecord
 * @typedef {object} Backend
 * @property {"local" | "memory" | "lms"} kind
 * @property {(id: string) => AnswerRecord | null} read
 * @property {(id: string, record: AnswerRecord) => void} write
 * @property {() => string[]} ids
 * @property {() => number} seed  the same uint32 each time this learner comes back
 * @property {(() => void)=} clear  absent where answers cannot be taken back, as in an LMS
 * @property {Trouble=} trouble
 * @typedef {"" | "refused" | "full"} Trouble  why answers last as long as the page: none is kept, or no more are
 */

/** An identifier may not start with "_": such keys are the store's own, and "_note" that of notes.js. */
const isId = (name) => Boolean(name) && !name.startsWith("_");
const isErased = (name) => isId(name) || name === "_note";

const isResponse = (value) =>
  typeof value === "string" || (Array.isArray(value) && value.every((id) => typeof id === "string"));

/** Of a number: "0.5", true and [0.5] would pass for one in a comparison. */
const isBetween = (value, low, high) => typeof value === "number" && value >= low && value <= high;

const isCertainty = (value) => value === undefined || isBetween(value, 0, 100);

const isCount = (value) => value === undefined || (Number.isInteger(value) && value > 0);

const isAttempt = (value) =>
  isResponse(value?.response) &&
  isBetween(value.score, 0, 1) &&
  isCertainty(value.certainty) &&
  isCount(value.hints);

const isSeed = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;

/** @returns {value is AnswerRecord} whether what was read has the shape of what we write */
export function isRecord(value) {
  return (
    typeof value?.digest === "string" &&
    isAttempt(value.first) &&
    isAttempt(value.last) &&
    Number.isInteger(value.attempts) &&
    value.attempts > 0
  );
}

/** A stand-in for localStorage that lasts as long as the page. */
function memoryStorage() {
  const entries = new Map();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, text) => entries.set(key, text),
    removeItem: (key) => entries.delete(key),
  };
}

/** What was held goes over what another tab has written meanwhile: the first answer is the one that was kept. */
function merged(there, here) {
  if (!isRecord(there) || there.digest !== here.digest) return here;
  return { ...here, first: there.first, attempts: Math.max(there.attempts, here.attempts) };
}

/**
 * A backend that writes JSON under `chevet/<version>/<id>`. What the storage does not take is held in the page, and
 * offered again at each write.
 * @returns {Backend}
 */
function storageBackend(storage, version, draw, trouble = "") {
  const prefix = `chevet/${version}/`;
  const held = new Map(); // key → value
  let full = trouble === "full";

  const kept = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null; // another program, or a write cut short: the next put replaces it
    }
  };
  const parse = (key) => held.get(key) ?? kept(key);
  function keys() {
    let written = [];
    try {
      written = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    } catch {
      // it was readable when the page was opened, and is no more
    }
    return [...new Set([...written, ...held.keys()])];
  }
  function write(key, value) {
    const waited = new Set(held.keys());
    held.set(key, value);
    for (const [name, here] of [...held]) {
      // A mock exam keeps one answer, the newest.
      const other = waited.has(name) && !name.endsWith("@exam") ? kept(name) : null;
      try {
        storage.setItem(name, JSON.stringify(other ? merged(other, here) : here));
        held.delete(name);
      } catch {
        // what was kept before stays readable
      }
    }
    full = held.size > 0;
  }
  return {
    get kind() {
      return this.trouble ? "memory" : "local";
    },
    get trouble() {
      return trouble === "refused" ? trouble : full ? "full" : "";
    },
    read(id) {
      const found = parse(prefix + id);
      return isRecord(found) ? found : null;
    },
    write: (id, record) => write(prefix + id, record),
    ids: () =>
      keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .filter(isId),
    clear() {
      held.clear();
      // Notes, and the answers to older versions of the course, go too: whoever erases wants nothing left.
      for (const key of keys()) {
        const [course, , id] = key.split("/");
        if (course !== "chevet" || !isErased(id)) continue;
        try {
          storage.removeItem(key);
        } catch {
          // what refuses to be written may refuse to be erased
        }
      }
    },
    seed() {
      const before = parse(`${prefix}_seed`);
      if (isSeed(before)) return before;
      const drawn = draw();
      write(`${prefix}_seed`, drawn);
      return drawn;
    },
  };
}

const drawSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];

/**
 * @param {object} options
 * @param {() => Storage} options.open  gives the browser's storage; may throw
 * @param {string=} options.version  version of the course: answers to another version are not read
 * @param {EventTarget=} options.target  where "storage" events of the other tabs arrive
 * @param {() => number=} options.draw  draws the seed of a new learner
 */
export function createStore({ open, version = "0", target, draw = drawSeed }) {
  /** @type {Backend | null} */
  let backend = null; // opened at first use: in an LMS localStorage is never touched
  const listeners = new Set();

  const notify = (id) => {
    for (const listener of [...listeners]) listener(id);
  };

  function opened() {
    const refusing = () => storageBackend(memoryStorage(), version, draw, "refused");
    let storage;
    try {
      storage = open();
      storage.getItem(`chevet/${version}/_probe`);
    } catch {
      return refusing();
    }
    try {
      storage.setItem(`chevet/${version}/_probe`, "0"); // some browsers give a storage that takes nothing
      storage.removeItem(`chevet/${version}/_probe`);
    } catch {
      return storageBackend(storage, version, draw, "full");
    }
    return storageBackend(storage, version, draw);
  }

  function current() {
    backend ??= opened();
    return backend;
  }

  target?.addEventListener("storage", (event) => {
    if (!backend || backend.kind === "lms") return;
    const prefix = `chevet/${version}/`;
    if (event.key === null) notify(null);
    else if (event.key.startsWith(prefix) && isId(event.key.slice(prefix.length)))
      notify(event.key.slice(prefix.length));
  });

  return {
    get kind() {
      return current().kind;
    },
    /** @returns {Trouble} */
    get trouble() {
      return current().trouble ?? "";
    },
    get version() {
      return version;
    },
    /** Whether the answers can be erased from here. */
    get erasable() {
      return Boolean(current().clear);
    },
    /** @returns {AnswerRecord | null} */
    get: (id) => current().read(id),
    /** @param {string} id @param {AnswerRecord} record */
    put(id, record) {
      current().write(id, record);
      notify(id);
    },
    /** @returns {string[]} the ids that have a record in this version */
    ids: () => current().ids(),
    /** @returns {number} uint32, drawn once per learner */
    seed: () => current().seed(),
    clear() {
      current().clear?.();
      notify(null);
    },
    /** @param {(id: string | null) => void} listener  null: everything may have changed */
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** @param {Backend} given */
    use(given) {
      backend = given;
      notify(null);
    },
  };
}

export const store = createStore({
  open: () => globalThis.localStorage,
  version: globalThis.document?.documentElement.dataset.chevetVersion ?? "0",
  target: globalThis.document ? globalThis : undefined,
});

/**
 * Where the answers of one learner are kept, on this machine, without a name.
 *
 * A page has one store. It writes to localStorage; when the browser refuses, to memory, and says so
 * through `kind`; in an LMS, to the backend that scorm.js gives before any widget is mounted.
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
 */

/** An identifier may not start with "_": such keys are the store's own, and "_note" that of notes.js. */
const isId = (name) => Boolean(name) && !name.startsWith("_");
const isErased = (name) => isId(name) || name === "_note";

const isResponse = (value) =>
  typeof value === "string" || (Array.isArray(value) && value.every((id) => typeof id === "string"));

const isCertainty = (value) => value === undefined || (value >= 0 && value <= 100);

const isCount = (value) => value === undefined || (Number.isInteger(value) && value > 0);

const isAttempt = (value) =>
  isResponse(value?.response) &&
  value.score >= 0 &&
  value.score <= 1 &&
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

/** A backend that writes JSON under `chevet/<version>/<id>`. @returns {Backend} */
function storageBackend(kind, storage, version, draw) {
  const prefix = `chevet/${version}/`;
  const keys = () => Array.from({ length: storage.length }, (_, index) => storage.key(index));
  const parse = (key) => {
    const text = storage.getItem(key);
    try {
      return JSON.parse(text);
    } catch {
      return null; // another program, or a write cut short: the next put replaces it
    }
  };
  return {
    kind,
    read(id) {
      const found = parse(prefix + id);
      return isRecord(found) ? found : null;
    },
    write: (id, record) => void storage.setItem(prefix + id, JSON.stringify(record)),
    ids: () =>
      keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .filter(isId),
    clear() {
      // Notes, and the answers to older versions of the course, go too: whoever erases wants nothing left.
      for (const key of keys()) {
        const [course, , id] = key.split("/");
        if (course === "chevet" && isErased(id)) storage.removeItem(key);
      }
    },
    seed() {
      const kept = parse(`${prefix}_seed`);
      if (isSeed(kept)) return kept;
      const drawn = draw();
      storage.setItem(`${prefix}_seed`, JSON.stringify(drawn));
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
  const inMemory = () => storageBackend("memory", memoryStorage(), version, draw);

  function current() {
    if (!backend) {
      try {
        const storage = open();
        storage.setItem(`chevet/${version}/_probe`, "0"); // some browsers give a storage that refuses
        storage.removeItem(`chevet/${version}/_probe`);
        backend = storageBackend("local", storage, version, draw);
      } catch {
        backend = inMemory();
      }
    }
    return backend;
  }

  /** Does it where answers are kept; if that place fails, goes on in memory with what can be read. */
  function attempt(action) {
    const place = current();
    try {
      return action(place);
    } catch {
      const memory = inMemory();
      try {
        for (const id of place.ids()) {
          const record = place.read(id);
          if (record) memory.write(id, record);
        }
      } catch {
        // nothing more can be read: start empty
      }
      const forget = memory.clear;
      memory.clear = () => {
        forget();
        try {
          place.clear?.();
        } catch {
          // what refuses to be written may refuse to be erased
        }
      };
      backend = memory;
      return action(memory);
    }
  }

  target?.addEventListener("storage", (event) => {
    if (backend?.kind !== "local") return;
    const prefix = `chevet/${version}/`;
    if (event.key === null) notify(null);
    else if (event.key.startsWith(prefix) && isId(event.key.slice(prefix.length)))
      notify(event.key.slice(prefix.length));
  });

  return {
    get kind() {
      return current().kind;
    },
    get version() {
      return version;
    },
    /** Whether the answers can be erased from here. */
    get erasable() {
      return Boolean(current().clear);
    },
    /** @returns {AnswerRecord | null} */
    get: (id) => attempt((place) => place.read(id)),
    /** @param {string} id @param {AnswerRecord} record */
    put(id, record) {
      attempt((place) => place.write(id, record));
      notify(id);
    },
    /** @returns {string[]} the ids that have a record in this version */
    ids: () => attempt((place) => place.ids()),
    /** @returns {number} uint32, drawn once per learner */
    seed: () => attempt((place) => place.seed()),
    clear() {
      attempt((place) => place.clear?.());
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

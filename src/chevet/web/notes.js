/**
 * Where an instrument keeps what a learner made with it — decisions, readings — beside the answers to questions.
 *
 * Notes live where the answers live (store.js) and go with them: in localStorage under
 * `chevet/<version>/_note/<id>`, erased by store.clear(). Where the answers are in memory or in an LMS, which has
 * no room for them, notes last as long as the page: `kept` says so, and the instrument offers print or copy.
 */
import { store } from "./store.js";

/**
 * @param {object} options
 * @param {() => Storage} options.open  gives the browser's storage; may throw
 * @param {{kind: string, version: string, onChange: (listener: (id: string | null) => void) => unknown}} options.answers
 * @param {EventTarget=} options.target  where "storage" events of the other tabs arrive
 */
export function createNotes({ open, answers, target }) {
  const prefix = `chevet/${answers.version}/_note/`;
  const page = new Map(); // JSON texts, as a storage holds them
  const listeners = new Set();
  let refused = false;

  const notify = (id) => {
    for (const listener of [...listeners]) listener(id);
  };
  /** The browser's storage, or null: in an LMS it is never touched. */
  const storage = () => {
    try {
      return answers.kind === "lms" ? null : open();
    } catch {
      return null;
    }
  };
  const keys = (place) => Array.from({ length: place.length }, (_, index) => place.key(index));

  answers.onChange((id) => {
    if (id !== null) return;
    page.clear(); // the answers were erased: whoever erases wants nothing left
    notify(null);
  });
  target?.addEventListener("storage", ({ key }) => {
    if (key?.startsWith(prefix) && storage()) notify(key.slice(prefix.length));
  });

  return {
    /** Whether a note written now is still there at the next visit. */
    get kept() {
      return answers.kind === "local" && !refused && Boolean(storage());
    },
    /** @returns {any} the value last put under `id`, or null; the caller checks its shape */
    get(id) {
      const text = page.get(id) ?? storage()?.getItem(prefix + id) ?? null;
      try {
        return JSON.parse(text);
      } catch {
        return null; // another program, or a write cut short: the next put replaces it
      }
    },
    /** @param {string} id names the instrument and its place: "validation/lettre-3" @param {any} value JSON */
    put(id, value) {
      const text = JSON.stringify(value);
      try {
        const place = storage();
        place?.setItem(prefix + id, text);
        refused = !place;
      } catch {
        refused = true; // full: this note is kept in the page, those written before stay readable
      }
      if (refused) page.set(id, text);
      else page.delete(id);
      notify(id);
    },
    /** @returns {string[]} the ids that have a note in this version */
    ids() {
      const place = storage();
      const written = place ? keys(place).filter((key) => key.startsWith(prefix)) : [];
      return [...new Set([...page.keys(), ...written.map((key) => key.slice(prefix.length))])];
    },
    /** @param {(id: string | null) => void} listener  null: everything may have changed */
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export const notes = createNotes({
  open: () => globalThis.localStorage,
  answers: store,
  target: globalThis.document ? globalThis : undefined,
});

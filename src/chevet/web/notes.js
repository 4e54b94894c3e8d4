/**
 * Where an instrument keeps what a learner made with it — decisions, readings — beside the answers to questions.
 *
 * Notes live where the answers live (store.js) and go with them: in localStorage under
 * `chevet/<version>/_note/<id>`, erased by store.clear(). Where the answers are in memory or in an LMS, which has
 * no room for them, notes last as long as the page: `kept` says so, and the instrument offers print or copy.
 */
import { store } from "./store.js";

export const WORDS = {
  refused:
    "Ce navigateur refuse de garder vos réponses et vos travaux\u00a0: ils seront perdus quand vous quitterez cette page. " +
    "Imprimez-la, ou autorisez ce site à conserver des données.",
  full:
    "Ce navigateur n’a plus de place. Ce qui était gardé l’est toujours\u202f; ce que vous faites maintenant ne l’est que " +
    "dans cette page. Laissez-la ouverte et libérez de la place\u00a0: tout sera gardé à votre prochaine réponse.",
  back: "Ce navigateur garde de nouveau tout ce que vous avez fait dans cette page.",
};

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
  /** What the page holds, offered to the storage: it may have room again. */
  function offer(place) {
    for (const [id, text] of [...page]) {
      try {
        place.setItem(prefix + id, text);
        page.delete(id);
      } catch {
        // full: this note is kept in the page, those written before stay readable
      }
    }
  }
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
      return answers.kind === "local" && page.size === 0 && Boolean(storage());
    },
    /** Why what is done in this page may not be there at the next visit, "" if it will be. In an LMS: not said here. */
    get trouble() {
      if (answers.kind === "lms") return "";
      return answers.trouble || (page.size ? "full" : "");
    },
    /** @returns {any} the value last put under `id`, or null; the caller checks its shape */
    get(id) {
      try {
        return JSON.parse(page.get(id) ?? storage()?.getItem(prefix + id) ?? null);
      } catch {
        return null; // another program, or a write cut short: the next put replaces it
      }
    },
    /** @param {string} id names the instrument and its place: "validation/lettre-3" @param {any} value JSON */
    put(id, value) {
      page.set(id, JSON.stringify(value));
      const place = storage();
      if (place) offer(place);
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

/**
 * Says, while it is so, that what is done in the page is not kept, and takes back the words that say it is. A page
 * that keeps nothing of the learner stays silent until something is answered.
 * @param {Document} root
 */
export function tellTrouble(root) {
  const places = [...root.querySelectorAll("[data-chevet-kept]")];
  const promises = places.map((place) => place.textContent);
  const line = root.createElement("div");
  line.className = "chevet-unkept";
  line.setAttribute("role", "status"); // here before it has anything to announce
  root.querySelector("main")?.append(line);
  let said = "";
  const draw = () => {
    if (store.kind === "lms") return; // the package tells it, in its own place
    const trouble = places.length + store.ids().length + notes.ids().length ? notes.trouble : "";
    const words = WORDS[trouble] ?? (said && said !== WORDS.back ? WORDS.back : said);
    if (words === said) return;
    said = words;
    const sentence = root.createElement("p");
    sentence.className = "chevet-notice";
    sentence.textContent = words;
    line.replaceChildren(sentence);
    for (const [rank, place] of places.entries()) place.textContent = trouble ? "" : promises[rank];
  };
  const offs = [store.onChange(draw), notes.onChange(draw)];
  draw();
  return () => {
    for (const off of offs) off();
    line.remove();
  };
}

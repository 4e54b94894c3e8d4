// Mounts anywidgets in a page that has no kernel: the state is in the page, the module in a file.
import { mountProgress } from "./progress.js";

export const WORDS = {
  failed: "Cet instrument n’a pas pu démarrer. Sa lecture en texte est juste dessous.",
};

/**
 * The model that a widget's render() receives: the part of Jupyter's model which AFM promises.
 * @param {Record<string, unknown>} state the synchronised traits, as JSON values
 */
export function createModel(state) {
  const values = { ...state };
  const listeners = new Map();
  const emit = (name, ...args) => {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(...args);
  };
  const model = {
    get: (key) => values[key],
    set(key, value) {
      const changes = typeof key === "object" ? key : { [key]: value };
      const changed = Object.keys(changes).filter((name) => values[name] !== changes[name]);
      Object.assign(values, changes);
      for (const name of changed) emit(`change:${name}`, model, values[name]);
      if (changed.length > 0) emit("change", model);
    },
    save_changes() {}, // no kernel to tell: the page itself is the state
    send() {},
    on(name, listener) {
      for (const one of name.split(" ")) {
        if (!listeners.has(one)) listeners.set(one, new Set());
        listeners.get(one).add(listener);
      }
    },
    off(name, listener) {
      if (!name) listeners.clear();
      else if (!listener) listeners.delete(name);
      else listeners.get(name)?.delete(listener);
    },
  };
  return model;
}

/**
 * The state of an island, with what the page wrote once for several of them (site/sharing.py) put back.
 * @param {HTMLElement} island
 */
function readState(island) {
  const state = JSON.parse(island.querySelector("script[type='application/json']").textContent);
  const shared = document.getElementById("chevet-shared");
  return shared ? restoreShared(state, JSON.parse(shared.textContent)) : state;
}

/** Replaces each `{"$chevet-shared": key}` of a state by the value of that key. */
export function restoreShared(state, values) {
  const put = (value) =>
    value && typeof value === "object" && "$chevet-shared" in value ? values[value["$chevet-shared"]] : value;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, put(value)]));
}

/**
 * Mounts one island; on failure its text stays, with a sentence that says so.
 * @param {HTMLElement} island a div.chevet-island
 * @param {string} address of the widget's module
 */
export async function mount(island, address) {
  if (island.dataset.chevetMounted) return;
  island.dataset.chevetMounted = "pending";
  const stage = document.createElement("div");
  try {
    const { default: widget } = await import(address);
    const definition = typeof widget === "function" ? await widget() : widget;
    const model = createModel(readState(island));
    await definition.initialize?.({ model });
    await definition.render({ model, el: stage });
    island.querySelector(".chevet-fallback").replaceWith(stage);
    island.dataset.chevetMounted = "true";
  } catch (error) {
    island.dataset.chevetMounted = "failed";
    const notice = document.createElement("p");
    notice.className = "chevet-notice";
    notice.setAttribute("role", "status");
    notice.textContent = WORDS.failed;
    island.prepend(notice);
    // For whoever repairs it; a reader has the sentence above.
    console.warn(`Chevet : ${island.dataset.chevetWidget} :`, error);
  }
}

function start() {
  const listed = document.getElementById("chevet-modules");
  const modules = listed ? JSON.parse(listed.textContent) : {};
  const opened = new Map(); // island → promise: who asks for one that is on its way waits for it
  const open = (island) => {
    if (!opened.has(island)) {
      const address = new URL(modules[island.dataset.chevetWidget], document.baseURI).href;
      opened.set(island, mount(island, address));
    }
    return opened.get(island);
  };
  const islands = [...document.querySelectorAll(".chevet-island")];
  const mountAll = () => Promise.all(islands.map(open));
  const cards = islands.filter(({ dataset }) => dataset.chevetWidget === "quiz");
  mountProgress(document, { mountCards: () => Promise.all(cards.map(open)) });
  if (!listed) return;
  // A page printed or searched before it is scrolled should hold its widgets too.
  window.addEventListener("beforeprint", mountAll);
  if (!("IntersectionObserver" in window)) {
    mountAll();
    return;
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        open(target);
      }
    },
    { rootMargin: "800px 0px" },
  );
  for (const island of islands) observer.observe(island);
}

if (typeof document !== "undefined") start();
